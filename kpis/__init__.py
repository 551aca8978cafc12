"""Every number of the policies."""
