"""How the unit's pages are read."""
