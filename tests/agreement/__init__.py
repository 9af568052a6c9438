"""The agreement as data: its rules, its rows, what they let through, and what is generated from them."""
