"""Results: what workers answer, as solutions, and the part of them that is passed on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from treatygraph.mcp.arguments import Page
from treatygraph.query.formats import GRAPHS, SOLUTIONS
from treatygraph.terms import XSD
from treatygraph.web.results import Binding

# What the workers are asked for: of a graph, a line a triple.
ACCEPT: Final = f"{SOLUTIONS[0].media_type}, {GRAPHS[1].media_type}"
# What clients hand to their models without cutting it themselves.
_MOST_CHARACTERS: Final = 40_000
_LONGEST_VALUE: Final = 4_000


@dataclass(frozen=True)
class Part:
    """Some rows of a result, how many there are in all, and what is missing."""

    names: Sequence[str]
    rows: Sequence[Binding]
    total: int
    offset: int
    cut: Sequence[str]


def read_result(media_type: str, content: bytes) -> tuple[list[str], list[Binding]]:
    """The variables and solutions of a result, whatever the form of its query.

    A graph has a row a triple, sorted; a boolean has one row.
    """
    if media_type != SOLUTIONS[0].media_type:
        parts = ("subject", "predicate", "object")
        triples = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)]
        rows = [dict(zip(parts, map(_as_binding, triple), strict=True)) for triple in triples]
        return [*parts], sorted(rows, key=str)
    told = json.loads(content)
    if "boolean" in told:
        value = json.dumps(told["boolean"])
        answer = {"type": "literal", "value": value, "datatype": XSD + "boolean"}
        return ["answer"], [{"answer": answer}]
    return told["head"]["vars"], [_flatten(row) for row in told["results"]["bindings"]]


def take_part(names: Sequence[str], rows: Sequence[Binding], page: Page) -> Part:
    """The rows of a page, or as many of them as are passed on at once."""
    taken: list[Binding] = []
    cut: list[str] = []
    size = shortened = 0
    for row in rows[page.offset : page.offset + page.limit]:
        short = {name: _shorten(term) for name, term in row.items()}
        size += sum(len(term["value"]) + len(name) for name, term in short.items())
        if taken and size > _MOST_CHARACTERS:
            break
        taken.append(short)
        shortened += sum(short[name] != row[name] for name in row)
    end = page.offset + len(taken)
    if end < len(rows):
        cut.append(
            f"These are rows {page.offset + 1} to {end} of {len(rows)}; for the next, call again "
            f"with offset {end}."
        )
    elif page.offset and not taken:
        cut.append(f"There are {len(rows)} rows; with offset {page.offset} none is left.")
    elif page.offset:
        cut.append(f"These are rows {page.offset + 1} to {end} of {len(rows)}, the last.")
    if shortened:
        cut.append(
            f"Values longer than {_LONGEST_VALUE} characters end in “…”; SUBSTR in a query of the "
            "tool sparql gives the rest."
        )
    return Part(names, taken, len(rows), page.offset, cut)


def as_json(term: Mapping[str, str]) -> str | int | float | bool:
    """The value of a term: numbers and truth as JSON has them, all else as text."""
    value, datatype = term["value"], term.get("datatype", "")
    try:
        if datatype == XSD + "integer":
            return int(value)
        if datatype in (XSD + "decimal", XSD + "double") and value.strip("+-").upper() not in _NONE:
            return float(value)
    except ValueError:
        return value
    return value == "true" if datatype == XSD + "boolean" else value


_NONE: Final = ("NAN", "INF")


def _as_binding(term: Any) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        told = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
        return {**told, "xml:lang": term.language} if term.language else told
    return {"type": "bnode", "value": str(term)}


def _flatten(row: Mapping[str, Any]) -> Binding:
    """The row with triple terms as text: they alone have values that are no text."""
    return {
        name: term
        if isinstance(term["value"], str)
        else {"type": "literal", "value": json.dumps(term["value"], ensure_ascii=False)}
        for name, term in row.items()
    }


def _shorten(term: Mapping[str, str]) -> Mapping[str, str]:
    value = term["value"]
    if len(value) <= _LONGEST_VALUE:
        return term
    return {**term, "type": "literal", "value": value[:_LONGEST_VALUE] + "…"}
