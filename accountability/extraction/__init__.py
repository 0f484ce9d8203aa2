"""From a source's pages to readings in the review queue: runs, jobs, comparison."""
