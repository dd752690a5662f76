"""Versions that are served: what each changes is told by a worker, and kept in the history."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph as ox

from treatygraph.changes.facts import read_change
from treatygraph.changes.history import History, as_told, open_history
from treatygraph.changes.noting import is_noted, note_version
from treatygraph.changes.telling import tell
from treatygraph.errors import DataError
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.validate.gate import Difference, as_lines
from treatygraph.web.labels import Labels

_log = logging.getLogger(__name__)


def naming(store: ox.Store) -> Callable[[str], str]:
    """How the pages call the things of a store."""
    return Labels(store).name


def tell_difference(store: ox.Store, difference: Difference) -> dict[str, Any]:
    """A difference as a worker tells it: its quads, and the `change` of the data in sentences.

    It is made in the store, which may hold it already.
    """
    difference.apply(store)
    change = read_change(store, difference.added, difference.removed)
    return {
        "added": as_lines(difference.added),
        "removed": as_lines(difference.removed),
        "change": as_told(change, tell(store, change, naming)),
    }


def keep_change(
    history: History, cause: str, before: str, after: str, told: Mapping[str, Any], graph: str = ""
) -> bool:
    """Keeps a change that is served already; False, and a line in the log, where that fails.

    The next start finds what is missing in the history.
    """
    try:
        history.keep(cause, before, after, told, graph)
    except OSError as error:
        _complain(error)
        return False
    return True


def note_served(settings: Settings, graph: Graph) -> None:
    """Keeps what a version changes that begins to be served; logs where that cannot be done."""
    if is_noted(open_history(settings), graph.version):
        return
    # In a process apart, which gives back the memory for two versions when it ends.
    noting = multiprocessing.get_context("fork").Process(target=_note, args=(settings, graph))
    noting.start()
    noting.join()
    if noting.exitcode:
        _log.warning("What changed could not be kept: exit %d.", noting.exitcode)


def _note(settings: Settings, graph: Graph) -> None:
    try:
        note_version(open_history(settings), graph, naming)
    except (OSError, DataError) as error:
        _complain(error)


def _complain(error: Exception) -> None:
    _log.warning("What changed could not be kept: %s", error)
