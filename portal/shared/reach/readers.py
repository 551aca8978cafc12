"""Who asks for a page, as far as counting needs to know: a person or a machine, and nothing that lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

# Machines that call themselves browsers and say in the same breath what they are; Cubot is a make of telephones.
_MACHINES = re.compile(
    r"(?<!cu)bot|spider|crawl|slurp|https?:|headless|lighthouse|preview|monitor|uptime|archiv|externalhit|mediapartners"
    r"|phantom|puppeteer|scan|validator",
    re.IGNORECASE,
)
_BROWSERS = ("Mozilla/", "Opera/")


@dataclass(frozen=True)
class Visitor:
    """An address and a browser for the moment of one request; only `mark` leaves this process."""

    address: str
    agent: str

    def mark(self, salt: bytes) -> str:
        """What the day's estimate counts: without the day's salt nobody can make or find it again."""
        said = f"{self.address}\n{self.agent}".encode("utf-8", "surrogatepass")
        return blake2b(said, key=salt, digest_size=8).hexdigest()


@lru_cache(maxsize=512)
def is_machine(agent: str) -> bool:
    """Whether a user agent is a search engine, a preview, a monitor or a script, and says so."""
    return not agent.startswith(_BROWSERS) or bool(_MACHINES.search(agent))


def address_of(peer: str, forwarded: str, proxies: int) -> str:
    """The reader's address behind that many trusted proxies, each of which wrote one; never what a reader made up."""
    told = [one.strip() for one in forwarded.split(",")] if forwarded else []
    return told[-proxies] if 0 < proxies <= len(told) else peer
