"""The shapes graph: every file of `shapes/`, with the prefixes its queries use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.parsers.notation3 import BadSyntax

from treatygraph import resources
from treatygraph.errors import DataError, Finding

_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)


@dataclass(frozen=True)
class SparqlConstraint:
    """One SPARQL-based constraint (SHACL section 5) with the shape that it belongs to."""

    shape: str
    severity: str
    message: str
    select: str
    targets: str  # graph pattern that binds $this to the target nodes


@cache
def shapes_graph() -> rdflib.Graph:
    """All shapes as one graph; raises DataError where a file is not Turtle."""
    graph = rdflib.Graph(store="SimpleMemory")
    for path in resources.files("shapes", "*.ttl"):
        try:
            graph.parse(path, format="turtle")
        except BadSyntax as error:
            shown = resources.shown(path)
            raise DataError([Finding(shown, error.lines + 1, "Not Turtle.")]) from None
    graph.parse(resources.root() / "ontology" / "prefixes.ttl", format="turtle")
    return graph


@cache
def core_targets() -> dict[rdflib.URIRef, str]:
    """The graph pattern that binds $this to the target nodes, for each shape of SHACL Core."""
    graph = shapes_graph()
    shapes = {shape for target in _TARGETS for shape in graph.subjects(target, None)}
    # Shapes of SPARQL-based constraints have no other constraint beside them.
    core = shapes - set(graph.subjects(SH.sparql, None))
    named = (shape for shape in core if isinstance(shape, rdflib.URIRef))
    return {shape: " UNION ".join(_targets(graph, shape)) for shape in named}


@cache
def core_graph() -> rdflib.Graph:
    """The shapes of SHACL Core; each is aimed at the objects of a property called as the shape."""
    graph = rdflib.Graph(store="SimpleMemory")
    graph += shapes_graph()
    for predicate in (SH.sparql, *_TARGETS):
        graph.remove((None, predicate, None))
    for shape in core_targets():
        graph.add((shape, SH.targetObjectsOf, shape))
    return graph


@cache
def neighbour_properties() -> frozenset[str]:
    """What shapes ask of a thing to which a target refers: its class, and the paths of sh:node."""
    graph = shapes_graph()
    inner = {
        part for shape in graph.objects(None, SH.node) for part in graph.objects(shape, SH.property)
    }
    return frozenset({str(RDF.type)} | {str(graph.value(part, SH.path)) for part in inner})


@cache
def sparql_constraints() -> tuple[SparqlConstraint, ...]:
    """All SPARQL-based constraints in the order of their shapes."""
    graph = shapes_graph()
    found = [
        SparqlConstraint(
            shape=str(shape),
            severity=severity_of(graph, shape),
            message=str(graph.value(constraint, SH.message) or graph.value(shape, SH.message)),
            select=_prologue(graph, constraint) + str(graph.value(constraint, SH.select)),
            targets=" UNION ".join(_targets(graph, shape)),
        )
        for shape, constraint in graph.subject_objects(SH.sparql)
    ]
    return tuple(sorted(found, key=lambda constraint: constraint.shape))


def severity_of(graph: rdflib.Graph, shape: rdflib.term.Node) -> str:
    """The severity of a shape in lower case: violation unless it says otherwise."""
    severity = graph.value(shape, SH.severity) or SH.Violation
    return str(severity).removeprefix(str(SH)).lower()


def _prologue(graph: rdflib.Graph, constraint: rdflib.term.Node) -> str:
    # SHACL section 5.2.1: sh:prefixes leads to the declarations.
    lines = [
        f"PREFIX {graph.value(declared, SH.prefix)}: <{graph.value(declared, SH.namespace)}>"
        for owner in graph.objects(constraint, SH.prefixes)
        for declared in graph.objects(owner, SH.declare)
    ]
    return "\n".join(sorted(lines)) + "\n"


def _targets(graph: rdflib.Graph, shape: rdflib.term.Node) -> Iterator[str]:
    # SHACL section 2.1.3.
    below = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
    for target in graph.objects(shape, SH.targetClass):
        yield f"{{ $this {below} <{target}> }}"
    for target in graph.objects(shape, SH.targetSubjectsOf):
        yield f"{{ $this <{target}> ?any }}"
    for target in graph.objects(shape, SH.targetObjectsOf):
        yield f"{{ ?any <{target}> $this }}"
    for target in graph.objects(shape, SH.targetNode):
        yield f"{{ BIND(<{target}> AS $this) }}"
