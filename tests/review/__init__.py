"""Tests of what a steward looks at and decides: who is who, and where registers disagree."""
