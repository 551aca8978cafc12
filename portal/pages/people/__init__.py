"""The desk's help for one person's account."""
