"""The open data API: read only, anonymous, from the release bundle alone."""
