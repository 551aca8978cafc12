"""Records behind automatic indicators: one module for each app that is read."""
