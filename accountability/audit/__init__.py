"""The audit: proof of who did what, without a word of what stood there."""
