"""Queries: the desk that answers them over a store."""

from __future__ import annotations

import errno
import os
from functools import partial
from time import perf_counter
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from treatygraph.errors import MediaTypeError, QueryError
from treatygraph.prefixes import prefixes
from treatygraph.query.columns.shortcut import Shortcut
from treatygraph.query.engine import Dataset, answer
from treatygraph.query.formats import GRAPHS, Form, by_name, by_wish
from treatygraph.query.worker import Reply
from treatygraph.query.workers import Task

# What workers want made where a query took longer than so many seconds, and columns would help.
COLUMNS: Final = "columns"
_LONG: Final = 0.02


class Queries:
    """Answers queries over a store, and nothing else."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def answer(self, task: dict[str, Any], reply: Reply) -> bool:
        """True: a query leaves the store as it is."""
        answer_query(self._store, task, reply)
        return True

    def change(self, told: bytes) -> None:
        """Does nothing: what holds no more than a store has nobody who changes it."""


def answer_graph(store: ox.Store, task: dict[str, Any], reply: Reply) -> None:
    """Writes the triples of the `graph` of a task, of the unnamed one if empty, in its `form`."""
    form = by_name(GRAPHS, task["form"])
    assert isinstance(form.engine, ox.RdfFormat)
    graph = ox.NamedNode(task["graph"]) if task["graph"] else ox.DefaultGraph()
    output = cast(IO[bytes], reply.begin({"media_type": form.media_type}))
    store.dump(output, format=form.engine, from_graph=graph, prefixes=prefixes())


def answer_query(
    store: ox.Store, task: dict[str, Any], reply: Reply, shortcut: Shortcut | None = None
) -> None:
    """Writes the result of a task that is a query, with its media type or its error as head.

    Where there is a shortcut that would have helped, the reply says so.
    """
    asked, begun = Task(**task), perf_counter()
    dataset = Dataset(tuple(asked.default), tuple(asked.named))
    shortcut = None if dataset.default or dataset.named else shortcut
    choose = partial(by_wish, name=asked.format, accept=asked.accept)

    def begin(form: Form) -> IO[bytes]:
        # The engine needs of a file no more than a reply has.
        return cast(IO[bytes], reply.begin({"media_type": form.media_type}))

    try:
        query = shortcut.take(asked.query) if shortcut else asked.query
        answer(store, query, choose, begin, dataset)
        if shortcut and perf_counter() - begun > _LONG and shortcut.would_help(asked.query):
            reply.want(COLUMNS)
    except QueryError as error:
        if os.strerror(errno.EMFILE) in error.reason:
            error = QueryError("The query asks another address, and this endpoint asks none.")
        reply.fail(
            {
                "error": "query",
                "reason": error.reason,
                "line": error.line,
                "column": error.column,
            }
        )
    except MediaTypeError as error:
        reply.fail({"error": "media-type", "wanted": error.wanted, "available": error.available})
