"""The shortcut: queries that are answered by columns, once columns have been made of a store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

import pyoxigraph as ox

from treatygraph.query.columns.reading import read_selection
from treatygraph.query.columns.selection import Selection


class Shortcut:
    """Columns of a store as it was when they were made; there are none at first."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._replace: Callable[[str, Selection], str | None] | None = None

    def would_help(self, text: str) -> bool:
        """True for a query that columns could answer if there were any."""
        return self._replace is None and read_selection(text) is not None

    def take(self, text: str) -> str:
        """The query, or one with the same solutions that is answered without looking for them."""
        if self._replace is None:
            return text
        selection = read_selection(text)
        return (selection and self._replace(text, selection)) or text

    def make(self) -> Iterator[None]:
        """Makes the columns, a step at a time; the store must stay as it is meanwhile.

        Raises ValueError where they cannot be made.
        """
        # A process that forks must not have threads, and nothing here multiplies matrices.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # Who is asked for no counts does without the library; a worker can open no file to load it.
        try:
            from treatygraph.query.columns.replacing import replace
            from treatygraph.query.columns.table import read_table
        except (ImportError, RuntimeError) as error:
            # The library is made for fewer processors than the engine; answers do without it.
            raise ValueError("numpy does not run here") from error

        for table in read_table(self._store):
            self._replace = partial(replace, table) if table else None
            yield

    def forget(self) -> None:
        """Does without columns, as the store has changed."""
        self._replace = None
