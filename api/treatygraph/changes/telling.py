"""Telling: a difference between two versions in sentences, each with its treaty and its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from itertools import groupby

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.changes.facts import Difference, Triples
from treatygraph.days import in_words
from treatygraph.graphs import into_graph
from treatygraph.terms import DERIVED_GRAPH, GRAPH, RDFS_LABEL

_CHANGES = GRAPH + "changes/"
# In the order in which they are told: what was recorded, then what follows from it.
_TOLD = ("things", "values", "periods")
_DERIVED = ox.NamedNode(DERIVED_GRAPH)
_LABEL = ox.NamedNode(RDFS_LABEL)

_LONGEST_NAME = 300

# How a store calls the thing of an IRI.
Naming = Callable[[ox.Store], Callable[[str], str]]


@dataclass(frozen=True)
class Row:
    """One change: of a thing, or of one property of it.

    `basis` is recorded or derived, `change` added, removed or changed. `before` and `after` are
    in words; of a thing that was added or removed they are what is said of it. A thing about
    several treaties has a row for each; `treaty` is empty for one about none. `sources` are IRIs.
    """

    treaty: str
    treatyLabel: str
    thing: str
    thingLabel: str
    basis: str
    change: str
    property: str
    propertyLabel: str
    before: str
    after: str
    sentence: str
    sources: tuple[str, ...]

    def cells(self) -> dict[str, str]:
        """The columns in their order, sources with a space between them."""
        return {**asdict(self), "sources": " ".join(self.sources)}


def tell(store: ox.Store, difference: Difference, naming: Naming) -> list[Row]:
    """The rows of a difference that has led to what a store holds; it is left as it was.

    Sorted by treaty, those without one last; within a treaty what is recorded stands first.
    """
    graphs = _graphs(store, difference)
    changed = {t for triples in graphs.values() for t in triples}
    if not changed:
        return []
    nodes = _nodes(changed)
    name = naming(store)
    names = {node: _cut(name(node.value)) for node in nodes if _is_described(store, node)}
    try:
        for graph, triples in graphs.items():
            store.extend(into_graph(triples, _CHANGES + graph))
        # What is gone is known now again.
        name = naming(store)
        names |= {node: _cut(name(node.value)) for node in nodes - names.keys()}
        subjects = _nodes(changed) & {t.subject for t in changed}
        _add_labels(store, "things", {node: names[node] for node in subjects})
        names |= _act_names(store)
        _add_labels(store, "names", names)
        return _rows(store, naming)
    finally:
        for graph in (*graphs, "things", "names"):
            store.remove_graph(ox.NamedNode(_CHANGES + graph))


@cache
def change_questions() -> Mapping[str, str]:
    """The queries of `queries/changes/` by name; read once, for a worker can open no file."""
    paths = resources.files("queries/changes", "*.rq")
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def _graphs(store: ox.Store, difference: Difference) -> dict[str, Triples]:
    """The difference as graphs: facts of things that one version alone knows stand apart."""
    known: set[object] = set()
    for subject in {t.subject for t in difference.added | difference.removed}:
        # What rules derive of a thing from others says nothing of its own record.
        quads = list(store.quads_for_pattern(subject, None, None))
        if any(q.graph_name != _DERIVED and q.triple not in difference.added for q in quads):
            known.add(subject)
    before = known | {triple.subject for triple in difference.removed}
    after = known | {triple.subject for triple in difference.added}

    def split(triples: Triples, other: set[object]) -> tuple[Triples, Triples]:
        alone = frozenset(triple for triple in triples if triple.subject not in other)
        return alone, triples - alone

    new, added = split(difference.added, before)
    gone, removed = split(difference.removed, after)
    return {
        "new": new,
        "gone": gone,
        "added": added,
        "removed": removed,
        "derived-added": difference.derived_added,
        "derived-removed": difference.derived_removed,
    }


def _nodes(triples: Iterable[ox.Triple]) -> set[ox.NamedNode]:
    terms = (term for t in triples for term in (t.subject, t.predicate, t.object))
    return {term for term in terms if isinstance(term, ox.NamedNode)}


def _cut(name: str) -> str:
    """The name, or the beginning of it: users write what they like."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _add_labels(store: ox.Store, graph: str, names: Mapping[ox.NamedNode, str]) -> None:
    labels = (ox.Triple(node, _LABEL, ox.Literal(name)) for node, name in names.items())
    store.extend(into_graph(labels, _CHANGES + graph))


def _is_described(store: ox.Store, node: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(node, None, None), None) is not None


def _rows(store: ox.Store, naming: Naming) -> list[Row]:
    treaties, sources = _treaties(store), _sources(store)
    name = naming(store)
    rows = []
    for question in _TOLD:
        for found in _select(store, question):
            found["sentence"] = in_words(found["sentence"])
            for treaty in treaties.get(found["thing"], [""]):
                label = name(treaty) if treaty else ""
                known_from = tuple(sources.get(found["thing"], ()))
                rows.append(Row(treaty=treaty, treatyLabel=label, sources=known_from, **found))
    return sorted(rows, key=lambda row: (not row.treaty, row.treatyLabel, row.treaty))


def _treaties(store: ox.Store) -> Mapping[str, list[str]]:
    """The treaties that each thing is most directly about."""
    found: dict[str, list[str]] = {}
    for thing, rows in groupby(_select(store, "treaties"), key=lambda row: row["thing"]):
        nearest, *others = rows
        same = [row["treaty"] for row in others if row["steps"] == nearest["steps"]]
        found[thing] = [nearest["treaty"], *same]
    return found


def _sources(store: ox.Store) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in _select(store, "sources"):
        found[row["thing"]].append(row["source"])
    return found


def _select(store: ox.Store, question: str) -> list[dict[str, str]]:
    found = store.query(change_questions()[question], use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {name: term.value if term else "" for name, term in zip(names, row, strict=True)}
        for row in found
    ]


def _act_names(store: ox.Store) -> dict[ox.NamedNode, str]:
    found = store.query(change_questions()["names"], use_default_graph_as_union=True)
    assert isinstance(found, ox.QueryTriples)
    return {
        triple.subject: triple.object.value
        for triple in found
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal)
    }
