"""Matching, held by tests."""
