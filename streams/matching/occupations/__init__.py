"""Finding each other without scanning: by occupation, province and level."""
