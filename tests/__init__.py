"""The platform, tested: one folder for each of its parts."""
