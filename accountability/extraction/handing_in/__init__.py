"""Official files from somebody's disk: handed in, mapped, checked, then read as fetched."""
