"""Forms of changes: CSV, JSON, Turtle, and text for a person."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from treatygraph.changes.groups import Group, cause, iri
from treatygraph.changes.history import Change
from treatygraph.changes.telling import Row
from treatygraph.prefixes import prefixes
from treatygraph.terms import BASE, DCTERMS, RDF_TYPE, XSD

# Talis' vocabulary for what is added to the description of a thing, and removed from it.
_CS: Final = "http://purl.org/vocab/changeset/schema#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PROV: Final = "http://www.w3.org/ns/prov#"
COLUMNS: Final = (
    "changes", "at", "treaty", "treatyLabel", "thing", "thingLabel", "basis", "change", "property",
    "propertyLabel", "before", "after", "sentence", "sources",
)  # fmt: skip

Parts = Callable[[Change], Mapping[str, str]]


def as_csv(groups: Sequence[Group]) -> str:
    """One row a change of a thing or a property, with the columns of COLUMNS."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for group in groups:
        told = {"changes": iri(group.change), "at": group.change.at}
        writer.writerows({**told, **row.cells()} for row in group.rows)
    return text.getvalue()


def as_json(groups: Sequence[Group]) -> str:
    """`changes`: a list of versions, the latest first, each with its `rows`."""
    told = []
    for change, some in groupby(groups, key=lambda group: group.change):
        rows = [asdict(row) for group in some for row in group.rows]
        head = {"id": iri(change), "at": change.at, "cause": cause(change)}
        versions = {"before": change.before, "after": change.after, "graph": change.graph}
        told.append({**head, **versions, "rows": rows})
    return json.dumps({"changes": told}, ensure_ascii=False, indent=1) + "\n"


def as_text(groups: Sequence[Group]) -> str:
    """The sentences, by treaty, what is recorded with its sources."""
    lines = []
    for group in groups:
        lines.append(group.heading)
        lines += [f"  {row.sentence}{_known_from(row)}" for row in group.recorded]
        lines += [f"  follows: {row.sentence}" for row in group.derived]
    return "".join(f"{line}\n" for line in lines) or "Nothing has changed.\n"


def _known_from(row: Row) -> str:
    sources = ", ".join(source.removeprefix(BASE) for source in row.sources)
    return f" ({sources})" if sources else ""


def as_turtle(groups: Sequence[Group], parts: Parts) -> bytes:
    """A cs:ChangeSet for each thing that changed, with the statements added and removed.

    `parts` gives the difference that made a change, as N-Triples.
    """
    # A thing has a row for each property, and says some of it each time.
    triples = sorted(set(_triples(groups, parts)), key=str)
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={**prefixes(), "cs": _CS})
    assert text is not None, "without a file to write to, the bytes come back"
    return text


def _triples(groups: Sequence[Group], parts: Parts) -> Iterator[ox.Triple]:
    for change, some in groupby(groups, key=lambda group: group.change):
        whole = ox.NamedNode(iri(change))
        at = ox.Literal(change.at, datatype=ox.NamedNode(XSD + "dateTime"))
        yield _triple(whole, DCTERMS + "created", at)
        yield _triple(whole, DCTERMS + "description", ox.Literal(cause(change), language="en"))
        yield _triple(whole, DCTERMS + "hasVersion", ox.Literal(change.after))
        sets: dict[str, ox.NamedNode] = {}
        for row in (row for group in some for row in group.rows):
            node = sets.setdefault(row.thing, ox.NamedNode(f"{whole.value}#set{len(sets) + 1}"))
            yield _triple(node, RDF_TYPE, ox.NamedNode(_CS + "ChangeSet"))
            yield _triple(node, _CS + "subjectOfChange", ox.NamedNode(row.thing))
            yield _triple(node, _CS + "createdDate", ox.Literal(change.at))
            yield _triple(node, _CS + "changeReason", ox.Literal(row.sentence, language="en"))
            yield _triple(node, DCTERMS + "isPartOf", whole)
            if row.treaty:
                yield _triple(node, DCTERMS + "subject", ox.NamedNode(row.treaty))
            for source in row.sources:
                yield _triple(node, _PROV + "wasDerivedFrom", ox.NamedNode(source))
        yield from _statements(whole, sets, parts(change))


def _statements(
    whole: ox.NamedNode, sets: Mapping[str, ox.NamedNode], parts: Mapping[str, str]
) -> Iterator[ox.Triple]:
    number = 0
    for part, text in parts.items():
        way = "addition" if part.endswith("added") else "removal"
        for quad in list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES)):
            assert isinstance(quad.subject, ox.NamedNode)
            owner = sets.get(quad.subject.value)
            if owner:
                number += 1
                node = ox.NamedNode(f"{whole.value}#statement{number}")
                yield _triple(owner, _CS + way, node)
                yield _triple(node, RDF_TYPE, ox.NamedNode(_RDF + "Statement"))
                yield _triple(node, _RDF + "subject", quad.subject)
                yield _triple(node, _RDF + "predicate", quad.predicate)
                yield _triple(node, _RDF + "object", quad.object)


def _triple(
    subject: ox.NamedNode,
    predicate: str,
    value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple,
) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)
