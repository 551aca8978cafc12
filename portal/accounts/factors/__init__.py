"""Second factors: who must have one, the way to it, and the desk's help when somebody has lost all of them."""
