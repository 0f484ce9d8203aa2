"""The staff REST API: cases for programs of the people who work on them."""
