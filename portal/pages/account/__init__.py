"""One's own account: what one is called, and the way to everything about signing in."""
