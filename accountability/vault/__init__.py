"""Keys and envelopes: what makes a stolen database illegible. Pure: no Django."""
