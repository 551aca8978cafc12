"""From call to public page."""
