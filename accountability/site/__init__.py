"""Public pages: server-rendered, tables first, from the release bundle alone."""
