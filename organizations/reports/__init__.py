"""What readers report about an entry, and the ward's answers."""
