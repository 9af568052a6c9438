"""The upload pages."""
