"""Import: the rows of a table as triples, and their place among the files of `data/`."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
_ROWS_LOCK = threading.Lock()
Triples = frozenset[ox.Triple]


@dataclass(frozen=True)
class Imported:
    """What a table says, and which of its rows were left out because of which mistake or doubt.

    `lines` holds for each subject the first line that speaks of it.
    """

    files: Mapping[str, Triples]  # by the path below `data/` that the triples belong to
    left_out: tuple[Finding, ...]
    lines: Mapping[str, int]


def import_table(
    path: Path,
    layout: Layout,
    record: ox.Store,
    *,
    skip: bool = False,
    trust: bool = False,
    progress: Callable[[str], object] = lambda _: None,
) -> Imported:
    """The triples of a table, all of its rows or, with `skip`, of those that give no trouble.

    `record` is what is known already: names are looked up there. It is left as it was. Rows that
    can be read and that the layout doubts give trouble too, unless `trust` takes them as the
    source has them. Raises DataError, with a finding a mistake or doubt, where a row gives trouble
    and is not to be skipped, and in any case where a row speaks of a thing that neither the record
    nor the table describes.
    """
    rows, findings = read_table(path, layout, Names(record))
    return import_rows(
        resources.shown(path), rows, findings, layout, record, skip=skip, trust=trust,
        progress=progress,
    )  # fmt: skip


def import_rows(
    shown: str,
    rows: list[Row],
    findings: list[Finding],
    layout: Layout,
    record: ox.Store,
    *,
    skip: bool = False,
    trust: bool = False,
    progress: Callable[[str], object] = lambda _: None,
) -> Imported:
    """What `import_table` returns, for rows that were read and findings that come from reading.

    `shown` is what a finding calls the table.
    """
    if not trust:
        findings = findings + list(_doubts(shown, layout, rows, record))
    doubted = {finding.line for finding in findings}
    files: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.line not in doubted:
            files[row.file].append(row)
    imported: dict[str, Triples] = {}
    lines: dict[str, int] = {}
    for file in sorted(files):
        progress(file)
        imported[file], found = _construct(layout, files[file], record)
        findings += _lost(shown, layout, files[file], {line for line, _ in found})
        for line, subject in found:
            lines[subject] = min(line, lines.get(subject, line))
    if findings and not skip:
        raise DataError(sorted(findings))
    everything = frozenset().union(*imported.values()) if imported else frozenset()
    dangling = _dangling(everything, record)
    if dangling:
        instead = "Add it to the table, or to data/ first."
        raise DataError(
            Finding(shown, 0, f"{shorten(iri)} is described nowhere.", instead) for iri in dangling
        )
    return Imported(imported, tuple(sorted(findings)), lines)


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
            recorded = _read_as_stored(path)
        findings += _conflicts(path, triples, recorded)
        merged[path] = recorded | triples
    if findings:
        raise DataError(findings)
    return merged


def _read_as_stored(path: Path) -> Triples:
    # The store writes P0D as PT0S: only what went through one compares with what came out of one.
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.TURTLE)
    return frozenset(quad.triple for quad in store)


@contextmanager
def _among(rows: Iterable[Row], record: ox.Store) -> Iterator[ox.Store]:
    """The record with some rows in it, for as long as the context lasts."""
    # One table after the other, for a server takes in several at once.
    with _ROWS_LOCK:
        try:
            for row in rows:
                record.extend(into_graph(row.triples, _ROWS))
            yield record
        finally:
            record.remove_graph(ox.NamedNode(_ROWS))


def _doubts(shown: str, layout: Layout, rows: list[Row], record: ox.Store) -> Iterator[Finding]:
    lines = {row_node(row.line): row.line for row in rows}
    with _among(rows, record) as store:
        for doubt in layout.doubts:
            found = store.query(doubt.query, use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)
            names = [variable.value for variable in found.variables]
            for solution in found:
                told = {
                    name: shorten(term.value) if isinstance(term, ox.NamedNode) else term.value
                    for name, term in zip(names, solution, strict=True)
                    if isinstance(term, ox.NamedNode | ox.Literal)
                }
                yield Finding(
                    shown, lines[solution["row"]], doubt.what.format_map(told), doubt.instead
                )


def _construct(
    layout: Layout, rows: list[Row], record: ox.Store
) -> tuple[Triples, list[tuple[int, str]]]:
    """The triples of some rows, and which subject comes from which line."""
    numbers = {row_node(row.line): row.line for row in rows}
    with _among(rows, record) as store:
        solutions = store.query(layout.subjects, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        found = [
            (numbers[row], subject.value if isinstance(subject, ox.NamedNode) else "")
            for row, *subjects in solutions
            for subject in subjects
        ]
        result = store.query(layout.query, use_default_graph_as_union=True)
        assert isinstance(result, ox.QueryTriples)
        return frozenset(result), found


def _lost(shown: str, layout: Layout, rows: list[Row], understood: set[int]) -> Iterator[Finding]:
    what = f"The layout “{layout.name}” makes nothing of this row."
    instead = "Compare its values with the help of the layout."
    lost = (row.line for row in rows if row.line not in understood)
    return (Finding(shown, line, what, instead) for line in lost)


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
