"""Tests of the web process and the pages in a real browser."""
