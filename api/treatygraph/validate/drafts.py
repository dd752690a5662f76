"""Drafts: new triples judged before they are written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.ingest.turtle import canonical
from treatygraph.terms import ONTOLOGY_GRAPH
from treatygraph.validate.lines import Lines
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.validation import validate


def validate_draft(
    triples: Iterable[ox.Triple],
    name: str,
    today: date,
    record: Record,
    progress: Callable[[str], object] = lambda _: None,
) -> list[Result]:
    """All results for some triples as if the record had them too, beside what it has.

    The place of a result is the line in the canonical form of the triples, in the file `name`.
    """
    new = frozenset(triples)
    with tempfile.TemporaryDirectory() as folder:
        draft, whole = Path(folder, "draft.ttl"), Path(folder, "whole.ttl")
        draft.write_text(canonical(new), encoding="utf-8")
        # A file replaces what the record says of its subjects; this one is to add.
        whole.write_text(canonical(new | _recorded(new, record)), encoding="utf-8")
        results = validate([whole], today, progress, record)
        lines, shown = Lines(draft), resources.shown(whole)
    return [
        result.at(name, lines.find(result.focus, result.path, result.value))
        if result.file == shown
        else result
        for result in results
    ]


def _recorded(triples: frozenset[ox.Triple], record: Record) -> frozenset[ox.Triple]:
    ontology = ox.NamedNode(ONTOLOGY_GRAPH)
    return frozenset(
        quad.triple
        for subject in {triple.subject for triple in triples}
        for quad in record.store.quads_for_pattern(subject, None, None)
        if quad.graph_name != ontology
    )
