"""What is decided about people: who is who, objections and erasures, written to the log as the steward."""
