"""Readers of the documents of B.C.'s Office of the Police Complaint Commissioner."""
