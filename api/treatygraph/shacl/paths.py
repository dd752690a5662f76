"""Property paths: read, followed from many nodes at once, written as RDF and as SPARQL.

SHACL sections 2.3.1 (forms) and 3.6.2.2 (paths in results).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.graph import Column, Graph
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import RDF_FIRST, RDF_NIL, RDF_REST, Node, Term, sh


@dataclass(frozen=True)
class Step:
    """Along one predicate."""

    predicate: ox.NamedNode


@dataclass(frozen=True)
class Inverse:
    """A path, backwards."""

    path: Path


@dataclass(frozen=True)
class Sequence:
    """Two or more paths, one after the other."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """Any of two or more paths."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Repeated:
    """A path, zero times or more, once or more, or zero times or once."""

    path: Path
    kind: str


Path: TypeAlias = Step | Inverse | Sequence | Alternative | Repeated

_REPEATED = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def read_path(source: Source, shape: Term, node: Term, above: tuple[Term, ...] = ()) -> Path:
    """The path that a node of the shapes graph stands for; raises ShapesError for none."""
    if isinstance(node, ox.NamedNode):
        return Step(node)
    if node in above:
        raise ShapesError(shape, "sh:path", "the path contains itself.")
    above = (*above, node)

    def several(head: Term) -> tuple[Path, ...]:
        members = source.members(head, shape, "sh:path")
        if len(members) < 2:
            raise ShapesError(shape, "sh:path", "a list in a path has two members or more.")
        return tuple(read_path(source, shape, member, above) for member in members)

    # A node that is both a list and something else is a list: so has the W3C test suite it.
    if source.all(node, RDF_FIRST):
        return Sequence(several(node))
    inner = source.one(node, sh("inversePath"))
    if inner is not None:
        return Inverse(read_path(source, shape, inner, above))
    inner = source.one(node, sh("alternativePath"))
    if inner is not None:
        return Alternative(several(inner))
    for kind in _REPEATED:
        inner = source.one(node, sh(kind))
        if inner is not None:
            return Repeated(read_path(source, shape, inner, above), kind)
    raise ShapesError(shape, "sh:path", f"{node} is not a path: write a property, ( … ) or [ … ].")


def follow(path: Path, graph: Graph, nodes: Collection[Term], back: bool = False) -> Column:
    """The nodes to which a path leads from each of the given ones at least, each once."""
    if isinstance(path, Step):
        find = graph.subjects if back else graph.objects
        return find(path.predicate, nodes)
    if isinstance(path, Inverse):
        return follow(path.path, graph, nodes, not back)
    if isinstance(path, Sequence):
        return _follow_sequence(path, graph, nodes, back)
    if isinstance(path, Alternative):
        found = [follow(part, graph, nodes, back) for part in path.paths]
        return {n: _once(end for ends in found for end in ends.get(n, ())) for n in nodes}
    if path.kind == "zeroOrOnePath":
        once = follow(path.path, graph, nodes, back)
        return {n: _once([n, *once.get(n, ())]) for n in nodes}
    return _follow_repeatedly(path, graph, nodes, back)


def _follow_sequence(path: Sequence, graph: Graph, nodes: Collection[Term], back: bool) -> Column:
    first, *others = reversed(path.paths) if back else path.paths
    reached = follow(first, graph, nodes, back)
    for part in others:
        ends = {end for node in nodes for end in reached.get(node, ())}
        further = follow(part, graph, ends, back)
        reached = {
            node: _once(end for middle in reached.get(node, ()) for end in further.get(middle, ()))
            for node in nodes
        }
    return reached


def _follow_repeatedly(path: Repeated, graph: Graph, nodes: Collection[Term], back: bool) -> Column:
    steps: dict[Term, Collection[Term]] = {}
    waiting: set[Term] = set(nodes)
    while waiting:
        found = follow(path.path, graph, waiting, back)
        steps.update((node, found.get(node, ())) for node in waiting)
        waiting = {end for node in waiting for end in steps[node]} - steps.keys()
    reached = {}
    for node in nodes:
        ends = dict.fromkeys((node,) if path.kind == "zeroOrMorePath" else steps[node])
        left = list(ends)
        while left:
            new = [end for end in steps[left.pop()] if end not in ends]
            ends.update(dict.fromkeys(new))
            left += new
        reached[node] = list(ends)
    return reached


def _once(terms: Iterable[Term]) -> list[Term]:
    return list(dict.fromkeys(terms))


def as_sparql(path: Path) -> str:
    """The path in the syntax of SPARQL, between brackets where it has parts."""
    if isinstance(path, Step):
        return str(path.predicate)
    if isinstance(path, Inverse):
        return f"^({as_sparql(path.path)})"
    if isinstance(path, Repeated):
        return f"({as_sparql(path.path)}){_REPEATED[path.kind]}"
    between = "/" if isinstance(path, Sequence) else "|"
    return f"({between.join(map(as_sparql, path.paths))})"


def as_triples(path: Path) -> tuple[Node, list[ox.Triple]]:
    """The node that stands for the path in RDF, and what is said of it; its blank nodes are new."""
    if isinstance(path, Step):
        return path.predicate, []
    if isinstance(path, Sequence):
        return _as_list(path.paths)
    node = ox.BlankNode()
    if isinstance(path, Alternative):
        inner, triples = _as_list(path.paths)
        return node, [ox.Triple(node, sh("alternativePath"), inner), *triples]
    inner, triples = as_triples(path.path)
    name = "inversePath" if isinstance(path, Inverse) else path.kind
    return node, [ox.Triple(node, sh(name), inner), *triples]


def _as_list(paths: tuple[Path, ...]) -> tuple[Node, list[ox.Triple]]:
    if not paths:
        return RDF_NIL, []
    node = ox.BlankNode()
    first, of_first = as_triples(paths[0])
    rest, of_rest = _as_list(paths[1:])
    linked = [ox.Triple(node, RDF_FIRST, first), ox.Triple(node, RDF_REST, rest)]
    return node, linked + of_first + of_rest
