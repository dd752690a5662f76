"""The program as a test starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.conftest import Invoke

from treatygraph import resources
from treatygraph.validate import validation
from treatygraph.validate.record import Record

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run(build_folder: Path) -> Run:
    """Runs `treatygraph` as a program, with the graph built already."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from treatygraph.cli import app; app()", *map(str, arguments)],
            capture_output=True, text=True, check=False, cwd=cwd or resources.root(), timeout=120,
            env={**os.environ, "TREATYGRAPH_BUILD_FOLDER": str(build_folder), "COLUMNS": "200"},
        )  # fmt: skip

    return run


@pytest.fixture
def validate(invoke: Invoke, record: Record, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs `treatygraph validate` over the record that is open already."""
    monkeypatch.setattr(validation, "open_record", lambda _: record)
    return partial(invoke, "validate")
