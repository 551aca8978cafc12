"""PostgreSQL and Redis from wheels, so that a newcomer needs nothing but Python.

Free of Django: settings read `addresses()`, commands call `ensure_running()`.
Data lie under `var/`; the last process that uses a server turns it off.
"""

from portal.embedded.errors import EmbeddedError
from portal.embedded.layout import PROJECT, Addresses, addresses
from portal.embedded.membership import ensure_running, leave

__all__ = ["PROJECT", "Addresses", "EmbeddedError", "addresses", "ensure_running", "leave"]
