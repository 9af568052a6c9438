"""What two folders must agree on: topics, events, the codec, people, the agreement, the view, code tables."""
