"""A real Kafka and a real Valkey on this machine, and the processes that run beside them."""
