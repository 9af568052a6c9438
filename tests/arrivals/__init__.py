"""Tests of what becomes of rows, as their sources tell it themselves."""
