"""The record: ontology and data, one graph a file, and which of its graphs bear on which things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.graphs import graph_name, into_graph
from treatygraph.store.files import data_files, load_data, load_ontology, parse_turtle
from treatygraph.terms import ONTOLOGY_GRAPH
from treatygraph.validate.joins import NOT_FOLLOWED_BACK, joining_properties

_ONTOLOGY = ox.NamedNode(ONTOLOGY_GRAPH)


@dataclass(frozen=True)
class Record:
    """The record as its files state it; `files` gives the file of each graph.

    `known` keeps what validation found wrong with a slice of some graphs on a day.

    Slices take the graphs of files only, so that what the rules derived for the whole record
    never enters one.
    """

    store: ox.Store
    files: dict[str, Path]
    known: dict[tuple[frozenset[str], date], frozenset[tuple[str, ...]]] = field(
        default_factory=dict
    )
    _beside: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_term(self, node: ox.NamedNode) -> bool:
        """Whether the ontology describes the node: a class, a property, an entry of a code list."""
        return next(self.store.quads_for_pattern(node, None, None, _ONTOLOGY), None) is not None

    def graphs_of_files(self, paths: Iterable[Path]) -> set[str]:
        """The graphs that come from some files, in whatever way the paths of these are written."""
        resolved = {path.resolve() for path in paths}
        return {graph for path, graph in self._resolved.items() if path in resolved}

    def graphs_around(self, nodes: Iterable[ox.NamedNode], graphs: Iterable[str]) -> set[str]:
        """Some graphs, and those on which a judgement that involves them or the nodes can rest.

        Every such judgement is a solution of a constraint, a rule or a check of scope “thing”, and
        each of those joins its patterns by things that they share (`joining_properties`). So the
        graphs are closed under it: with a graph come those that describe a thing which it
        describes, or to which it refers by a joining property, and those that refer by a joining
        property to a thing which it describes. Terms do not join, for the ontology is in every
        slice. For the record as it is that makes the family of a treaty, the agents and their
        links, and where events tell of its acts the events, what alleges them, and the families
        of the other treaties of which they tell. Of the nodes themselves every description
        counts, whatever refers to them: SHACL Core looks at those.
        """
        found = set(graphs).union(*map(self._graphs_of, nodes))
        waiting = list(found)
        while waiting:
            new = self._graphs_beside(waiting.pop()) - found
            found |= new
            waiting += new
        return found

    def _graphs_of(self, node: ox.NamedNode) -> set[str]:
        """The graphs that describe the node or refer to it by a joining property."""
        if self.is_term(node):
            return set()
        described = self.store.quads_for_pattern(node, None, None)
        graphs = {q.graph_name.value for q in described if isinstance(q.graph_name, ox.NamedNode)}
        return (graphs & self.files.keys()) | self._referring.get(node, set())

    def _graphs_beside(self, graph: str) -> frozenset[str]:
        if graph not in self._beside:
            joining = joining_properties()
            nodes: set[object] = set()
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
                nodes.add(quad.subject)
                if quad.predicate in joining:
                    nodes.add(quad.object)
            things = (node for node in nodes if isinstance(node, ox.NamedNode))
            self._beside[graph] = frozenset().union(*map(self._graphs_of, things))
        return self._beside[graph]

    @cached_property
    def _resolved(self) -> dict[Path, str]:
        # Once, for the system is asked about every folder of every path.
        return {path.resolve(): graph for graph, path in self.files.items()}

    @cached_property
    def _referring(self) -> dict[ox.NamedNode, set[str]]:
        referring = defaultdict(set)
        for predicate in joining_properties() - NOT_FOLLOWED_BACK:
            for quad in self.store.quads_for_pattern(None, predicate, None):
                graph = quad.graph_name
                if isinstance(quad.object, ox.NamedNode) and isinstance(graph, ox.NamedNode):
                    if graph.value in self.files:
                        referring[quad.object].add(graph.value)
        return dict(referring)


def open_record(submitted: Iterable[Path] = ()) -> Record:
    """The ontology and every file of `data/`.

    Days that the calendar does not have end it with DataError, as other mistakes of files do;
    those in files that are submitted for validation are for validation to report.
    """
    data = resources.root() / "data"
    paths = data_files(data)
    store = ox.Store()
    load_ontology(store)
    record = Record(store, {graph_name(path, data): path for path in paths})
    named = {record.files[graph] for graph in record.graphs_of_files(submitted)}
    judged = [path for path in paths if path.suffix == ".ttl" and path in named]
    # First, for mapping tables ask whether the record knows what they name.
    for path in judged:
        store.extend(into_graph(parse_turtle(path), graph_name(path, data)))
    load_data(store, data, [path for path in paths if path not in judged])
    return record
