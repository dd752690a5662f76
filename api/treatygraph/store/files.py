"""Files of RDF, loaded into named graphs: one file of `data/`, one graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.errors import DataError, Finding, UsageError
from treatygraph.graphs import graph_name, into_graph
from treatygraph.ingest.cells import CellError, read_date
from treatygraph.ingest.importer import import_table
from treatygraph.ingest.layouts import read_layout
from treatygraph.progress import Progress, silent
from treatygraph.terms import ONTOLOGY_GRAPH, XSD

_DATES = {XSD + name for name in ("date", "gYearMonth", "gYear")}


def parse_turtle(path: Path) -> list[ox.Triple]:
    """The triples of a Turtle file, in the order of the file.

    Raises UsageError where there is no such file, DataError with the line where it is not Turtle
    or holds a blank node or a relative IRI, for what has no IRI of its own cannot be cited, or a
    term that RDF 1.1 does not know.
    """
    shown = resources.shown(path)
    if not path.is_file():
        raise UsageError(f"There is no file {shown}.")
    try:
        triples = [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        reason = re.sub(r"^Parser error .*?: ", "", error.msg).rstrip(".")
        # The words of the parser for an IRI that is relative, where there is no base.
        relative = "Write IRIs in full, or begin with @base <https://…/> ." * ("scheme" in reason)
        what = f"Not Turtle: {reason}."
        raise DataError([Finding(shown, error.lineno or 0, what, relative)]) from None
    except (OSError, ValueError) as error:
        raise DataError([Finding(shown, 0, f"The file cannot be read: {error}.")]) from None
    refused = {refuse(term) for triple in triples for term in (triple.subject, triple.object)}
    findings = [Finding(shown, 0, *reason) for reason in sorted(filter(None, refused))]
    if findings:
        raise DataError(findings)
    return triples


def refuse(term: object) -> tuple[str, str] | None:
    """Why the record takes no such term, and what to write instead; None where it takes it."""
    if isinstance(term, ox.BlankNode):
        return "The file holds a blank node.", "Give the node an IRI, so that it can be cited."
    if isinstance(term, ox.Triple):
        instead = "Describe a statement, with an IRI of its own."
        return "The file holds a triple term of RDF 1.2.", instead
    if isinstance(term, ox.Literal) and term.direction:
        instead = "Write the text with its language alone."
        return "The file holds a text with a direction, of RDF 1.2.", instead
    return None


def check_size(path: Path, most: int) -> None:
    """Lets a file pass that may be read whole.

    Raises UsageError where it is a folder or there is none, DataError where it is longer than
    `most` bytes: before it is parsed, for its triples take ten times its length in memory.
    """
    if path.is_dir():
        raise UsageError(f"{resources.shown(path)} is a folder. Name its files.")
    if not path.is_file():
        raise UsageError(f"There is no file {resources.shown(path)}.")
    if path.stat().st_size > most:
        what = f"The file has {path.stat().st_size:,} bytes, more than {most:,}."
        instead = "Split it, one file a treaty, or raise TREATYGRAPH_FILE_BYTES."
        raise DataError([Finding(resources.shown(path), 0, what, instead)])


def check_dates(path: Path, triples: Iterable[ox.Triple]) -> list[Finding]:
    """One finding for each date that the calendar does not have, with its line."""
    findings = []
    for triple in triples:
        value = triple.object
        if isinstance(value, ox.Literal) and value.datatype.value in _DATES:
            try:
                read = read_date(value.value, partial=True)
                if read.datatype == value.datatype:
                    continue
                what = f"“{value.value}” is no {value.datatype.value.removeprefix(XSD)}."
                findings.append(_at(path, value.value, what, "Write the type that fits."))
            except CellError as error:
                findings.append(_at(path, value.value, error.what, error.instead))
    return findings


def _at(path: Path, lexical: str, what: str, instead: str) -> Finding:
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if f'"{lexical}"' in text), 0)
    return Finding(resources.shown(path), line, what, instead)


def load_ontology(store: ox.Store) -> None:
    """Adds all modules, code lists and alignments to the store as one graph."""
    for path in resources.files("ontology", "*.ttl"):
        if path.name != "prefixes.ttl":
            store.extend(into_graph(parse_turtle(path), ONTOLOGY_GRAPH))


def load_data(
    store: ox.Store, data: Path, paths: Sequence[Path], progress: Progress = silent
) -> None:
    """Adds files of `data` to the store, each as a graph of its own.

    Raises DataError with every mistake of every file: Turtle that does not parse, dates that
    the calendar does not have, rows of a mapping table that cannot be read.
    """
    findings: list[Finding] = []
    for done, path in enumerate(paths):
        progress("files", done, len(paths))
        try:
            triples = parse_turtle(path) if path.suffix == ".ttl" else read_mappings(path, store)
        except DataError as error:
            findings += error.findings
            continue
        findings += check_dates(path, triples)
        store.extend(into_graph(triples, graph_name(path, data)))
    if findings:
        raise DataError(findings)


def read_mappings(path: Path, record: ox.Store) -> list[ox.Triple]:
    """The triples of an SSSOM table (https://mapping-commons.github.io/sssom/)."""
    imported = import_table(path, read_layout("mappings"), record)
    return [triple for triples in imported.files.values() for triple in triples]


def data_files(data: Path) -> list[Path]:
    """All files of `data` that hold facts: Turtle first, then mapping tables."""
    return sorted(data.rglob("*.ttl")) + sorted(data.rglob("*.sssom.tsv"))
