"""What can go wrong before a server runs, said for the person who typed the command."""


class EmbeddedError(Exception):
    """A server, directory or account cannot be had; the message says what to do."""
