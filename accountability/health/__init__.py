"""Is it well: the sources, the worker, the servers; who is told when it is not."""
