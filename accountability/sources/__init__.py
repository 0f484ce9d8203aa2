"""What each oversight body publishes and how it is read. Pure: no Django, no database.

One module a source. ``registry`` finds them; ``base`` is the contract they keep.
"""
