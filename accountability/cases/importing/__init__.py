"""Past cases from a table: read apart, checked row by row, brought in all or none."""
