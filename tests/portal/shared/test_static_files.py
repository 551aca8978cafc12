"""Files for ever: every name holds a hash, also where one script imports another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from portal.shared.static_files import HashedStaticFiles

SCRIPTS = Path(settings.BASE_DIR) / "portal" / "static"
IMPORT = re.compile(r"""(?:from|import)\s*\(?["'](\./[^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our scripts and a package's module that imports what is not there, as `collectstatic` leaves them."""
    folder = tmp_path_factory.mktemp("static")
    package = folder / "package" / "broken.js"
    package.parent.mkdir()
    package.write_text('import { gone } from "./gone.js";\n')
    source = FileSystemStorage(location=SCRIPTS)
    names = [str(path.relative_to(SCRIPTS)) for path in SCRIPTS.rglob("*.js")]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((SCRIPTS / name).read_bytes())
    storage = HashedStaticFiles(location=str(folder), base_url="/static/")
    paths = {name: (source, name) for name in names}
    paths["package/broken.js"] = (FileSystemStorage(location=folder), "package/broken.js")
    failed = [found for _, _, found in storage.post_process(paths) if isinstance(found, Exception)]
    assert failed == []
    return folder


def test_each_import_names_a_file_with_its_hash(collected: Path) -> None:
    imports = 0
    for script in collected.glob("js/**/*.*.js"):
        for target in IMPORT.findall(script.read_text()):
            imports += 1
            assert re.search(r"\.[0-9a-f]{12}\.js$", target), f"{script.name}: {target}"
            assert (script.parent / target).is_file(), f"{script.name}: {target}"
    assert imports >= 8


def test_what_a_package_imports_is_left_alone(collected: Path) -> None:
    hashed = next(collected.glob("package/broken.*.js"))
    assert '"./gone.js"' in hashed.read_text()


def test_scripts_lie_there_compressed(collected: Path) -> None:
    hashed = list(collected.glob("js/map/places.*.js"))
    assert hashed and all(Path(f"{path}.gz").stat().st_size < path.stat().st_size for path in hashed)


def test_scripts_stay_small_and_free_of_markup_by_text() -> None:
    for script in SCRIPTS.rglob("*.js"):
        text = script.read_text()
        assert len(text.splitlines()) <= 250, script.name
        assert not re.search(r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML\s*=", text), (
            script.name
        )
