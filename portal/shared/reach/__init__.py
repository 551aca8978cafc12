"""How many pages are read, and by about how many visitors a day: numbers in which nobody can be recognised."""
