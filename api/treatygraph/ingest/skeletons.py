"""Skeletons: one thing, such as an act, as the row of a layout, ready to be filled in further.

Which things there are, and what is asked of each, stands in the headers of the layouts under
`new`: `set` gives the cells that are the same for all, `ask` the columns beside the required ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pyoxigraph as ox

from treatygraph.errors import DataError, Finding, UnknownName, UsageError, nearest
from treatygraph.ingest.importer import Triples, import_rows
from treatygraph.ingest.layouts import Column, Layout, layout_names, read_layout
from treatygraph.ingest.names import Names
from treatygraph.ingest.tables import read_row
from treatygraph.prefixes import shorten


@dataclass(frozen=True)
class Skeleton:
    """One sort of thing; `asked` are its columns for which a person is asked, in their order."""

    name: str
    layout: Layout
    given: Mapping[str, str]
    asked: tuple[Column, ...]

    @property
    def columns(self) -> Mapping[str, Column]:
        """Every column that can be filled, by the name of its option."""
        free = (c for c in self.layout.columns.values() if c.name not in self.given)
        return {option_of(column.name): column for column in free}


@dataclass(frozen=True)
class Draft:
    """The triples of one thing, and the path below `data/` that they belong to."""

    file: str
    triples: Triples


def option_of(column: str) -> str:
    """The name of the option for a column: `treaty_id` is asked for as `treaty`."""
    return column.removesuffix("_id").replace("_", "-")


@cache
def skeletons() -> Mapping[str, Skeleton]:
    """All skeletons by name, sorted."""
    layouts = map(read_layout, layout_names())
    found = [_read(name, layout) for layout in layouts for name in layout.new]
    return {skeleton.name: skeleton for skeleton in sorted(found, key=lambda s: s.name)}


def _read(name: str, layout: Layout) -> Skeleton:
    entry = layout.new[name]
    given = entry.get("set", {})
    wanted = {column.name for column in layout.columns.values() if column.required}
    wanted |= set(entry.get("ask", ()))
    asked = [c for c in layout.columns.values() if c.name in wanted and c.name not in given]
    return Skeleton(name, layout, given, tuple(asked))


def find_skeleton(name: str) -> Skeleton:
    """The skeleton of that name; raises UnknownName with all names."""
    if name not in skeletons():
        raise UnknownName("skeleton", name, nearest(name, skeletons()))
    return skeletons()[name]


def read_answers(skeleton: Skeleton, options: Mapping[str, str]) -> dict[str, str]:
    """The text of each column from the values of options; raises UsageError for an unknown one."""
    for option in options:
        if option not in skeleton.columns:
            near = ", ".join(f"--{name}" for name in nearest(option, skeleton.columns))
            hint = f"Did you mean {near}?" if near else "treatygraph new lists those there are."
            raise UsageError(f"A new {skeleton.name} has no --{option}. {hint}")
    return {skeleton.columns[option].name: text.strip() for option, text in options.items()}


def write_draft(
    skeleton: Skeleton, answers: Mapping[str, str], record: ox.Store, *, trust: bool = False
) -> Draft:
    """The thing that the answers, text by column, describe.

    Raises DataError where an answer is missing, cannot be read or, unless `trust`, is doubted, and
    where the record has the thing already.
    """
    name = f"new {skeleton.name}"
    required = {column.name: "" for column in skeleton.asked if column.required}
    texts = {**required, **skeleton.given, **answers}
    try:
        row, findings = read_row(name, 0, texts, skeleton.layout, Names(record))
        rows = [row] if row else []
        imported = import_rows(name, rows, findings, skeleton.layout, record, trust=trust)
    except DataError as error:
        raise DataError(map(_with_option, error.findings)) from None
    [(file, triples)] = imported.files.items()
    _refuse_known(name, file, triples, record)
    return Draft(file, triples)


def _with_option(finding: Finding) -> Finding:
    # Who gave options looks for the option.
    if not finding.column:
        return finding
    what = "It is missing:" if finding.what == "The cell is empty." else finding.what
    path = f"{finding.path} --{option_of(finding.column)}"
    return replace(finding, path=path, column="", what=what)


def _refuse_known(name: str, file: str, triples: Iterable[ox.Triple], record: ox.Store) -> None:
    subjects = {triple.subject for triple in triples if isinstance(triple.subject, ox.NamedNode)}
    known = [s for s in subjects if next(record.quads_for_pattern(s, None, None), None)]
    if len(known) == len(subjects):
        told = ", ".join(sorted(shorten(subject.value) for subject in known))
        instead = f"Edit data/{file} to change what is there."
        raise DataError([Finding(name, 0, f"The record has {told} already.", instead)])
