"""Property paths of results, as RDF (SHACL section 2.3.1)."""

from __future__ import annotations

import pyoxigraph as ox

from treatygraph.shacl.paths import Alternative, Path, Step, as_triples
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import shapes

Node = ox.NamedNode | ox.BlankNode


def describe_path(result: Result, label: str) -> tuple[Node | None, list[ox.Triple]]:
    """The node of the path of a result, None where it has none, and the triples about that node.

    A property shape reports its own path, whatever the form: a sequence, an inverse (SHACL
    section 3.6.2.2). Blank nodes are named after `label` and counted, so that the same results
    give the same triples.
    """
    shape = shapes().by_node.get(ox.NamedNode(result.shape))
    path = shape.path if shape else None
    if path is None and result.path:
        path = _read(result.path)
    if path is None:
        return None, []
    root, triples = as_triples(path)
    names: dict[object, ox.BlankNode] = {}

    def named(term: object) -> Node:
        if isinstance(term, ox.NamedNode):
            return term
        return names.setdefault(term, ox.BlankNode(f"{label}path{len(names) + 1}"))

    return named(root), [ox.Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]


def _read(path: str) -> Path:
    steps = [Step(ox.NamedNode(part.strip("<>"))) for part in path.split("|")]
    return steps[0] if len(steps) == 1 else Alternative(tuple(steps))
