"""The desk: the reference placement service, which receives the very webhooks any other would."""
