"""Accepted submissions: one file of N-Quads each, on disk before it is acknowledged."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def submission_files(folder: Path) -> list[Path]:
    """The files of all accepted submissions, in the order of their names."""
    return sorted(folder.glob("*.nq")) if folder.is_dir() else []


def keep_submission(folder: Path, name: str, quads: str) -> Path:
    """The new file of a submission, which a loss of power no longer takes away.

    It appears complete or not at all. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.nq"
    handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(quads)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    entry = os.open(folder, os.O_RDONLY)
    try:
        # The name of the file is part of the folder, which is written on its own.
        os.fsync(entry)
    finally:
        os.close(entry)
    return path
