"""Selecting: the rows that a query has of the solutions of its pattern."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyoxigraph as ox

from treatygraph.query.columns.column import Column
from treatygraph.query.columns.dictionary import DATE, INTEGER, Dictionary, Numbers, read_value
from treatygraph.query.columns.joining import Solutions
from treatygraph.query.columns.selection import Aggregate, Comparison, Selection
from treatygraph.query.cursor import Unclear
from treatygraph.terms import XSD

_OPERATORS: Final = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
}  # fmt: skip

Columns = dict[str, Column]


def select(
    selection: Selection,
    solutions: Solutions,
    terms: Dictionary,
    constants: Mapping[str, ox.NamedNode | ox.Literal],
) -> Columns:
    """The columns of the variables that are projected or sorted by, one row for each solution.

    ORDER BY, LIMIT and OFFSET are still to be done: of rows that they cut off, some are left out.
    `constants` are the terms of the query by their text. Raises Unclear for what only the engine
    can do.
    """
    columns = {name: Column(column) for name, column in solutions.columns.items()}
    for name, of in selection.years.items():
        columns[name] = columns[of].years(terms)
    for comparison in selection.comparisons:
        which = _compare(comparison, columns[comparison.variable], terms, constants)
        columns = _take(columns, which)
    size = len(next(iter(columns.values())).numbers)
    if selection.groups:
        columns = _group(selection, columns, size, terms)
    names = dict.fromkeys((*selection.projected, *selection.sorted_by))
    columns = {name: columns[name] for name in names}
    if not selection.groups and selection.distinct:
        columns = _take(columns, _first(columns, [*columns])[1])
    return columns if selection.groups else _cut(selection, columns, terms)


def _take(columns: Columns, which: Numbers) -> Columns:
    return {name: column[which] for name, column in columns.items()}


def _compare(
    comparison: Comparison,
    column: Column,
    terms: Dictionary,
    constants: Mapping[str, ox.NamedNode | ox.Literal],
) -> Numbers:
    """For each solution, whether the comparison is true; an error is not (section 17.2)."""
    constant = constants[comparison.constant]
    assert isinstance(constant, ox.Literal)
    if comparison.operator == "LANG":
        if column.kind or not constant.value or constant.datatype.value != f"{XSD}string":
            raise Unclear
        spoken: Numbers = np.zeros(len(terms), bool)
        language = constant.value.encode()
        for number in np.flatnonzero(np.bincount(column.numbers)).tolist():
            spoken[number] = terms.language(number) == language
        return spoken[column.numbers]
    kind, value = read_value(constant)
    if kind not in (DATE, INTEGER):
        raise Unclear
    fits, values = column.values_of(kind, terms)
    compared: Numbers = fits & _OPERATORS[comparison.operator](values, value)
    return compared


def _first(columns: Columns, keys: Sequence[str]) -> tuple[Numbers, Numbers]:
    """For each row the number of its group, and for each group the first of its rows."""
    size = len(next(iter(columns.values())).numbers)
    groups, count = columns[keys[0]].codes() if keys else (np.zeros(size, np.int64), min(size, 1))
    for key in keys[1:]:
        codes, most = columns[key].codes()
        groups, count = Column(groups * most + codes).codes()
    first = np.empty(count, np.int64)
    # Of several values for one place the last one stays.
    first[groups[::-1]] = np.arange(size)[::-1]
    return groups, first


def _group(selection: Selection, columns: Columns, size: int, terms: Dictionary) -> Columns:
    """One row for each group: its keys and aggregates (SPARQL 1.1, section 18.5.1)."""
    keys = selection.keys or []
    groups, first = _first(columns, keys)
    # Without keys everything is one group, even nothing (section 11.2).
    count = len(first) if keys else 1
    rows = _take({key: columns[key] for key in keys}, first)
    for aggregate in selection.aggregates:
        column = columns[aggregate.variable] if aggregate.variable else Column(groups)
        rows[aggregate.name] = _aggregate(aggregate, column, groups, count, terms)
    return rows


def _aggregate(
    aggregate: Aggregate, column: Column, groups: Numbers, count: int, terms: Dictionary
) -> Column:
    if aggregate.function == "COUNT":
        if aggregate.distinct:
            _, first = _first({"group": Column(groups), "value": column}, ["group", "value"])
            groups = groups[first]
        return Column(np.bincount(groups, minlength=count), INTEGER)
    if not len(groups):
        # Of nothing there is no least and no greatest (section 18.5.1.5).
        raise Unclear
    found = column.values(terms)
    far, least = np.iinfo(np.int64), aggregate.function == "MIN"
    ends = np.full(count, far.max if least else far.min)
    (np.minimum if least else np.maximum).at(ends, groups, found.numbers)
    return Column(ends, found.kind)


def _cut(selection: Selection, columns: Columns, terms: Dictionary) -> Columns:
    """The rows without those that surely come after the last that is wanted."""
    size = len(next(iter(columns.values())).numbers)
    # What is sorted by and not projected tells rows apart that are one to DISTINCT.
    merges = selection.distinct and not {*selection.sorted_by} <= {*selection.projected}
    if not selection.most or selection.most >= size or merges:
        return columns
    values = columns[selection.sorted_by[0]].values(terms).numbers
    values = -values if selection.descends else values
    last = np.partition(values, selection.most - 1)[selection.most - 1]
    return _take(columns, values <= last)
