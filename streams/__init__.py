"""Profiles live: events are applied to the view, and matches are decided."""
