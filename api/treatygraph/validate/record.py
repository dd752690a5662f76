"""The record: ontology and data in one store, and the file of each graph that came from one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.graphs import graph_name, into_graph
from treatygraph.store.files import data_files, load_data, load_ontology, parse_turtle
from treatygraph.validate.lookups import Graph


@dataclass(frozen=True)
class Record:
    """A store to judge changes against; `files` gives the file of each graph that came from one.

    What rules derived may stand in it; slices leave that out and derive it anew.
    """

    store: ox.Store
    files: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def graph(self) -> Graph:
        """The record as slices look at it."""
        return Graph(self.store)

    def graphs_of_files(self, paths: Iterable[Path]) -> set[str]:
        """The graphs that come from some files, in whatever way the paths of these are written."""
        resolved = {path.resolve() for path in paths}
        return {graph for path, graph in self._resolved.items() if path in resolved}

    @cached_property
    def _resolved(self) -> dict[Path, str]:
        # Once, for the system is asked about every folder of every path.
        return {path.resolve(): graph for graph, path in self.files.items()}


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
