"""Named graphs: how they are called, and how triples get into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from treatygraph.terms import BASE, GRAPH

SUBMISSIONS = GRAPH + "submission/"

# Folders whose name is the plural of the kind in IRIs.
_KINDS = {"treaties": "treaty", "sources": "source"}


def graph_name(path: Path, data: Path) -> str:
    """The IRI of the graph that holds a file of `data`: `…/graph/treaty/26-5`."""
    folder, *rest = path.relative_to(data).parts
    parts = [_KINDS.get(folder, folder), *rest]
    parts[-1] = parts[-1].split(".", 1)[0]
    return GRAPH + "/".join(parts)


def into_graph(triples: Iterable[ox.Triple], graph: str) -> Iterator[ox.Quad]:
    """The triples as quads of the graph with that IRI."""
    node = ox.NamedNode(graph)
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, node)


def may_write(graph: object) -> bool:
    """True for a graph that users may write to: an accepted submission, or one of their own.

    All others with names of the project are kept by files, by rules and by the build.
    """
    if not isinstance(graph, ox.NamedNode):
        return True
    return graph.value.startswith(SUBMISSIONS) or not graph.value.startswith(BASE)
