"""What organisations need people for, and when."""
