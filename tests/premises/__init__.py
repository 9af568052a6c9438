"""The edge at home: what it asks, drops, remembers and sends."""
