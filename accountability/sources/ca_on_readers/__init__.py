"""How the pages of Ontario's complaints bodies are read."""
