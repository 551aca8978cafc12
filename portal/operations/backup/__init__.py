"""One file that holds the whole portal at one moment, and the way back."""
