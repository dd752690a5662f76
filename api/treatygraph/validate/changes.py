"""Changes: what is to be judged before it joins the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding
from treatygraph.store.files import parse_turtle
from treatygraph.terms import GRAPH
from treatygraph.validate.record import Record


@dataclass(frozen=True)
class Change:
    """Triples to judge, by graph; `files` gives the file of each graph that comes from one.

    Where it `replaces`, what it says of a subject stands for all that the record says of it, and
    the graphs of `gone` are taken away; else it is added to what the record says.
    """

    triples: Mapping[str, Sequence[ox.Triple]]
    files: Mapping[str, Path] = field(default_factory=dict)
    replaces: bool = False
    gone: frozenset[str] = frozenset()

    @property
    def subjects(self) -> frozenset[ox.NamedNode]:
        """What the change describes."""
        found = {triple.subject for triples in self.triples.values() for triple in triples}
        return frozenset(node for node in found if isinstance(node, ox.NamedNode))

    @property
    def objects(self) -> frozenset[ox.NamedNode]:
        """What the change refers to."""
        found = {triple.object for triples in self.triples.values() for triple in triples}
        return frozenset(node for node in found if isinstance(node, ox.NamedNode))


def read_files(paths: Iterable[Path]) -> dict[Path, list[ox.Triple]]:
    """The triples of each file; raises DataError where one is not Turtle or holds nothing."""
    submitted = {path: parse_turtle(path) for path in paths}
    empty = [path for path, triples in submitted.items() if not triples]
    if empty:
        what = "The file holds no triples."
        raise DataError(Finding(resources.shown(path), 0, what) for path in empty)
    return submitted


def replace_files(submitted: Mapping[Path, Sequence[ox.Triple]], record: Record) -> Change:
    """What some files say, in place of what the record says of the same subjects.

    A file of the record replaces itself.
    """
    graphs = {f"{GRAPH}~submitted/{n}": path for n, path in enumerate(submitted, 1)}
    triples = {graph: submitted[path] for graph, path in graphs.items()}
    return Change(triples, graphs, True, frozenset(record.graphs_of_files(submitted)))
