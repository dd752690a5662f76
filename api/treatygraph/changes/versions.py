"""Versions of the data as files: a folder of data, a built graph, a dump."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.changes.facts import Facts
from treatygraph.errors import DataError, Finding, UsageError
from treatygraph.progress import Progress, silent
from treatygraph.store.files import data_files, load_data, load_ontology
from treatygraph.store.rules import run_rules
from treatygraph.terms import ONTOLOGY_GRAPH

_FORMS: Final = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
_FORMS_OF_GRAPHS: Final = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}


def open_version(path: Path, progress: Progress = silent) -> ox.Store:
    """A store with a version of the data, what rules derive from it, and the ontology.

    `path` is a folder of data as `data/` is, a build folder, a dump (.nq, .trig), or one file of
    data (.ttl, .nt). What a dump has derived stays as it is. Raises UsageError where it is none of
    these, DataError where it cannot be read.
    """
    if path.is_dir():
        dumps = list(path.glob("treatygraph-*.nq"))
        if not dumps:
            return _from_data(path, progress)
        path = max(dumps, key=lambda dump: dump.stat().st_mtime)
    form = _FORMS.get(path.suffix) or _FORMS_OF_GRAPHS.get(path.suffix)
    if not path.is_file() or not form:
        instead = "Name a folder of data, a build folder, or a file .nq, .trig, .ttl or .nt."
        what = "is no form that is compared" if path.exists() else "does not exist"
        raise UsageError(f"{resources.shown(path)} {what}. {instead}")
    store = ox.Store()
    progress("load")
    try:
        store.load(path=path, format=form)
    except SyntaxError as error:
        what = f"It cannot be read: {error.msg}."
        raise DataError([Finding(resources.shown(path), error.lineno or 0, what)]) from None
    _add_ontology(store)
    if path.suffix in _FORMS_OF_GRAPHS:
        run_rules(store)
    return store


def name_version(facts: Facts) -> str:
    """Sixteen hexadecimal digits that differ with what a version says."""
    digest = hashlib.sha256()
    for lines in (facts.recorded, facts.derived):
        for line in sorted(lines):
            digest.update(line + b"\n")
        digest.update(b"\n")
    return digest.hexdigest()[:16]


def _from_data(folder: Path, progress: Progress) -> ox.Store:
    paths = data_files(folder)
    if not paths:
        instead = "Name a folder such as data/, with files of Turtle in it."
        raise UsageError(f"{resources.shown(folder)} holds no data. {instead}")
    store = ox.Store()
    load_ontology(store)
    load_data(store, folder, paths, progress)
    progress("rules")
    run_rules(store)
    return store


def _add_ontology(store: ox.Store) -> None:
    if not store.contains_named_graph(ox.NamedNode(ONTOLOGY_GRAPH)):
        load_ontology(store)
