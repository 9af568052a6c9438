"""Retention: what has been kept for as long as its clause allows is erased, by the mechanism every erasure takes."""
