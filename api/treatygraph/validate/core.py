"""SHACL Core, by pySHACL, on the part of the context that the focus nodes can see."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDFS, SH

from treatygraph.validate.context import Context
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import core_graph, core_targets, neighbour_properties

# rdflib logs a traceback for each literal that is not of its type; here that is a result.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

_BATCH = 2000  # nodes; larger ones take longer a node, smaller ones share less


@dataclass(frozen=True)
class _Work:
    store: ox.Store
    targets: dict[rdflib.URIRef, frozenset[str]]


def check_core(context: Context) -> Iterator[Result]:
    """The results of all core constraints on the focus nodes of the context, else on all subjects.

    They are judged in batches, so that only one at a time is held as rdflib has it, and many
    batches by as many processes as there are processors.
    """
    targets = {
        shape: frozenset(node.value for node in context.targets(pattern))
        for shape, pattern in core_targets().items()
    }
    work = _Work(context.store, targets)
    nodes = _subjects(work.store) if context.focus is None else [*context.focus]
    batches = [nodes[start : start + _BATCH] for start in range(0, len(nodes), _BATCH)]
    if len(batches) < 2:
        for batch in batches:
            yield from _check_batch(work, batch)
        return
    core_graph()  # read once, and inherited
    fork = multiprocessing.get_context("fork")
    count = min(os.cpu_count() or 1, len(batches))
    with ProcessPoolExecutor(count, fork, _inherit, (work,)) as pool:
        for results in pool.map(_check_inherited, batches):
            yield from results


def _subjects(store: ox.Store) -> list[ox.NamedNode]:
    # Graph by graph and name by name, for what stands together refers to the same things.
    found: dict[ox.NamedNode, None] = {}
    for graph in store.named_graphs():
        subjects = {quad.subject for quad in store.quads_for_pattern(None, None, None, graph)}
        named = [subject for subject in subjects if isinstance(subject, ox.NamedNode)]
        found.update(dict.fromkeys(sorted(named, key=lambda node: node.value)))
    return list(found)


# What a forked process works on: no pipe could bring a store there.
_inherited: list[_Work] = []


def _inherit(work: _Work) -> None:
    _inherited.append(work)


def _check_inherited(nodes: list[ox.NamedNode]) -> list[Result]:
    return _check_batch(_inherited[0], nodes)


def _check_batch(work: _Work, nodes: list[ox.NamedNode]) -> list[Result]:
    data = _visible(work.store, frozenset(nodes))
    values = {node.value for node in nodes}
    for shape, targets in work.targets.items():
        # A shape is told its targets, or it would judge all that is visible.
        for target in values & targets:
            data.add((shape, shape, rdflib.URIRef(target)))
    return list(run_pyshacl(data, core_graph()))


def run_pyshacl(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Result]:
    """The results that pySHACL, the reference, finds with some shapes on some data."""
    # Not `focus_nodes=`: that option also drops the values that sh:or and
    # sh:qualifiedValueShape look at, and reports that they conform.
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, advanced=False, inference=None, do_owl_imports=False
    )
    assert isinstance(report, rdflib.Graph)
    # Not all that are of class sh:ValidationResult: some are details of these.
    for result in report.objects(None, SH.result):
        yield _read(report, result)


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """The triples of some quads as an rdflib graph."""
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _visible(store: ox.Store, nodes: frozenset[ox.NamedNode]) -> rdflib.Graph:
    # Core constraints look at the nodes, at some of what is said of their objects, and at classes.
    quads = [quad for node in nodes for quad in store.quads_for_pattern(node, None, None)]
    objects = {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}
    asked = [ox.NamedNode(name) for name in neighbour_properties()]
    for node in objects - nodes:
        for predicate in asked:
            quads += store.quads_for_pattern(node, predicate, None)
    quads += store.quads_for_pattern(None, ox.NamedNode(str(RDFS.subClassOf)), None)
    return to_rdflib(quads)


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal), "the record holds IRIs and literals only"
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _read(report: rdflib.Graph, result: rdflib.term.Node) -> Result:
    def n3(predicate: rdflib.URIRef) -> str:
        node = report.value(result, predicate)
        return node.n3() if isinstance(node, rdflib.term.Identifier) else ""

    severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)).lower()
    return Result(
        severity=severity,
        focus=n3(SH.focusNode),
        path="|".join(path.n3() for path in _paths(report, result)),
        value=n3(SH.value),
        shape=str(report.value(result, SH.sourceShape)),
        component=str(report.value(result, SH.sourceConstraintComponent)),
        message=str(report.value(result, SH.resultMessage)),
    )


def _paths(report: rdflib.Graph, result: rdflib.term.Node) -> list[rdflib.URIRef]:
    # SHACL section 2.3.1.3: an alternative path is a list; its node has no name to report.
    path = report.value(result, SH.resultPath)
    options = report.value(path, SH.alternativePath) if path else None
    found = report.items(options) if options else [path]
    return [option for option in found if isinstance(option, rdflib.URIRef)]
