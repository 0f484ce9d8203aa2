"""Proposal to record: the queue, what is allowed, and the decisions people make."""
