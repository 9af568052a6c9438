"""Real processes are killed, frozen and robbed of their data under load; nothing acknowledged is ever lost."""
