"""The posts of the ward as its administrators give them out."""
