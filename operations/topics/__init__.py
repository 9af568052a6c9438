"""The topics as operators see them: the table beside what the broker holds."""
