"""Context: what a file is judged against, which is the record with the file in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding
from treatygraph.graphs import graph_name, into_graph
from treatygraph.store.files import (
    data_files,
    load_data,
    load_ontology,
    parse_turtle,
)
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, GRAPH, ONTOLOGY_GRAPH, RDF_TYPE, XSD, tg

_VALIDATION = ox.NamedNode(BASE + "validation")


@dataclass(frozen=True)
class Context:
    """A store to validate in: ontology, record, files, what the rules derive, and today.

    `focus` holds the subjects to report on; None means all of the record. `files` gives the
    file of each graph that came from one.
    """

    store: ox.Store
    focus: frozenset[ox.NamedNode] | None
    files: dict[str, Path]

    def file_of(self, node: ox.NamedNode) -> Path | None:
        """The file that says what kind of thing the node is, else any that describes it.

        Of a file being validated and one of the record the former comes first.
        """
        for predicate in (ox.NamedNode(RDF_TYPE), None):
            quads = self.store.quads_for_pattern(node, predicate, None)
            named = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
            # Graphs of submitted files sort after those of the record: look from the end.
            for name in sorted(named & self.files.keys(), reverse=True):
                return self.files[name]
        return None


def open_context(paths: Iterable[Path], today: date) -> Context:
    """The context for validating some files, or the whole record where none is named.

    A file of the record replaces itself. What any file says of a subject replaces all that the
    record says of it, so that a description that lost a date is seen without it. Raises
    DataError where a file is not Turtle or holds nothing.
    """
    paths = list(paths)
    data = resources.root() / "data"
    submitted = {path: parse_turtle(path) for path in paths}
    empty = [path for path, triples in submitted.items() if not triples]
    if empty:
        what = "The file holds no triples."
        raise DataError(Finding(resources.shown(path), 0, what) for path in empty)
    store = ox.Store()
    load_ontology(store)
    named = {path.resolve() for path in paths}
    recorded = [path for path in data_files(data) if path.resolve() not in named]
    load_data(store, data, recorded)
    files = {graph_name(path, data): path for path in recorded}
    focus = _submit(store, submitted, files) if paths else None
    day = ox.Literal(today.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    store.add(ox.Quad(_VALIDATION, ox.NamedNode(tg("today")), day, _VALIDATION))
    run_rules(store)
    return Context(store, focus, files)


def _submit(
    store: ox.Store, submitted: dict[Path, list[ox.Triple]], files: dict[str, Path]
) -> frozenset[ox.NamedNode]:
    subjects = {triple.subject for triples in submitted.values() for triple in triples}
    ontology = ox.NamedNode(ONTOLOGY_GRAPH)
    for subject in subjects:
        for quad in list(store.quads_for_pattern(subject, None, None)):
            if quad.graph_name != ontology:
                store.remove(quad)
    for number, (path, triples) in enumerate(submitted.items(), 1):
        graph = f"{GRAPH}~submitted/{number}"
        files[graph] = path
        store.extend(into_graph(triples, graph))
    return frozenset(subject for subject in subjects if isinstance(subject, ox.NamedNode))
