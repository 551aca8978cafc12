"""`python -m bench.enumeration [--tries N]`: do known and unknown addresses take as long? Medians over HTTP.

Each try comes from an address of its own, so that no limit bites; known and unknown take turns, so that whatever else
the machine does falls on both. The bar is a ratio of medians from 0.9 to 1.1.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import sys
import time
from collections.abc import Callable
from statistics import median
from urllib.parse import urlencode

from bench import databases, server
from portal import embedded

LEAST, MOST = 0.9, 1.1
Fields = Callable[[str], dict[str, str]]
FORMS: dict[str, Fields] = {
    "/en/accounts/login/": lambda email: {"login": email, "password": "not the password"},
    "/en/accounts/password/reset/": lambda email: {"email": email},
    "/en/accounts/signup/": lambda email: {"name": "Somebody", "email": email, "password1": "four words in a row"},
}


def main() -> int:
    """0 when every ratio lies within the bar, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="python -m bench.enumeration", description=__doc__)
    parser.add_argument("--tries", type=int, default=200)
    tries = parser.parse_args().tries
    os.environ["TRUSTED_PROXY_COUNT"] = "1"
    embedded.ensure_running()
    server.collect_static()
    missed = False
    with databases.fresh_database("accounts") as database:
        server.run_python("bench.seed_accounts", str(tries), database=database)
        with server.running(database, cold=False) as portal:
            for number, (path, fields) in enumerate(FORMS.items()):
                known, unknown = measure(portal.port, path, fields, tries, number)
                ratio = median(known) / median(unknown)
                missed = missed or not LEAST <= ratio <= MOST
                told = {"form": path, "known ms": round(1000 * median(known), 1),
                        "unknown ms": round(1000 * median(unknown), 1), "ratio": round(ratio, 3)}  # fmt: skip
                print(json.dumps(told), flush=True)
    return int(missed)


def measure(port: int, path: str, fields: Fields, tries: int, series: int) -> tuple[list[float], list[float]]:
    """Seconds of each try with an address that has an account, and with one that has none."""
    known: list[float] = []
    unknown: list[float] = []
    for number in range(tries):
        pair = [(known, f"known{number}@example.org"), (unknown, f"other{number}@example.org")]
        for last, (times, email) in enumerate(pair if number % 2 else reversed(pair), start=1):
            times.append(_send(port, path, fields(email), f"10.{series}.{number % 250}.{last}"))
    return known, unknown


def _send(port: int, path: str, fields: dict[str, str], address: str) -> float:
    link = http.client.HTTPConnection(server.HOST, port, timeout=60)
    link.request("GET", path, headers={"Host": "localhost", "X-Forwarded-For": address})
    page = link.getresponse()
    cookie = "; ".join(one.split(";")[0] for one in page.headers.get_all("Set-Cookie", []))
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    if token is None:
        raise server.BenchError(f"{path} shows no form ({page.status})")
    headers = {"Host": "localhost", "X-Forwarded-For": address, "Cookie": cookie,
               "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
    body = urlencode({**fields, "csrfmiddlewaretoken": token[1]})
    began = time.perf_counter()
    link.request("POST", path, body, headers)
    answer = link.getresponse()
    answer.read()
    took = time.perf_counter() - began
    link.close()
    if answer.status not in (200, 302):
        raise server.BenchError(f"{path} answered {answer.status}")
    return took


if __name__ == "__main__":
    sys.exit(main())
