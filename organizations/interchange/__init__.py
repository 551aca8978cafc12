"""Government files in and out: layouts, reading, importing, writing."""
