"""What the portal does not record and numbers are divided by: the population, lists that the ward keeps."""
