"""The wheel carries the RDF and works outside of a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from treatygraph import resources


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder,
         resources.root()],
        check=True, capture_output=True,
    )  # fmt: skip
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_it_holds_package_rdf_and_licences(wheel: Path) -> None:
    names = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}
    assert "treatygraph/_kg/data/treaties/26-5.ttl" in names
    assert "treatygraph/_kg/data/links/wikidata.sssom.tsv" in names
    assert "treatygraph/web/templates/thing.html" in names
    assert "treatygraph/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/data/LICENSE") for name in names)
    assert not any("tests/" in name for name in names)


def test_it_answers_by_itself(wheel: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from treatygraph.cli import app; app()", "query", "contents"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel), "TREATYGRAPH_BUILD_FOLDER": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "treaties,420" in done.stdout.splitlines()
