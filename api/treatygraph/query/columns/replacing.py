"""Replacing: a query with what columns have worked out in place of its pattern."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from treatygraph.prefixes import prefixes
from treatygraph.query.columns.joining import Parts, join
from treatygraph.query.columns.selecting import Columns, select
from treatygraph.query.columns.selection import Selection
from treatygraph.query.columns.table import Table
from treatygraph.query.cursor import Unclear
from treatygraph.query.triples import Pattern
from treatygraph.terms import BASE, RDF_TYPE

# To read more rows takes the engine longer than it takes to find them.
_MOST_ROWS: Final = 10_000

_NOTHING: Final = ox.Store()

Constants = dict[str, ox.NamedNode | ox.Literal]


def replace(table: Table, text: str, selection: Selection) -> str | None:
    """A query with the same solutions that only puts rows in order; None where there is none.

    The rows are written into VALUES: forms, ORDER BY and LIMIT are the engine's, as ever. A query
    that is wrong, and one that columns cannot answer, is left to the engine.
    """
    try:
        constants = _read_constants(text, selection)
        patterns = [_parts(table, pattern, constants) for pattern in selection.patterns]
        solutions = join(table, patterns, _wanted(selection))
        rows = select(selection, solutions, table.terms, constants)
        return _write(selection, rows, table)
    except (Unclear, MemoryError):
        # The engine looks at one solution after the other.
        return None


def _read_constants(text: str, selection: Selection) -> Constants:
    """The terms of the query by their text; raises Unclear for a query that is wrong."""
    texts = {part for pattern in selection.patterns for part in pattern if part[0] not in "?$"}
    texts.update(comparison.constant for comparison in selection.comparisons)
    listed = tuple(sorted(texts - {"a"}))
    try:
        _ask_nothing(text)
        row = _read_terms(selection.before, listed)
    except (SyntaxError, ValueError):
        raise Unclear from None
    return {"a": ox.NamedNode(RDF_TYPE), **dict(zip(listed, row, strict=True))}


# Who counts, counts the same things by and by.
@lru_cache(maxsize=100)
def _read_terms(prologue: str, listed: tuple[str, ...]) -> tuple[ox.NamedNode | ox.Literal, ...]:
    """The terms that texts stand for after a prologue; raises SyntaxError for what is none."""
    names = " ".join(f"?c{number}" for number in range(len(listed)))
    values = f"VALUES ({names}) {{ ({' '.join(listed)}) }}"
    return tuple(next(iter(_ask_nothing(f"{prologue} SELECT {names or '*'} {{ {values} }}"))))


def _ask_nothing(text: str) -> ox.QuerySolutions:
    """What a query finds in an empty store; raises SyntaxError where it is wrong."""
    found = _NOTHING.query(text, base_iri=BASE, prefixes=prefixes())
    assert isinstance(found, ox.QuerySolutions)
    return found


def _parts(table: Table, pattern: Pattern, constants: Constants) -> Parts:
    subject, predicate, target = (
        part[1:] if part[0] in "?$" else table.terms.find(constants[part]) for part in pattern
    )
    if subject is None or predicate is None or target is None:
        # The engine is as fast where there is nothing to find.
        raise Unclear
    return subject, predicate, target


def _wanted(selection: Selection) -> set[str]:
    """The variables that are needed beside those by which patterns are joined: one at least."""
    named = {aggregate.variable for aggregate in selection.aggregates}
    named |= {comparison.variable for comparison in selection.comparisons}
    named |= {*selection.projected, *selection.sorted_by, *(selection.keys or ())}
    named |= {*selection.years.values()}
    wanted = named & selection.variables
    return wanted or {min(selection.variables)}


def _write(selection: Selection, rows: Columns, table: Table) -> str:
    if any(len(column.numbers) > _MOST_ROWS for column in rows.values()):
        raise Unclear
    texts = zip(*(column.texts(table.terms) for column in rows.values()), strict=True)
    values = "\n".join(f"({' '.join(row)})" for row in texts)
    names = " ".join(f"?{name}" for name in rows)
    projected = " ".join(f"?{name}" for name in selection.projected)
    distinct = "DISTINCT " if selection.distinct else ""
    return (
        f"{selection.before}SELECT {distinct}{projected} "
        f"WHERE {{ VALUES ({names}) {{ {values} }} }} {selection.after}"
    )
