"""The community record: case files and what may be done with them."""
