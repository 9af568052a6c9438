"""Tests of who is who: numbers, comparable text, and pseudonyms read as one person."""
