"""What the policies want to know: areas, indicators, versions of their definitions, targets."""
