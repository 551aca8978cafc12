"""The numbers as files for everybody: what is counted, adopted targets, and every value that the public may know."""
