"""Alerts: each opening and withdrawal of a match, sent to the placement service under one identity for ever."""
