"""What two folders agree on holds."""
