"""Accounts of staff: allauth with a second factor before anything else."""
