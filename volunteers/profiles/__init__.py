"""Who offers what and when, under which limits, and with whose consent."""
