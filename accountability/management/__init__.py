"""Commands, and the demonstration they can run."""
