"""How the code must be built, held by checks that each have an example that must fail."""
