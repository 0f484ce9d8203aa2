"""The picture that a link to one of our pages shows elsewhere. Knows no Django."""
