"""The history: what each version that was served changed, one file a change, beside submissions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.changes.facts import Difference
from treatygraph.changes.telling import Row
from treatygraph.errors import DataError, Finding
from treatygraph.settings import Settings
from treatygraph.store.durable import locked, write_file

# What brought a version about.
FIRST: Final = "first"
BUILD: Final = "build"
SUBMISSION: Final = "submission"
WRITE: Final = "write"
# Or two versions were compared, neither of which need ever be served.
COMPARISON: Final = "comparison"
# The four parts of a difference, as N-Triples.
PARTS: Final = ("added", "removed", "derived_added", "derived_removed")
# The place of a change in the history, and the version that it led to.
_NAME: Final = re.compile(r"[1-9][0-9]*-.+")


@dataclass(frozen=True)
class Change:
    """What one version changed: its name, since when it is served, what brought it about, rows.

    `before` and `after` are versions; `before` is empty for the first that is known. `graph` is the
    IRI of the graph that holds a submission.
    """

    name: str
    at: str
    cause: str
    before: str
    after: str
    graph: str
    rows: tuple[Row, ...]


class History:
    """The changes that a folder keeps; several processes may read it while one writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Change] = {}

    def changes(self) -> tuple[Change, ...]:
        """All changes, the latest first; none where there is no folder.

        Raises DataError with a file that is none.
        """
        kept = self._files()
        known = self._known
        # Several threads ask at once: what one of them fills is no other's.
        known = {n: known.get(n) or _change(n, _read(path)) for n, path in kept.items()}
        self._known = known
        return tuple(known[name] for name in sorted(known, key=number, reverse=True))

    def last(self) -> int:
        """The place of the latest change, 0 where there is none."""
        return max(map(number, self._files()), default=0)

    def parts(self, change: Change) -> Mapping[str, str]:
        """The difference that made the change, as N-Triples by the name of the part."""
        told = _read(self.folder / f"{change.name}.json")
        return {part: told[part] for part in PARTS}

    def keep(
        self, cause: str, before: str, after: str, told: Mapping[str, Any], graph: str = ""
    ) -> None:
        """Writes a change that was told by `as_told`; nothing where nothing differs.

        A loss of power no longer takes it away. Raises OSError where the folder cannot be written.
        """
        if not any(told[part] for part in PARTS) and cause != FIRST:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            self.add(cause, before, after, told, graph)

    def add(
        self, cause: str, before: str, after: str, told: Mapping[str, Any], graph: str = ""
    ) -> None:
        """Writes a change as `keep` does, for one who has locked the folder."""
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        said = {"at": at, "cause": cause, "before": before, "after": after, "graph": graph, **told}
        write_file(
            self.folder / f"{self.last() + 1}-{after}.json", json.dumps(said, ensure_ascii=False)
        )

    def _files(self) -> dict[str, Path]:
        """The files of changes by name; what else somebody puts into the folder is none."""
        return {p.stem: p for p in self.folder.glob("*.json") if _NAME.fullmatch(p.stem)}


def open_history(settings: Settings) -> History:
    """The history beside the submissions that are part of the versions."""
    return History(settings.submissions_folder / "changes")


def as_told(difference: Difference, rows: list[Row]) -> dict[str, Any]:
    """A difference and its rows as JSON takes them."""
    return {"rows": [asdict(row) for row in rows], **as_parts(difference)}


def as_parts(difference: Difference) -> dict[str, str]:
    """A difference as N-Triples by the name of the part, sorted."""
    return {part: _as_lines(getattr(difference, part)) for part in PARTS}


def number(name: str) -> int:
    """The place of a change in the history, from 1."""
    return int(name.partition("-")[0])


def _as_lines(triples: frozenset[ox.Triple]) -> str:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None, "without a file to write to, the bytes come back"
    return b"".join(sorted(text.splitlines(keepends=True))).decode()


def _change(name: str, told: Mapping[str, Any]) -> Change:
    rows = tuple(Row(**{**row, "sources": tuple(row["sources"])}) for row in told["rows"])
    said = {key: told[key] for key in ("at", "cause", "before", "after", "graph")}
    return Change(name=name, rows=rows, **said)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _change(path.stem, told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"The file is no change that this program has kept: {error}."
        instead = "Restore it, or take it out of the folder."
        raise DataError([Finding(resources.shown(path), 0, what, instead)]) from None
    return told
