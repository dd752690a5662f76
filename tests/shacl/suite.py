"""Test suites in the form of the W3C: manifests that name a data graph, shapes and a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox

from treatygraph.shacl import Result, ShaclError, read_shapes, validate
from treatygraph.shacl.paths import as_sparql, read_path
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import RDF, Term, sh

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
FAILURE = ox.NamedNode(SHT + "Failure")
VALIDATE = ox.NamedNode(SHT + "Validate")

Row = tuple[str, ...]


def mf(name: str) -> ox.NamedNode:
    return ox.NamedNode(MF + name)


def sht(name: str) -> ox.NamedNode:
    return ox.NamedNode(SHT + name)


@dataclass(frozen=True)
class Case:
    """One entry of a manifest."""

    file: Path
    node: Term
    source: Source

    @property
    def name(self) -> str:
        return f"{self.file.parent.name}/{self.file.stem}#{str(self.node).rpartition('/')[2][:-1]}"


def load(path: Path) -> list[ox.Triple]:
    """The triples of a file, with its address as their base."""
    parsed = ox.parse(path=path, base_iri=path.as_uri(), without_named_graphs=True)
    return [quad.triple for quad in parsed]


def cases(folder: Path) -> Iterator[Case]:
    """All validation tests of the manifests in and below a folder, each once.

    Where no file is called manifest.ttl, every Turtle file is taken for one.
    """
    seen: set[Path] = set()
    folder = folder.resolve()
    waiting = sorted(folder.rglob("manifest.ttl")) or sorted(folder.rglob("*.ttl"))
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        source = Source(load(path))
        for node in source.subjects(mf("include")):
            waiting += [_path(file) for file in source.all(node, mf("include"))]
        for node in source.subjects(mf("entries")):
            for head in source.all(node, mf("entries")):
                for entry in source.members(head, node, "mf:entries"):
                    if VALIDATE in source.all(entry, ox.NamedNode(RDF + "type")):
                        yield Case(path, entry, source)


def _path(file: Term) -> Path:
    assert isinstance(file, ox.NamedNode)
    return Path(unquote(urlparse(file.value).path))


def judge(case: Case) -> tuple[Counter[Row] | str, Counter[Row] | str]:
    """What a test expects and what validation found: rows of results, or “failure”."""
    source = case.source
    [action] = source.all(case.node, mf("action"))
    [result] = source.all(case.node, mf("result"))
    data, shapes = (
        [triple for file in source.all(action, sht(kind)) for triple in _load(case, file)]
        for kind in ("dataGraph", "shapesGraph")
    )
    shared = {term for triple in data + shapes for term in (triple.subject, triple.object)}
    messages = bool(
        set(source.subjects(sh("resultMessage"))) & set(source.all(result, sh("result")))
    )
    expected: Counter[Row] | str = "failure"
    if result != FAILURE:
        rows = [_expected(source, node, shared) for node in source.all(result, sh("result"))]
        [conforms] = source.all(result, sh("conforms"))
        assert (conforms.value == "true") == (not rows)
        expected = Counter(rows)
    try:
        found = list(validate(data, read_shapes(shapes)))
    except ShaclError:
        return expected, "failure"
    return expected, Counter(_found(r, shared, messages) for r in found)


def _load(case: Case, file: Term) -> list[ox.Triple]:
    # A file is parsed once, so that blank nodes of the manifest are those of its own data.
    path = _path(file)
    return case.source.triples if path == case.file else load(path)


def _written(term: Term | None, shared: set[Term]) -> str:
    # A blank node of another file has a name there that the report cannot know.
    if isinstance(term, ox.BlankNode) and term not in shared:
        return "_:"
    return "" if term is None else str(term)


def _expected(source: Source, node: Term, shared: set[Term]) -> Row:
    path = source.one(node, sh("resultPath"))
    messages = sorted(map(str, source.all(node, sh("resultMessage"))))
    return (
        _written(source.one(node, sh("focusNode")), shared),
        as_sparql(read_path(source, node, path)) if path else "",
        _written(source.one(node, sh("value")), shared),
        _written(source.one(node, sh("resultSeverity")), shared),
        _written(source.one(node, sh("sourceConstraintComponent")), shared),
        _written(source.one(node, sh("sourceShape")), shared),
        _written(source.one(node, sh("sourceConstraint")), shared),
        *messages,
    )


def _found(result: Result, shared: set[Term], messages: bool) -> Row:
    return (
        _written(result.focus, shared),
        as_sparql(result.path) if result.path else "",
        _written(result.value, shared),
        str(result.severity),
        str(result.component),
        _written(result.shape, shared),
        _written(result.constraint, shared),
        *(sorted(map(str, result.messages)) if messages else ()),
    )
