"""Tests of the SPARQL 1.1 Protocol: as this project writes them, and as the W3C does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
import yaml

from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import Term

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True)
class Exchange:
    """One request, and what the answer to it must be.

    `expect` begins with the hundreds of the statuses that are right; after it stands “true” for the
    result of an ASK, or the kind of the result: boolean, tabular or RDF.
    """

    method: str
    parameters: str
    media_type: str
    body: bytes
    expect: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One test: the graphs that the store holds at its beginning, and requests in their order.

    Each graph says of itself that it is a document.
    """

    name: str
    graphs: tuple[str, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def is_update(self) -> bool:
        """Whether its first request is meant for the update operation."""
        return "update" in self.name


def read_table(path: Path) -> list[Case]:
    """The tests of a table of this project."""
    return [
        Case(
            row["name"],
            tuple(row.get("graphs", ())),
            tuple(
                Exchange(
                    one["method"],
                    one.get("parameters", ""),
                    one.get("type", ""),
                    one.get("body", "").encode(one.get("charset", "UTF-8")),
                    tuple(one["expect"].split()),
                )
                for one in row["requests"]
            ),
        )
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def read_manifest(path: Path) -> Iterator[Case]:
    """The tests of a manifest of the W3C.

    (https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/)
    """
    parsed = ox.parse(path=path, base_iri=path.as_uri(), without_named_graphs=True)
    source = Source([quad.triple for quad in parsed])

    def one(node: Term, iri: str) -> Term | None:
        return source.one(node, ox.NamedNode(iri))

    def text(node: Term, iri: str) -> str:
        found = one(node, iri)
        return found.value if found else ""

    def expectations(answer: Term) -> tuple[str, ...]:
        statuses = source.all(answer, ox.NamedNode(f"{MF}expectedStatus"))
        hundreds = "/".join(sorted(status.value[-3:] for status in statuses))
        kinds = [text(answer, f"{MF}expectedBoolean"), text(answer, f"{MF}expectedFormat")]
        return (hundreds, *filter(None, kinds))

    def exchange(node: Term) -> Exchange:
        body = one(node, f"{HT}body")
        characters = text(body, f"{CNT}chars") if body else ""
        charset = text(body, f"{CNT}characterEncoding") if body else ""
        head = one(node, f"{HT}headers")
        headers = source.members(head, node, "ht:headers") if head else []
        [media_type] = [text(header, f"{HT}fieldValue") for header in headers] or [""]
        answer = one(node, f"{HT}resp")
        assert answer
        return Exchange(
            text(node, f"{HT}methodName"),
            text(node, f"{HT}absolutePath").partition("?")[2],
            media_type,
            characters.encode(charset or "UTF-8"),
            expectations(answer),
        )

    def graph(node: Term) -> str:
        file = one(node, f"{UT}graph")
        assert file
        iri = text(node, f"{RDFS}label")
        triples = list(ox.parse(path=Path(unquote(urlparse(file.value).path))))
        assert [str(quad.triple.subject) for quad in triples] == [f"<{iri}>"]
        return iri

    [manifest] = source.subjects(ox.NamedNode(f"{MF}entries"))
    for entry in source.members(one(manifest, f"{MF}entries"), manifest, "mf:entries"):
        action = one(entry, f"{MF}action")
        assert action
        requests = source.members(one(action, f"{HT}requests"), action, "ht:requests")
        graphs = source.all(entry, ox.NamedNode(f"{UT}graphData"))
        yield Case(
            entry.value.rpartition("#")[2],
            tuple(sorted(graph(node) for node in graphs)),
            tuple(exchange(node) for node in requests),
        )
