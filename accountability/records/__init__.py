"""The official record: what bodies published and a person accepted."""
