"""Noting: a version that begins to be served is compared with the one that was served before."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import zstandard

from treatygraph import resources
from treatygraph.changes.facts import Facts, compare, read_lines
from treatygraph.changes.history import BUILD, FIRST, Change, History, as_told, number
from treatygraph.changes.telling import Naming, tell
from treatygraph.errors import DataError, Finding
from treatygraph.store.build import Graph
from treatygraph.store.durable import locked, write_file

# All that the version served last says, to be compared with: its dump may be gone by then.
_KEPT: Final = "served.nt.zst"
# Between what is recorded and what is derived.
_DERIVED: Final = b"derived"
_NOTHING = Facts(frozenset(), frozenset())


def note_version(history: History, graph: Graph, naming: Naming) -> None:
    """Keeps what a version of the data changed, if it was not the last to be served.

    Writes that were kept since are part of the version before. Of the first version nothing is
    known to have changed. Raises OSError where the folder of the history cannot be written, and
    DataError where it holds what this program has not written.
    """
    history.folder.mkdir(parents=True, exist_ok=True)
    with locked(history.folder):
        version, upto = _read_head(history.folder / _KEPT)
        if version == graph.version:
            return
        recorded, derived = read_lines(graph.store)
        if not version:
            told = as_told(compare(_NOTHING, _NOTHING), [])
            history.add(FIRST, "", graph.version, told)
        else:
            since = [c for c in reversed(history.changes()) if number(c.name) > upto]
            facts = Facts(frozenset(recorded), frozenset(derived))
            difference = compare(_replay(history, since), facts)
            if difference:
                told = as_told(difference, tell(graph.store, difference, naming))
                before = since[-1].after if since else version
                history.add(BUILD, before, graph.version, told)
        _write(history, graph.version, recorded, derived)


def is_noted(history: History, version: str) -> bool:
    """Whether the history can be read and reaches to a version that is served."""
    try:
        changes = history.changes()
        if changes and changes[0].after == version:
            return True
        return _read_head(history.folder / _KEPT)[0] == version
    except (OSError, DataError):
        return False


def _read_head(path: Path) -> tuple[str, int]:
    """The version that was kept, and the number of the last change in it; none: empty and 0."""
    if not path.exists():
        return "", 0
    with _explained(path), zstandard.open(path, "rt", encoding="utf-8") as file:
        head = json.loads(file.readline())
        return head["version"], head["upto"]


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Raises DataError where the file is not what was written to it."""
    try:
        yield
    except (ValueError, KeyError, zstandard.ZstdError) as error:
        what = f"The file is not what this program has kept: {error}."
        instead = "Restore it; or remove it, and the next start finds a first version."
        raise DataError([Finding(resources.shown(path), 0, what, instead)]) from None


def _replay(history: History, since: list[Change]) -> Facts:
    """What was served last: the version that was kept, and the changes since."""
    path = history.folder / _KEPT
    with _explained(path), zstandard.open(path, "rb") as file:
        _, *lines = file.read().splitlines()
        middle = lines.index(_DERIVED)
    recorded, derived = set(lines[:middle]), set(lines[middle + 1 :])
    for change in since:
        parts = {part: text.encode().splitlines() for part, text in history.parts(change).items()}
        recorded = recorded.difference(parts["removed"]).union(parts["added"])
        derived = derived.difference(parts["derived_removed"]).union(parts["derived_added"])
    return Facts(frozenset(recorded), frozenset(derived))


def _write(
    history: History, version: str, recorded: Iterable[bytes], derived: Iterable[bytes]
) -> None:
    head = json.dumps({"version": version, "upto": history.last()}).encode()
    # In the order of the store: sorted, it is a tenth shorter and takes twice as long.
    text = b"\n".join([head, *recorded, _DERIVED, *derived])
    write_file(history.folder / _KEPT, zstandard.compress(text, level=1))
