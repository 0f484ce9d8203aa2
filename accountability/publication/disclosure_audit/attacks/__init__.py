"""The attackers. Plain arrays in, what they find out; no code of the defence."""
