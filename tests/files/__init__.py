"""Files as sources write them, defects and all, and what becomes of each of their lines."""
