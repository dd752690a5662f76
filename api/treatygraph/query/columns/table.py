"""Tables: the triples of a store as sorted columns of numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import Final

import numpy as np
import pyoxigraph as ox

from treatygraph.query.columns.dictionary import Dictionary, Numbers

# So many triples are read at a time, which takes some twenty milliseconds.
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
        order = np.argsort(predicates, kind="stable")
        self.predicates: Numbers = predicates[order]
        self.by_subject: tuple[Numbers, Numbers] = (subjects[order], objects[order])
        self.by_object: tuple[Numbers, Numbers] = (subjects[order], objects[order])
        self._ends = np.cumsum(np.bincount(predicates, minlength=len(terms)))

    def rows_of(self, predicate: int) -> slice:
        """Where the rows of a predicate stand, in either order."""
        return slice(int(self._ends[predicate - 1]) if predicate else 0, int(self._ends[predicate]))

    def sort(self) -> Iterator[None]:
        """Brings the rows of one predicate after the other into the two orders."""
        for predicate in np.unique(self.predicates).tolist():
            rows = self.rows_of(predicate)
            subjects, objects = (column[rows].copy() for column in self.by_subject)
            for columns, order in (
                (self.by_subject, np.lexsort((objects, subjects))),
                (self.by_object, np.lexsort((subjects, objects))),
            ):
                columns[0][rows], columns[1][rows] = subjects[order], objects[order]
            yield


def read_table(store: ox.Store) -> Iterator[Table | None]:
    """None after each step of the reading, the table after the last.

    The store must stay as it is meanwhile.
    """
    terms, rows = Dictionary(), array("i")
    triples = map(attrgetter("triple"), store.quads_for_pattern(None, None, None, None))
    while content := ox.serialize(islice(triples, _STEP), format=ox.RdfFormat.N_TRIPLES):
        for line in content.splitlines():
            # Neither a subject nor a predicate has a space in it.
            subject, predicate, rest = line.split(b" ", 2)
            rows.extend((terms.add(subject), terms.add(predicate), terms.add(rest[:-2])))
        yield None
    table = Table(terms, np.frombuffer(rows, np.int32))
    for _ in table.sort():
        yield None
    yield table
