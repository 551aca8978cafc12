"""A process of its own that judges one file after the other and tells what each cost: `measuring FOLDER` prints JSON."""

from __future__ import annotations

import gc
import json
import re
import sys
from pathlib import Path

import django

django.setup()

from portal.shared.files.inspection import inspect  # noqa: E402
from portal.shared.files.refusals import RefusedFileError  # noqa: E402
from tests.portal.shared.files.samples import DOCUMENTS, GOOD  # noqa: E402


def status(name: str) -> int:
    """Bytes of this process: VmRSS now, VmHWM at most since the last reset."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def judge(path: Path) -> str:
    with path.open("rb") as file:
        try:
            for _piece in inspect(file, path.stat().st_size, DOCUMENTS).pieces:
                pass
        except RefusedFileError as refused:
            return refused.code
    return "taken"


def main(folder: Path) -> None:
    for name, data in GOOD.items():  # what is loaded once is not the file's cost
        (folder / "good").write_bytes(data)
        assert judge(folder / "good") == "taken", name
    (folder / "good").unlink()
    found = {}
    for path in sorted(folder.iterdir()):
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        before = status("VmRSS")
        code = judge(path)
        found[path.name] = {"code": code, "size": path.stat().st_size, "grown": status("VmHWM") - before}
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
