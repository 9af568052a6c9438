"""Erased people stay erased: in the log, the view, alerts, the desk, and through every replay."""
