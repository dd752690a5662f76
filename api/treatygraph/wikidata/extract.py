"""The extract: a folder with one file of N-Triples an item of Wikidata, as its dumps have it.

https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding, UsageError

ENTITY = "http://www.wikidata.org/entity/"
ITEM = re.compile(r"Q[1-9]\d*")
_STATEMENT = ENTITY + "statement/"
_PAGE = "Special:EntityData/"
# What statements refer to: values with their precision, and references. Items share them.
_NODES = ("http://www.wikidata.org/value/", "http://www.wikidata.org/reference/")
_SAME_AS = ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs")


def item_path(folder: Path, item: str) -> Path:
    """Where the extract has an item, given by its number such as Q36."""
    return folder / f"{item}.nt"


def held_items(folder: Path) -> set[str]:
    """The numbers of the items that the extract has."""
    return {path.stem for path in folder.glob("Q*.nt") if ITEM.fullmatch(path.stem)}


def make_folder(folder: Path) -> None:
    """Makes the folder of the extract if it is not there.

    Raises UsageError where it cannot be made or may not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        shown = resources.shown(folder)
        raise UsageError(f"The extract cannot be in {shown}: {error.strerror}.") from None
    if not os.access(folder, os.W_OK):
        raise UsageError(f"The extract cannot be in {resources.shown(folder)}: it is read-only.")


def write_item(folder: Path, item: str, triples: Iterable[ox.Triple]) -> None:
    """Writes the file of an item, complete or not at all; the same triples give the same file.

    The folder has to be there: see `make_folder`.
    """
    path = item_path(folder, item)
    part = path.with_suffix(".part")
    part.write_text("".join(sorted({f"{triple} .\n" for triple in triples})), encoding="utf-8")
    os.replace(part, path)


def targets(item: str, triples: Iterable[ox.Triple]) -> set[str]:
    """The numbers of the items that an item was merged into; one or none."""
    subject = ox.NamedNode(ENTITY + item)
    return {
        triple.object.value.removeprefix(ENTITY)
        for triple in triples
        if triple.subject == subject
        and triple.predicate == _SAME_AS
        and isinstance(triple.object, ox.NamedNode)
        and ITEM.fullmatch(triple.object.value.removeprefix(ENTITY))
    }


def item_of(subject: object) -> str:
    """The number of the item that a triple with this subject tells of; empty if it is of none."""
    if not isinstance(subject, ox.NamedNode):
        return ""
    iri = subject.value
    if iri.startswith(_STATEMENT):
        item = iri.removeprefix(_STATEMENT).split("-", 1)[0].upper()
    elif iri.startswith(ENTITY):
        item = iri.removeprefix(ENTITY)
    else:
        item = iri.rpartition(_PAGE)[2]
    return item if ITEM.fullmatch(item) else ""


def is_node(term: object) -> bool:
    """True for a value or a reference, which items share."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(_NODES)


def read_item(folder: Path, item: str) -> list[ox.Triple]:
    """The triples that the extract has of an item; raises DataError where the file is damaged."""
    path = item_path(folder, item)
    try:
        # Lenient as what Wikidata sends is read: some of its addresses are no IRIs.
        parsed = ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return [quad.triple for quad in parsed]
    except (SyntaxError, ValueError) as error:
        instead = "Delete the file, and fetch again."
        found = Finding(resources.shown(path), 0, f"Not N-Triples: {error}.", instead)
        raise DataError([found]) from None


def load_extract(folder: Path) -> ox.Store:
    """A store with all items of the extract.

    Raises UsageError where there are none, DataError where a file is damaged.
    """
    items = held_items(folder)
    if not items:
        shown = resources.shown(folder)
        raise UsageError(f"There is no extract in {shown}. Write: treatygraph wikidata fetch")
    store = ox.Store()
    for item in sorted(items):
        triples = read_item(folder, item)
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return store
