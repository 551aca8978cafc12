"""The night's counting: every automatic indicator for every period that is open."""
