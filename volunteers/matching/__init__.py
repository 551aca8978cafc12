"""The best fair set of proposals of a night, each with its reasons.

Pure and free of Django, from the bottom: columns (both sides, packed), conditions (what must hold), scoring
(what is better), candidates (the pairs worth a look), assignment (the exact choice), bound (how good it is),
blocking (why nobody), night (all of it in order); instant answers for one opening or one person at once.
"""
