"""Matching: a dirty person or vacancy is read once, judged by pure rules, and what changed is made known."""
