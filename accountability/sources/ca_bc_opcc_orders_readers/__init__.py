"""How the office's orders and decisions are read."""
