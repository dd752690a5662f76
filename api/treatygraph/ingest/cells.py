"""Cells: the text in a table, read as the RDF term that its column says it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pyoxigraph as ox

from treatygraph.errors import UnknownName
from treatygraph.ingest.layouts import Column
from treatygraph.ingest.names import Names
from treatygraph.terms import XSD

_PATTERNS: dict[str, tuple[str, str, str]] = {
    # column type: (XSD type, pattern of the whole cell, what to write)
    "integer": ("integer", r"-?\d+", "Write a whole number, such as 40."),
    "decimal": ("decimal", r"-?\d+(\.\d+)?", "Write a number, such as 84.5."),
    "duration": (
        "duration",
        r"P(?=\d)(\d+Y)?(\d+M)?(\d+D)?",
        "Write years, months or days, such as P6M or P90D.",
    ),
    "url": ("anyURI", r"https?://\S+", "Write an address that begins with http:// or https://."),
    "identifier": (
        "string",
        r"[A-Za-z0-9][A-Za-z0-9._/-]*",
        "Write letters, digits, “.”, “-”, “_” or “/”.",
    ),
}

_DAY = "Write a day of the calendar as YYYY-MM-DD, such as 2025-02-28."
_PARTIAL = "Write YYYY-MM-DD, YYYY-MM or YYYY."


class CellError(ValueError):
    """A cell cannot be read; `instead` says what to write."""

    def __init__(self, what: str, instead: str) -> None:
        self.what, self.instead = what, instead
        super().__init__(f"{what} {instead}")


def read_cell(column: Column, text: str, names: Names) -> list[ox.NamedNode | ox.Literal]:
    """The terms that a cell holds: none where it is empty, several only in a `many` column.

    Raises CellError where the text is not of the column's type.
    """
    parts = text.split(";") if column.many else [text]
    return [_read(column, part.strip(), names) for part in parts if part.strip()]


def _read(column: Column, text: str, names: Names) -> ox.NamedNode | ox.Literal:
    if column.type == "text":
        return ox.Literal(text, language=column.lang) if column.lang else ox.Literal(text)
    if column.type in ("date", "partial-date"):
        return read_date(text, partial=column.type == "partial-date")
    if column.type == "boolean":
        return _read_boolean(text)
    if column.type in _PATTERNS:
        datatype, pattern, instead = _PATTERNS[column.type]
        if not re.fullmatch(pattern, text):
            raise CellError(f"“{text}” is no {column.type}.", instead)
        return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))
    return _read_reference(column, text, names)


def read_date(text: str, *, partial: bool = False) -> ox.Literal:
    """A date as xsd:date, or with `partial` also as xsd:gYearMonth or xsd:gYear.

    Raises CellError for a day that the calendar does not have. (XSD 1.1 part 2, 3.3.9 to 3.3.11)
    """
    forms = {4: ("gYear", "-01-01"), 7: ("gYearMonth", "-01"), 10: ("date", "")}
    datatype, rest = forms.get(len(text), ("", ""))
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) and (partial or datatype == "date"):
        try:
            date.fromisoformat(text + rest)
        except ValueError:
            raise CellError(f"The calendar has no {text}.", _DAY) from None
        return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))
    raise CellError(f"“{text}” is no date.", _PARTIAL if partial else _DAY)


def _read_boolean(text: str) -> ox.Literal:
    values = {"yes": "true", "true": "true", "no": "false", "false": "false"}
    if text not in values:
        raise CellError(f"“{text}” is neither yes nor no.", "Write yes or no.")
    return ox.Literal(values[text], datatype=ox.NamedNode(XSD + "boolean"))


def _read_reference(column: Column, text: str, names: Names) -> ox.NamedNode:
    lookup: Callable[[], str]
    if column.type == "concept":
        lookup, where = lambda: names.find_code(column.of, text), f"ontology/vocab/{column.of}.ttl"
    elif column.type == "class":
        lookup, where = lambda: names.find_class(column.of, text), "the ontology"
    else:
        lookup, where = lambda: names.find(column.type, text), "data/"
    try:
        return ox.NamedNode(lookup())
    except UnknownName as error:
        raise CellError(str(error), f"Write one that {where} knows, or add it there.") from None
