"""What a written bundle must show before anybody votes on it. No Django."""
