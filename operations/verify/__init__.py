"""Proving that the view in Redis is what a plain fold of the whole log gives."""
