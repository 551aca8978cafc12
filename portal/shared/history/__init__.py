"""History of rows: the database's triggers keep what was, so that bulk writes and raw SQL leave their trace too.

`tracking` says which rows are kept, `acting` who writes, `changes` tells two states apart. Nothing here knows a
domain; the rooms name their tables.
"""
