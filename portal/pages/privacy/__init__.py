"""A person's own data: looking at them, taking them along, having them erased."""
