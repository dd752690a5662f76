"""Joining: the solutions of a basic graph pattern as columns, one for each variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from treatygraph.query.columns.dictionary import Numbers
from treatygraph.query.columns.table import Table
from treatygraph.query.cursor import Unclear

# More solutions take more memory than a query should have: the engine counts them one by one.
_MOST: Final = 4_000_000
# Of fewer keys than one in so many terms, each is looked up by itself.
_FEW: Final = 20

# A triple pattern: each part is a variable by its name, or a term by its number.
Parts = tuple[str | int, str | int, str | int]


@dataclass(frozen=True)
class Solutions:
    """Solutions as a multiset, in no order: a column of terms for each variable, and how many."""

    columns: dict[str, Numbers]
    size: int

    def keep(self, which: Numbers) -> Solutions:
        """Those of which it is true."""
        kept = {name: column[which] for name, column in self.columns.items()}
        return Solutions(kept, int(np.count_nonzero(which)))

    def only(self, names: set[str]) -> Solutions:
        """The same without all other variables."""
        kept = {name: column for name, column in self.columns.items() if name in names}
        return Solutions(kept, self.size)


def join(table: Table, patterns: Sequence[Parts], wanted: set[str]) -> Solutions:
    """The solutions of the patterns, with the variables that are wanted (SPARQL 1.1, 18.3.1).

    Raises Unclear for patterns that share no variable, and for more solutions than can be held.
    """
    waiting = sorted(patterns, key=lambda parts: _size(table, parts))
    solutions = _match(table, waiting.pop(0), None)
    while waiting:
        solutions = solutions.only(wanted.union(*map(_variables, waiting)))
        following = next((p for p in waiting if _variables(p) & solutions.columns.keys()), None)
        if following is None:
            raise Unclear
        waiting.remove(following)
        solutions = _join(table, solutions, following)
    return solutions.only(wanted)


def _variables(parts: Parts) -> set[str]:
    return {part for part in parts if isinstance(part, str)}


def _join(table: Table, known: Solutions, parts: Parts) -> Solutions:
    """The solutions joined with the matches of one pattern more."""
    key, *others = (part for part in parts if part in known.columns)
    assert isinstance(key, str)
    matches = _match(table, parts, key).columns
    begins, counts = _find(known.columns[key], matches[key], len(table.terms))
    size = int(counts.sum())
    if size > _MOST:
        raise Unclear
    columns, right = known.columns, begins
    if not np.all(counts == 1):
        left = np.repeat(np.arange(known.size), counts)
        right = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(size)
        columns = {name: column[left] for name, column in columns.items()}
    fits = [columns[name] == matches[name][right] for name in others if isinstance(name, str)]
    new = {name: matches[name][right] for name in matches.keys() - columns.keys()}
    joined = Solutions(columns | new, size)
    return joined.keep(np.logical_and.reduce(fits)) if fits else joined


def _find(keys: Numbers, among: Numbers, terms: int) -> tuple[Numbers, Numbers]:
    """For each key, where it begins in a sorted column and how often it stands there."""
    if len(keys) * _FEW < terms:
        begins = np.searchsorted(among, keys)
        return begins, np.searchsorted(among, keys, "right") - begins
    counts = np.bincount(among, minlength=terms)
    return (np.cumsum(counts) - counts)[keys], counts[keys]


def _match(table: Table, parts: Parts, key: str | None) -> Solutions:
    """The matches of one pattern, sorted by a variable of it."""
    rows = _rows(table, parts, key)
    subjects, objects = table.by_object if _is_by_object(parts, key) else table.by_subject
    columns: dict[str, Numbers] = {}
    fits = []
    for part, column in zip(parts, (subjects, table.predicates, objects), strict=True):
        if isinstance(part, str) and part not in columns:
            columns[part] = column[rows]
        elif isinstance(part, str):
            fits.append(column[rows] == columns[part])
        elif column is not table.predicates:
            fits.append(column[rows] == part)
    found = Solutions(columns, rows.stop - rows.start)
    if fits:
        found = found.keep(np.logical_and.reduce(fits))
    if key and not np.all(found.columns[key][:-1] <= found.columns[key][1:]):
        order = np.argsort(found.columns[key])
        columns = {name: column[order] for name, column in found.columns.items()}
        found = Solutions(columns, found.size)
    return found


def _is_by_object(parts: Parts, key: str | None) -> bool:
    subject, _, target = parts
    return not isinstance(subject, int) and (isinstance(target, int) or key == target)


def _size(table: Table, parts: Parts) -> int:
    rows = _rows(table, parts)
    return int(rows.stop - rows.start)


def _rows(table: Table, parts: Parts, key: str | None = None) -> slice:
    """The rows among which all matches of a pattern are."""
    subject, predicate, target = parts
    if isinstance(predicate, str):
        return slice(0, len(table.predicates))
    rows = table.rows_of(predicate)
    by_object = _is_by_object(parts, key)
    leading = table.by_object[1] if by_object else table.by_subject[0]
    constant = target if by_object else subject
    if isinstance(constant, str):
        return rows
    begin, end = np.searchsorted(leading[rows], [constant, constant + 1])
    return slice(rows.start + int(begin), rows.start + int(end))
