"""Recommendations and answers that a person reads on a page and types as proposals."""
