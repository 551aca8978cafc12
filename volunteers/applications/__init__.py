"""Who takes which place, from the first word to having taken part."""
