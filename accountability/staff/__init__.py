"""The staff plane: review desk, run log, documents."""
