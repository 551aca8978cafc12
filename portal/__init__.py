"""Composition root: urls, pages, nightly, demo, settings. May import every app."""
