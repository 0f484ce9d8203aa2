"""The pages of the staff plane: parse, ask a service or a query, present."""
