"""Posts of the ward: seats with a kind and a title, and who holds them from when to when."""
