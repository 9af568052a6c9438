"""Topics, permissions and users, on a real broker and a real view."""
