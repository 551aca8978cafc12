"""Catalogues of interface strings without GNU gettext: collect, merge, compile, check."""
