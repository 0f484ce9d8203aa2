"""Spreadsheets that nobody vouches for, opened in a process of their own. Pure."""
