"""Readers of the formats that sources publish in: places are kept with every text."""
