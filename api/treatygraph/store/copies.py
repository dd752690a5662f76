"""Copies of treaties: the graph at many times its size, for benchmarks only."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

import pyoxigraph as ox

from treatygraph.graphs import into_graph
from treatygraph.progress import Progress, silent
from treatygraph.store.build import gather
from treatygraph.store.rules import run_rules
from treatygraph.store.summaries import run_summaries
from treatygraph.terms import BASE, GRAPH, XSD

_TREATY_GRAPHS = GRAPH + "treaty/"
_TREATY = BASE + "treaty/"


def assemble_copies(times: int, progress: Progress = silent) -> ox.Store:
    """The graph with every treaty `times` times over, and what the rules derive from all of them.

    The second copy of treaty 26-5 is treaty 26-5-copy2 in a graph of its own, with acts,
    participations, provisions and all else of its own; participants, sources and the ontology are
    shared. Raises DataError as `gather` does.
    """
    store = gather(progress)
    record = {
        graph.value.removeprefix(_TREATY_GRAPHS): [
            quad.triple for quad in store.quads_for_pattern(None, None, None, graph)
        ]
        for graph in list(store.named_graphs())
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_TREATY_GRAPHS)
    }
    own = {triple.subject for triples in record.values() for triple in triples}
    for number in range(2, times + 1):
        progress("copies", number, times)
        suffix = f"-copy{number}"
        for treaty, triples in record.items():
            copied = _copy(triples, own, suffix)
            store.extend(into_graph(copied, _TREATY_GRAPHS + treaty + suffix))
    progress("rules")
    run_rules(store)
    progress("summaries")
    run_summaries(store)
    return store


def _copy(triples: Iterable[ox.Triple], own: Container[object], suffix: str) -> Iterator[ox.Triple]:
    """The triples with the suffix on the identifier of all that treaties have of their own."""
    for triple in triples:
        assert isinstance(triple.subject, ox.NamedNode)
        value = triple.object
        if isinstance(value, ox.NamedNode) and value in own:
            value = _rename(value, suffix)
        elif isinstance(value, ox.Literal) and triple.subject.value.startswith(_TREATY):
            value = _rephrase(value, suffix)
        yield ox.Triple(_rename(triple.subject, suffix), triple.predicate, value)


def _rename(node: ox.NamedNode, suffix: str) -> ox.NamedNode:
    kind, identifier, *place = node.value.removeprefix(BASE).split("/", 2)
    return ox.NamedNode(BASE + "/".join([kind, identifier + suffix, *place]))


def _rephrase(text: ox.Literal, suffix: str) -> ox.Literal:
    """Text about a treaty with the suffix: identifiers and names must stay those of one treaty."""
    if text.language:
        return ox.Literal(text.value + suffix, language=text.language)
    return ox.Literal(text.value + suffix) if text.datatype.value == XSD + "string" else text
