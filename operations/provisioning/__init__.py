"""What must stand before any process runs: topics, permissions, users and the view's functions."""
