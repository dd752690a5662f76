"""Import: the rows of a table as triples, and their place among the files of `data/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding
from treatygraph.graphs import into_graph
from treatygraph.ingest.layouts import Layout
from treatygraph.ingest.names import Names
from treatygraph.ingest.tables import Row, read_table, row_node
from treatygraph.prefixes import shorten
from treatygraph.terms import BASE, GRAPH, RDF_LANG_STRING

_ROWS = GRAPH + "rows"
Triples = frozenset[ox.Triple]


def import_table(
    path: Path, layout: Layout, record: ox.Store, progress: Callable[[str], object] = lambda _: None
) -> dict[str, Triples]:
    """The triples that a table says, by the file below `data/` that they belong to.

    `record` is what is known already: names are looked up there. It is left as it was. Raises
    DataError, with a finding a mistake, where a cell cannot be read or a row speaks of a thing
    that neither the record nor the table describes.
    """
    rows = read_table(path, layout, Names(record))
    files: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        files[row.file].append(row)
    imported: dict[str, Triples] = {}
    for file in sorted(files):
        progress(file)
        imported[file] = _construct(path, layout, files[file], record)
    everything = frozenset().union(*imported.values()) if imported else frozenset()
    dangling = _dangling(everything, record)
    if dangling:
        shown, instead = resources.shown(path), "Add it to the table, or to data/ first."
        raise DataError(
            Finding(shown, 0, f"{shorten(iri)} is described nowhere.", instead) for iri in dangling
        )
    return imported


def merge(imported: Mapping[str, Triples], data: Path) -> dict[Path, Triples]:
    """The whole contents of each file below `data` once the imported triples have joined it.

    Raises DataError where a file already gives another value for the same number, date or code:
    an import adds to the record and never overwrites it.
    """
    merged: dict[Path, Triples] = {}
    findings: list[Finding] = []
    for name, triples in imported.items():
        path = data / name
        recorded: Triples = frozenset()
        if path.exists():
            recorded = frozenset(q.triple for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        findings += _conflicts(path, triples, recorded)
        merged[path] = recorded | triples
    if findings:
        raise DataError(findings)
    return merged


def _construct(path: Path, layout: Layout, rows: list[Row], record: ox.Store) -> Triples:
    try:
        for row in rows:
            record.extend(into_graph(row.triples, _ROWS))
        understood = record.query(layout.understood, use_default_graph_as_union=True)
        assert isinstance(understood, ox.QuerySolutions)
        read = {solution["row"] for solution in understood}
        lost = [row.line for row in rows if row_node(row.line) not in read]
        if lost:
            what = f"The layout “{layout.name}” makes nothing of this row."
            instead = "Compare its values with the help of the layout."
            raise DataError(Finding(resources.shown(path), n, what, instead) for n in lost)
        result = record.query(layout.query, use_default_graph_as_union=True)
        assert isinstance(result, ox.QueryTriples)
        return frozenset(result)
    finally:
        record.remove_graph(ox.NamedNode(_ROWS))


def _dangling(triples: Triples, record: ox.Store) -> list[str]:
    described = {triple.subject for triple in triples}
    objects = {t.object for t in triples if isinstance(t.object, ox.NamedNode)} - described
    return sorted(
        node.value
        for node in objects
        if node.value.startswith(BASE)
        and next(record.quads_for_pattern(node, None, None), None) is None
    )


def _conflicts(path: Path, triples: Triples, recorded: Triples) -> list[Finding]:
    def values(source: Iterable[ox.Triple]) -> dict[tuple[object, object], set[str]]:
        found: dict[tuple[object, object], set[str]] = defaultdict(set)
        for t in source:
            # Texts in a language and links may be many; a date, number or code is one.
            if isinstance(t.object, ox.Literal) and t.object.datatype.value != RDF_LANG_STRING:
                found[t.subject, t.predicate].add(t.object.value)
        return found

    old = values(recorded)
    findings = []
    for (subject, predicate), new in values(triples).items():
        held = old.get((subject, predicate), new)
        if held != new:
            what = (
                f"{shorten(str(subject)[1:-1])} has {shorten(str(predicate)[1:-1])} "
                f"{', '.join(sorted(held))}; the table says {', '.join(sorted(new))}."
            )
            instead = "Correct the table, or the file if the record is wrong."
            findings.append(Finding(resources.shown(path), 0, what, instead))
    return sorted(findings)
