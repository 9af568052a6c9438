"""Tests of the bench's pure parts; what it measures is never a test."""
