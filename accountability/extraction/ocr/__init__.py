"""Reading pages that are pictures: in a process apart, kept beside the original."""
