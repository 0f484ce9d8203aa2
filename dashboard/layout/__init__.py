"""What is on the page: components only, made from a View."""
