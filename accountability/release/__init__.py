"""The release bundle: its schema, the questions it answers, and its reader. Pure.

The public plane knows nothing but this package and ``vocab``.
"""
