"""Tests of the proof that both sides hold the same records."""
