"""The canonical form of the Turtle that `data/` is kept in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer

from treatygraph.prefixes import prefixes
from treatygraph.terms import XSD


class _ByIri(LongTurtleSerializer):
    """The long form with its subjects in the order of their IRIs.

    The form of the library orders by how often a subject is referred to: adding one act would
    move the block of the participation it belongs to. It also makes up prefixes for unknown
    namespaces in the order in which it meets them; here such IRIs stand in full.
    """

    def __init__(self, graph: rdflib.Graph) -> None:
        super().__init__(graph)  # type: ignore[no-untyped-call]
        # The library looks for the prefix of an IRI wherever that stands, which takes longest.
        self._shortened: dict[rdflib.term.Node, Any] = {}

    def orderSubjects(self) -> list[rdflib.term.Node]:
        return sorted(self._subjects, key=str)

    def get_pname(self, uri: rdflib.term.Node, gen_prefix: bool = False) -> Any:
        if uri not in self._shortened:
            self._shortened[uri] = super().get_pname(uri, False)  # type: ignore[no-untyped-call]
        return self._shortened[uri]


def canonical(triples: Iterable[ox.Triple]) -> str:
    """The triples as Turtle in canonical form: one object a line, all in the order of names.

    The same triples, of which none has a blank node, give the same text whatever their order,
    and only the prefixes that they use are declared. Comments do not exist in this form.
    """
    graph = rdflib.Graph(store="SimpleMemory", bind_namespaces="none")
    for triple in triples:
        graph.add((_read(triple.subject), _read(triple.predicate), _read(triple.object)))
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace)
    text = BytesIO()
    _ByIri(graph).serialize(text)
    return text.getvalue().decode().strip() + "\n"


# The same few terms over and over: made once, they are compared by identity.
@lru_cache(4096)
def _read(term: object) -> rdflib.term.Identifier:
    """A term as the parsers of rdflib read it."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal), "without blank nodes"
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def write_files(texts: Mapping[Path, str]) -> None:
    """Writes all files or none: each text goes to a neighbour first and is then renamed."""
    written: list[tuple[str, Path]] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            written.append((name, path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            # mkstemp files are private to their owner; data is for everybody to read.
            os.chmod(name, 0o644)
        for name, path in written:
            os.replace(name, path)
    finally:
        for name, _ in written:
            Path(name).unlink(missing_ok=True)
