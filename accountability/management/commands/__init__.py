"""Management commands: a few lines each around services."""
