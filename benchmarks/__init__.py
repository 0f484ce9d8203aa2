"""``make bench``: our numbers beside a peer's or a limit's, in one run.

Nothing here asserts a time. Rows are synthetic; their shape is the official record's.
"""
