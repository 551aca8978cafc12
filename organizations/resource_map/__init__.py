"""Finding places: words and filters as one URL; list, map, points, files."""
