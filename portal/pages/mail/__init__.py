"""The ward's view of the mail."""
