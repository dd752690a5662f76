"""Layouts: what columns a table has, and the CONSTRUCT query that turns its rows into triples.

A layout is a file `queries/import/{name}.rq`. Its header names the columns; its query reads each
row as a node with one property a column, `https://w3id.org/treatygraph/column#{column}`, and may
look at the record as well. The header may also say which rows are to be doubted, such as an act
before the treaty. A new kind of table needs a new layout and no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from treatygraph import resources
from treatygraph.errors import DataError, Finding, UnknownName
from treatygraph.headers import read_header

# What a cell may hold; `cells.py` reads each of them.
TYPES = frozenset(
    "text identifier date partial-date integer decimal boolean duration url"
    " treaty participant source concept class".split()
)

# In the template of a CONSTRUCT query, the variable with which a group of triples begins.
_SUBJECT = re.compile(r"[{.]\s+(\?\w+)\s")


@dataclass(frozen=True)
class Column:
    """One column of a layout."""

    name: str
    type: str
    help: str
    required: bool = False
    many: bool = False  # several values in one cell, separated by “;”
    lang: str = ""  # language tag of a `text`; empty for a plain string
    of: str = ""  # code list of a `concept`, or root of a `class`


@dataclass(frozen=True)
class Doubt:
    """A reason to doubt a row that can be read; `query` selects ?row and what `what` names."""

    what: str  # with names of variables in braces
    instead: str
    query: str


@dataclass(frozen=True)
class Layout:
    """What a table looks like and how its rows become triples.

    `file` is the path below `data/` that a row belongs to, with names of columns in braces. `new`
    holds, by their names, the sorts of things that a single row can be asked for (`skeletons.py`).
    """

    name: str
    summary: str
    file: str
    columns: Mapping[str, Column]
    doubts: tuple[Doubt, ...]
    query: str
    new: Mapping[str, Mapping[str, Any]]

    @property
    def subjects(self) -> str:
        """A SELECT query for the rows that the layout turns into triples, and what these are of."""
        prologue, rest = self.query.split("CONSTRUCT", 1)
        template, pattern = rest.split("} WHERE {", 1)
        named = " ".join(dict.fromkeys(_SUBJECT.findall(template)))
        return f"{prologue}SELECT DISTINCT ?row {named} WHERE {{{pattern}"


@cache
def layout_names() -> list[str]:
    """Names of all layouts, sorted."""
    return [path.stem for path in resources.files("queries/import", "*.rq")]


def layouts_of(columns: Sequence[str]) -> list[str]:
    """Names of the layouts that a table with those columns may have, sorted."""
    return [
        name
        for name in layout_names()
        for known in [read_layout(name).columns]
        if {key for key, column in known.items() if column.required} <= set(columns) <= set(known)
    ]


@cache
def read_layout(name: str) -> Layout:
    """The layout of that name.

    Raises UnknownName, or DataError where the header of the layout is wrong.
    """
    path = resources.root() / "queries" / "import" / f"{name}.rq"
    if name not in layout_names():
        raise UnknownName("layout", name, layout_names())
    header = read_header(path)
    columns = {key: _column(path, key, entry) for key, entry in header["columns"].items()}
    query = path.read_text(encoding="utf-8")
    return Layout(
        name=name,
        summary=header["summary"],
        file=header["file"],
        columns=columns,
        doubts=tuple(_doubt(entry, query) for entry in header.get("doubts", ())),
        query=query,
        new=header.get("new", {}),
    )


def _doubt(entry: dict[str, str], query: str) -> Doubt:
    named = " ".join(f"?{name}" for name in re.findall(r"\{(\w+)\}", entry["what"]))
    prologue = query.split("CONSTRUCT", 1)[0]
    select = f"{prologue}SELECT DISTINCT ?row {named} WHERE {{ {entry['where']} }}"
    return Doubt(entry["what"], entry["instead"], select)


def _column(path: Path, name: str, entry: dict[str, Any]) -> Column:
    try:
        column = Column(name=name, **entry)
    except TypeError as error:
        raise DataError([Finding(resources.shown(path), 1, f"{error}.", column=name)]) from None
    if column.type not in TYPES:
        what = f"There is no type “{column.type}”."
        instead = f"Write one of: {', '.join(sorted(TYPES))}."
        raise DataError([Finding(resources.shown(path), 1, what, instead, name)])
    return column
