"""Graphs that users wrote: one file of N-Quads each, on disk before it is acknowledged."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from treatygraph.graphs import SUBMISSIONS
from treatygraph.store.durable import locked, remove_file, write_file

_NAME = re.compile(r"[0-9][\w-]{0,99}", re.ASCII)


def submission_files(folder: Path) -> list[Path]:
    """The files of all accepted submissions and other graphs that users wrote, by name.

    What an earlier process began to keep and could not end is kept first.
    """
    if not folder.is_dir():
        return []
    if _journal(folder).exists():
        with locked(folder):
            _finish(folder)
    return sorted(folder.glob("*.nq"))


def keep_submission(folder: Path, name: str, quads: str) -> Path:
    """The new file of a submission, which a loss of power no longer takes away.

    It appears complete or not at all. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.nq"
    write_file(path, quads)
    return path


def keep_graphs(folder: Path, graphs: Mapping[str, str]) -> None:
    """Writes the files of some graphs, all of them or none, whenever the process ends.

    The graphs are N-Quads by the IRI of the graph, by an empty text for the unnamed graph; the
    file of a graph that has become empty is removed. Raises OSError as `keep_submission` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {file_name(graph): quads for graph, quads in graphs.items()}
    # Other processes, such as a build, do not finish an old journal over a new one.
    with locked(folder):
        # Several files cannot appear at once, but the one that says what belongs in them can.
        write_file(_journal(folder), json.dumps(contents))
        _finish(folder)


def file_name(graph: str) -> str:
    """The name of the file that keeps the graph of that IRI, or the unnamed graph."""
    if not graph:
        return "unnamed.nq"
    name = graph.removeprefix(SUBMISSIONS)
    if name != graph and _NAME.fullmatch(name):
        return f"{name}.nq"
    return f"graph-{hashlib.sha256(graph.encode()).hexdigest()[:32]}.nq"


def _journal(folder: Path) -> Path:
    return folder / "unfinished.json"


def _finish(folder: Path) -> None:
    journal = _journal(folder)
    if not journal.exists():
        return
    for name, quads in json.loads(journal.read_text(encoding="utf-8")).items():
        if quads:
            write_file(folder / name, quads)
        else:
            remove_file(folder / name)
    remove_file(journal)
