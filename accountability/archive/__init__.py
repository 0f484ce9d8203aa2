"""Bytes in, bytes out: what was fetched, when, with which headers, for ever."""
