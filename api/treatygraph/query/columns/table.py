"""Tables: the triples of a store as sorted columns of numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import numpy as np
import pyoxigraph as ox

from treatygraph.query.columns.dictionary import Dictionary, Numbers

# So many lines are read at a time, which takes some ten milliseconds.
_STEP: Final = 10_000


class Table:
    """The triples of all graphs of a store: one row for each graph that holds the triple.

    There are two orders of rows, both by predicate first: `by_subject` then by subject and object,
    `by_object` by object and subject. Each has columns of subjects and objects; `predicates` is
    that of both.
    """

    def __init__(self, terms: Dictionary, rows: Numbers) -> None:
        self.terms = terms
        subjects, predicates, objects = rows.reshape(-1, 3).T
        first = np.lexsort((objects, subjects, predicates))
        self.by_subject = subjects[first], objects[first]
        self.predicates: Numbers = predicates[first]
        second = np.lexsort((subjects, objects, predicates))
        self.by_object = subjects[second], objects[second]
        self._ends = np.cumsum(np.bincount(predicates, minlength=len(terms)))

    def rows_of(self, predicate: int) -> slice:
        """Where the rows of a predicate stand, in either order."""
        return slice(int(self._ends[predicate - 1]) if predicate else 0, int(self._ends[predicate]))


def read_table(store: ox.Store) -> Iterator[Table | None]:
    """None after each step of the reading, the table after the last.

    The store must stay as it is meanwhile.
    """
    terms, rows = Dictionary(), array("i")
    for graph in (*store.named_graphs(), ox.DefaultGraph()):
        content = BytesIO()
        store.dump(content, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        lines = content.getvalue().splitlines()
        yield None
        for start in range(0, len(lines), _STEP):
            for line in lines[start : start + _STEP]:
                # Neither a subject nor a predicate has a space in it.
                subject, predicate, rest = line.split(b" ", 2)
                rows.extend((terms.add(subject), terms.add(predicate), terms.add(rest[:-2])))
            yield None
    yield Table(terms, np.frombuffer(rows, np.int32))
