"""Data about people are kept for as long as agreed and no longer."""
