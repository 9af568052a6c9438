"""The ways people would use instead of ours, each a process of its own, each at its best sensible settings."""
