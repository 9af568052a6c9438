"""The view: what streams asks of Redis, and two that answer, the real one and a fake that passes the same tests."""
