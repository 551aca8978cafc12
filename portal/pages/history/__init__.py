"""Who changed what in a record, told to those who may read it."""
