"""Dictionaries: the terms of a graph by number."""

from __future__ import annotations

import re
from array import array
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyoxigraph as ox

from treatygraph.terms import XSD

Numbers = np.ndarray[tuple[int], np.dtype[Any]]

# Kinds of terms, by what their values are: days of dates, integers, and the years of gYear and
# gYearMonth. Others compare with none of these. Of those that are unsure, such as a date with a
# time zone, only the engine knows.
UNSURE, OTHER, DATE, INTEGER, YEAR = range(5)
_TYPED = re.compile(rb'"([^"]*)"\^\^<%b(date|integer|gYear|gYearMonth)>' % XSD.encode())
_FORMS: Final = {
    b"date": (DATE, re.compile(rb"(\d{4}-\d\d-\d\d)")),
    b"integer": (INTEGER, re.compile(rb"(-?\d{1,15})")),
    b"gYear": (YEAR, re.compile(rb"(\d{4})")),
    b"gYearMonth": (YEAR, re.compile(rb"(\d{4})-(?:0[1-9]|1[0-2])")),
}
# The language at the end of a literal, after which the direction of the text may come (RDF 1.2).
_LANGUAGE = re.compile(rb'"@([A-Za-z0-9-]+?)(?:--[a-z]+)?\Z')
_NODE = ox.NamedNode("urn:x")
_BEFORE: Final = len(b"<urn:x> <urn:x> ")
_AFTER: Final = len(b" .\n")


class Dictionary:
    """Terms, each with a number; `kinds` and `values` are arrays by number.

    Terms are bytes as the engine writes them into N-Triples: the same term is the same bytes.
    """

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._terms: list[bytes] = []
        self._kinds, self._values = array("b"), array("q")

    def add(self, term: bytes) -> int:
        """The number of a term, a new one if it has none yet."""
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            kind, value = _read(term)
            self._kinds.append(kind)
            self._values.append(value)
        return number

    @cached_property
    def kinds(self) -> Numbers:
        """The kind of each term; no term can be added once it has been asked for."""
        return np.frombuffer(self._kinds, np.int8)

    @cached_property
    def values(self) -> Numbers:
        """The value of each term; no term can be added once it has been asked for."""
        return np.frombuffer(self._values, np.int64)

    def find(self, term: ox.NamedNode | ox.Literal) -> int | None:
        """The number of a term of a query; None where the graph does not have it."""
        return self._numbers.get(_write(term))

    def text(self, number: int) -> str:
        """The term as N-Triples and SPARQL write it."""
        return self._terms[number].decode()

    def language(self, number: int) -> bytes:
        """What LANG says of a term (SPARQL 1.1, section 17.4.2.6); empty where it says nothing."""
        found = _LANGUAGE.search(self._terms[number])
        return found[1] if found else b""

    def __len__(self) -> int:
        return len(self._terms)


def read_value(literal: ox.Literal) -> tuple[int, int]:
    """The kind of a literal of a query, and its value, zero where it has none."""
    return _read(_write(literal))


def _write(term: ox.NamedNode | ox.Literal) -> bytes:
    line = ox.serialize([ox.Triple(_NODE, _NODE, term)], format=ox.RdfFormat.N_TRIPLES)
    assert line is not None
    return line[_BEFORE:-_AFTER]


def _read(term: bytes) -> tuple[int, int]:
    if b'"^^<' not in term:
        return OTHER, 0
    typed = _TYPED.fullmatch(term)
    if not typed:
        return UNSURE, 0
    kind, form = _FORMS[typed[2]]
    value = form.fullmatch(typed[1])
    # What does not fit its type has no value, but is compared all the same.
    if not value:
        return UNSURE, 0
    if kind != DATE:
        return kind, int(value[1])
    try:
        return DATE, date.fromisoformat(value[1].decode()).toordinal()
    except ValueError:
        return UNSURE, 0
