"""Plain Japanese."""
