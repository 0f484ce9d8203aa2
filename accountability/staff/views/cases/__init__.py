"""The pages of the community record."""
