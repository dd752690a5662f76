"""Fetching: fills the extract with items, from Wikidata or from a file of its RDF."""

from __future__ import annotations

import bz2
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding, UsageError
from treatygraph.progress import Progress, silent
from treatygraph.wikidata.client import Client
from treatygraph.wikidata.comparing import select
from treatygraph.wikidata.extract import (
    ENTITY,
    held_items,
    is_node,
    item_of,
    make_folder,
    read_item,
    targets,
    write_item,
)

KINDS = ("treaty", "participant", "person", "body")
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
}
_OPENERS: Mapping[str, Callable[[Path, Any], Any]] = {".gz": gzip.open, ".bz2": bz2.open}


@dataclass(frozen=True)
class Fetched:
    """What became of the items that were wanted, each by its number and sorted."""

    written: tuple[str, ...]
    kept: tuple[str, ...]  # the extract had them
    lacking: tuple[str, ...]  # the source has no such item


def check_kind(kind: str) -> None:
    """Lets one of KINDS pass, and nothing, which is all; raises UsageError for another."""
    if kind and kind not in KINDS:
        raise UsageError(f"There is no kind “{kind}”. Write one of: {', '.join(KINDS)}.")


def linked_items(record: ox.Store, kind: str = "") -> list[str]:
    """The numbers of the items that the record links, candidates too, sorted.

    `kind` is one of KINDS, or empty for all; raises UsageError for another.
    """
    check_kind(kind)
    rows = select(record, "items")
    return sorted({row["item"].removeprefix(ENTITY) for row in rows if kind in ("", row["kind"])})


def fetch(
    items: Iterable[str],
    folder: Path,
    client: Client,
    *,
    refresh: bool = False,
    progress: Progress = silent,
) -> Fetched:
    """Fills the extract from Wikidata with what it lacks or, with `refresh`, with all anew.

    Where an item was merged into another, that one is fetched as well. Each item is written when
    it has arrived, so that a fetch that was broken off goes on where it stopped. Raises UsageError
    where Wikidata does not answer.
    """
    make_folder(folder)
    wanted, seen = list(items), set[str]()
    written: list[str] = []
    kept: list[str] = []
    lacking: list[str] = []
    held = set() if refresh else held_items(folder)
    while wanted:
        item = wanted.pop(0)
        if item in seen:
            continue
        seen.add(item)
        progress(item, len(seen) - 1, len(seen) + len(wanted))
        if item in held:
            kept.append(item)
            triples: list[ox.Triple] | None = read_item(folder, item)
        else:
            triples = client.read_item(item)
            if triples is not None:
                # Pages of Wikipedia that are about the item stay out.
                triples = [t for t in triples if item_of(t.subject) == item or is_node(t.subject)]
                write_item(folder, item, triples)
            (lacking if triples is None else written).append(item)
        wanted += sorted(targets(item, triples or ()))
    return Fetched(tuple(sorted(written)), tuple(sorted(kept)), tuple(sorted(lacking)))


def fetch_from_files(
    items: Iterable[str], folder: Path, files: Iterable[Path], progress: Progress = silent
) -> Fetched:
    """Fills the extract from files of Wikidata's RDF: dumps, parts of them, answers to requests.

    Turtle, N-Triples, N-Quads or RDF/XML by the suffix, also with .gz or .bz2 behind it. They are
    read as a stream and twice, for a dump has the values of statements anywhere, and once only
    where several statements share them; once more where an item was merged into another. Raises
    UsageError for a file that is not there or has no such suffix, DataError with the line where
    it cannot be read.
    """
    make_folder(folder)
    paths, wanted = list(files), set(items)
    while True:
        found = _read_items(paths, wanted, progress)
        merged = {target for item, triples in found.items() for target in targets(item, triples)}
        if merged <= wanted:
            break
        wanted |= merged
    nodes = defaultdict(set)
    for item, triples in found.items():
        for triple in triples:
            if is_node(triple.object):
                nodes[cast(ox.NamedNode, triple.object)].add(item)
    _read_nodes(paths, nodes, found, progress)
    for item, triples in found.items():
        write_item(folder, item, triples)
    return Fetched(tuple(sorted(found)), (), tuple(sorted(wanted - set(found))))


def _read_items(
    paths: list[Path], wanted: set[str], progress: Progress
) -> dict[str, set[ox.Triple]]:
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for triple in _stream(paths, progress):
        item = item_of(triple.subject)
        if item in wanted:
            found[item].add(triple)
    return found


def _read_nodes(
    paths: list[Path],
    nodes: dict[ox.NamedNode, set[str]],
    found: dict[str, set[ox.Triple]],
    progress: Progress,
) -> None:
    further: dict[ox.NamedNode, set[str]] = defaultdict(set)
    for triple in _stream(paths, progress):
        for item in nodes.get(cast(ox.NamedNode, triple.subject), ()):
            found[item].add(triple)
            # A reference has values of its own.
            if is_node(triple.object):
                further[cast(ox.NamedNode, triple.object)].add(item)
    if further:
        _read_nodes(paths, further, found, progress)


def _stream(paths: list[Path], progress: Progress) -> Iterator[ox.Triple]:
    for path in paths:
        with _open(path) as (file, format):
            try:
                for number, quad in enumerate(ox.parse(file, format=format, lenient=True)):
                    if number % 100_000 == 0:
                        progress(f"{path.name}, {number:,} triples")
                    yield quad.triple
            except (SyntaxError, EOFError, OSError, ValueError) as error:
                line = getattr(error, "lineno", 0) or 0
                what = f"The file cannot be read: {error}."
                raise DataError([Finding(resources.shown(path), line, what)]) from None


@contextmanager
def _open(path: Path) -> Iterator[tuple[IO[bytes], ox.RdfFormat]]:
    format = check_file(path)
    open_ = _OPENERS.get(path.suffix, open)
    with open_(path, "rb") as file:
        yield file, format


def check_file(path: Path) -> ox.RdfFormat:
    """The form of a file of RDF, by its suffix; raises UsageError as `fetch_from_files` does."""
    suffix = path.with_suffix("").suffix if path.suffix in _OPENERS else path.suffix
    if suffix not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise UsageError(f"{path} has no suffix that tells its form: {known}, also with .gz, .bz2.")
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    return _FORMATS[suffix]
