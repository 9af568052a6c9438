"""Proof that a source and Saphan hold the same records, or which they do not, without sending them all again."""
