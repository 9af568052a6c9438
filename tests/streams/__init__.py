"""Tests of the way into the view."""
