"""Files of a case: taken in encrypted, cleaned by a worker, opened as a clean copy."""
