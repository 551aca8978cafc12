"""People who give time and skill."""
