"""`python -m bench`: what a request costs, in ratios to a floor measured in the same run."""
