"""Targets: which nodes of the data graph a shape judges (SHACL section 2.1.3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from treatygraph.shacl.graph import Graph
from treatygraph.shacl.source import Source, as_iri, as_node
from treatygraph.shacl.terms import OWL_CLASS, RDFS_CLASS, Node, Term, sh


@dataclass(frozen=True)
class Target:
    """One target declaration; `kind` is the local name of its property."""

    kind: str
    term: Term


KINDS: Final = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")


def read_targets(source: Source, shape: Node) -> tuple[Target, ...]:
    """The targets of a shape; raises ShapesError where one cannot be."""
    found = []
    for kind in KINDS:
        predicate = sh(kind)
        for value in source.all(shape, predicate):
            if kind == "targetNode":
                found.append(Target(kind, value))
            elif kind == "targetClass":
                found.append(Target(kind, as_node(value, shape, predicate)))
            else:
                found.append(Target(kind, as_iri(value, shape, predicate)))
    # Section 2.1.3.3: a shape that is a class judges its instances.
    if isinstance(shape, ox.NamedNode) and any(
        source.is_instance(shape, kind) for kind in (RDFS_CLASS, OWL_CLASS)
    ):
        if any(source.is_instance(shape, sh(kind)) for kind in ("NodeShape", "PropertyShape")):
            found.append(Target("targetClass", shape))
    return tuple(dict.fromkeys(found))


def target_nodes(
    targets: Iterable[Target], graph: Graph, focus: Collection[Term] | None
) -> list[Term]:
    """The nodes that some targets name, each once; only those of `focus` where it is given."""
    find = _all if focus is None else _among(focus)
    return list(dict.fromkeys(node for target in targets for node in find(target, graph)))


def _all(target: Target, graph: Graph) -> Iterator[Term]:
    term = graph.term(target.term)
    if target.kind == "targetNode":
        yield term
    elif target.kind == "targetClass":
        yield from graph.instances(term)
    else:
        assert isinstance(term, ox.NamedNode)
        yield from graph.column(term, inverse=target.kind == "targetObjectsOf")


def _among(focus: Collection[Term]) -> Callable[[Target, Graph], Iterable[Term]]:
    def find(target: Target, graph: Graph) -> Iterable[Term]:
        term = graph.term(target.term)
        if target.kind == "targetNode":
            return (term,) if term in focus else ()
        if target.kind == "targetClass":
            return graph.of_class(focus, term)
        assert isinstance(term, ox.NamedNode)
        step = graph.objects if target.kind == "targetSubjectsOf" else graph.subjects
        linked = step(term, focus)
        return [node for node in focus if linked.get(node)]

    return find
