"""How the Commission's pages are read."""
