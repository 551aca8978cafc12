"""Date and time formats of languages that Django has none for (``FORMAT_MODULE_PATH``)."""
