"""The town table (町字): codes, readings, centroids; a data file, no rows."""
