"""The key service: the one process that knows the platform key, and gives each holder of a token only its own."""
