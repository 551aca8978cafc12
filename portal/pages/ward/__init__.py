"""The ward's desk: what waits today, its lists, its settings."""
