"""Files that a loss of power no longer takes away once they are written."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write_file(path: Path, content: str | bytes) -> None:
    """Writes a file, which appears complete or not at all; raises OSError where that fails."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Removes a file, if it is there."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Writes the names of the files: these are part of the folder, which is written on its own."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps other processes that lock the folder as well from doing so at the same time."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(entry, fcntl.LOCK_EX)
        yield
    finally:
        os.close(entry)
