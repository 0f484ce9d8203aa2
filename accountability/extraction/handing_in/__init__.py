"""Official files from somebody's disk: mapped, checked, then read as if fetched."""
