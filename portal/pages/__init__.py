"""Pages that belong to no single app: home, desks, credits, style, errors, health."""
