"""Who acts, for what, and what a role permits. Row level security reads it."""
