"""A process that uses the servers of the project folder in its first argument, until its input closes."""

import sys
from pathlib import Path

from portal.embedded.membership import ensure_running

ensure_running(Path(sys.argv[1]))
print("running", flush=True)
sys.stdin.read()
