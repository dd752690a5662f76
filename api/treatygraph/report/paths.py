"""Property paths of results, as RDF (SHACL section 2.3.1)."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import SH

from treatygraph.validate.results import Result
from treatygraph.validate.shapes import shapes_graph

Node = ox.NamedNode | ox.BlankNode


def describe_path(result: Result, label: str) -> tuple[Node | None, list[ox.Triple]]:
    """The node of the path of a result, None where it has none, and the triples about that node.

    A property shape reports its own path, whatever the form: a sequence, an inverse (SHACL
    section 3.6.2.2). Blank nodes are named after `label` and counted, so that the same results
    give the same triples.
    """
    graph = shapes_graph()
    path = graph.value(rdflib.URIRef(result.shape), SH.path)
    if path is None and result.path:
        graph = rdflib.Graph()
        path = _read(graph, result.path)
    return _copy(graph, path, label) if path is not None else (None, [])


def _read(graph: rdflib.Graph, path: str) -> rdflib.term.Node:
    options: list[rdflib.term.Node] = [rdflib.URIRef(part.strip("<>")) for part in path.split("|")]
    if len(options) == 1:
        return options[0]
    node, listed = rdflib.BNode(), rdflib.BNode()
    Collection(graph, listed, options)
    graph.add((node, SH.alternativePath, listed))
    return node


def _copy(graph: rdflib.Graph, path: rdflib.term.Node, label: str) -> tuple[Node, list[ox.Triple]]:
    numbers: dict[rdflib.term.Node, int] = {}

    def named(term: rdflib.term.Node) -> Node:
        if isinstance(term, rdflib.URIRef):
            return ox.NamedNode(str(term))
        return ox.BlankNode(f"{label}path{numbers.setdefault(term, len(numbers) + 1)}")

    root, triples, waiting = named(path), [], [path]
    while waiting:
        term = waiting.pop()
        if isinstance(term, rdflib.BNode):
            for predicate, value in sorted(graph.predicate_objects(term)):
                step = ox.NamedNode(str(predicate))
                triples.append(ox.Triple(named(term), step, named(value)))
                waiting.append(value)
    return root, triples
