"""Files from outside: taken in by content, kept under random names, given out with care, forgotten in time."""
