"""What became of documents: absences, returns, moves, noticed as a run ends.

Everything here is a proposal: the public sees what a person confirms.
"""
