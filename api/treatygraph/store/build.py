"""The build: files → store → rules → summaries → dump; and from the dump back to a store."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

import treatygraph
from treatygraph import resources
from treatygraph.errors import DataError, Finding
from treatygraph.progress import Progress, silent
from treatygraph.settings import Settings
from treatygraph.store.files import data_files, load_data, load_ontology
from treatygraph.store.rules import rule_files, run_rules
from treatygraph.store.submissions import submission_files
from treatygraph.store.summaries import run_summaries, summary_files
from treatygraph.terms import tg


@dataclass(frozen=True)
class Graph:
    """A store ready to answer, with the version of the data in it."""

    store: ox.Store
    version: str

    @cached_property
    def size(self) -> int:
        """The number of triples, derived ones and the ontology included; counted once."""
        return len(self.store)

    @cached_property
    def horizon(self) -> str:
        """The last day up to which the record of any treaty is complete; empty without a record."""
        found = list(self.store.quads_for_pattern(None, ox.NamedNode(tg("dataHorizon")), None))
        return max((q.object.value for q in found if isinstance(q.object, ox.Literal)), default="")


def data_version(submissions: Path) -> str:
    """Sixteen hexadecimal digits that change with any file the graph is built from.

    `submissions` is the folder of accepted submissions.
    """
    digest = hashlib.sha256(treatygraph.__version__.encode())
    data = resources.root() / "data"
    paths = resources.files("ontology", "*.ttl") + rule_files() + summary_files()
    paths += resources.files("queries/import", "*.rq") + data_files(data)
    named = [(str(path.relative_to(resources.root())), path) for path in paths]
    for name, path in named + [(path.name, path) for path in submission_files(submissions)]:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def assemble(progress: Progress = silent, submissions: Path | None = None) -> ox.Store:
    """A store with the ontology, the record, what the rules derive, and a description of it all.

    The submissions of a folder are part of the record. Raises DataError as `gather` does.
    """
    store = gather(progress, submissions)
    progress("rules")
    run_rules(store)
    progress("summaries")
    run_summaries(store)
    return store


def gather(progress: Progress = silent, submissions: Path | None = None) -> ox.Store:
    """A store with the ontology and the record, submissions included, and nothing derived.

    Raises DataError with every mistake that the files of `data/` hold, or with a file of a
    submission that is no N-Quads.
    """
    store = ox.Store()
    progress("ontology")
    load_ontology(store)
    data = resources.root() / "data"
    load_data(store, data, data_files(data), progress)
    for path in submission_files(submissions) if submissions else ():
        try:
            store.load(path=path, format=ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            what, instead = "Not N-Quads.", "Restore the file, or take it out of the folder."
            raise DataError([Finding(str(path), error.lineno or 0, what, instead)]) from None
    return store


def build(settings: Settings, progress: Progress = silent) -> Path:
    """Builds the graph and writes it as one dump; returns the path of the dump.

    The dump appears complete or not at all, and takes the place of older ones.
    """
    path = dump_path(settings)
    store = assemble(progress, settings.submissions_folder)
    progress("dump")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            store.dump(file, format=ox.RdfFormat.N_QUADS)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
    for older in path.parent.glob("treatygraph-*.nq"):
        if older != path:
            older.unlink()
    return path


def dump_path(settings: Settings) -> Path:
    """Where the dump of the present data stands or will stand; its name holds the version."""
    return settings.build_folder / f"treatygraph-{data_version(settings.submissions_folder)}.nq"


def open_graph(settings: Settings, progress: Progress = silent) -> Graph:
    """The graph of the present data: loaded from its dump, which is built first if need be."""
    path = dump_path(settings)
    if not path.exists():
        path = build(settings, progress)
    progress("load")
    store = ox.Store()
    # The dump is this program's own: nothing in it needs a second look.
    store.load(path=path, format=ox.RdfFormat.N_QUADS, lenient=True)
    return Graph(store, path.stem.removeprefix("treatygraph-"))
