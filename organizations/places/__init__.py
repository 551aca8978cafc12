"""Places of the resource map: address, hours, languages, facts, freshness."""
