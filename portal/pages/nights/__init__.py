"""What the portal does by night, shown to those who answer for it."""
