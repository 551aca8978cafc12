"""What every room stands on: languages, search words, page cache, the ward's settings.

Imports no domain app.
"""
