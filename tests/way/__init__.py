"""The whole way, from a source system to the desk and back, on real parts."""
