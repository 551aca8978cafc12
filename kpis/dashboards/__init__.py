"""What officials read: where each policy stands, one indicator, and the records behind a number."""
