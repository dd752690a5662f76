"""Submissions: content that is to join the record, read in any form and judged as an addition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.message import Message
from pathlib import Path

import pyoxigraph as ox

from treatygraph.errors import DataError, Finding, MediaTypeError
from treatygraph.ingest.importer import import_rows
from treatygraph.ingest.layouts import layouts_of, read_layout
from treatygraph.ingest.names import Names
from treatygraph.ingest.tables import parse_table, read_columns
from treatygraph.ingest.turtle import canonical
from treatygraph.prefixes import shorten
from treatygraph.query.formats import GRAPHS, by_name
from treatygraph.settings import Settings
from treatygraph.terms import BASE, GRAPH
from treatygraph.validate.changes import Change
from treatygraph.validate.documents import read_text, read_triples
from treatygraph.validate.engine import Engine
from treatygraph.validate.json_lines import JsonLines
from treatygraph.validate.lines import Lines
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.validation import judge, sort

# Graphs of that name sort after those of the record, as those of files that are judged do.
SUBMITTED = GRAPH + "~submitted/"
FORMS = (*(form.name for form in GRAPHS), "csv")
SUFFIXES = (".ttl", ".jsonld", ".nt", ".nq", ".trig", ".rdf", ".csv")
_TABLES = {"csv", "text/csv"}
# A thing has a kind and a name; what has none, or one of these kinds, is not for others to say.
THING = re.compile(re.escape(BASE) + r"(?!(?:graph|vocab|shapes|ontology|checks)/)[a-z][a-z-]*/.")


@dataclass(frozen=True)
class Submission:
    """What somebody sends in: the change that it asks for, under the name that findings give it.

    `rows` holds for each subject of a table the line that speaks of it.
    """

    change: Change
    name: str
    text: str
    form: str
    rows: Mapping[str, int] = field(default_factory=dict)


def read_submission(
    content: bytes,
    form: str,
    record: Record,
    settings: Settings,
    name: str = "submission",
    graph: str = SUBMITTED + "1",
) -> Submission:
    """The content as an addition of one graph, whatever graphs of its own it has.

    `form` is a short name, a suffix or a media type: Turtle, N-Triples, N-Quads, TriG, RDF/XML,
    JSON-LD, or a table, `csv` or `text/csv`. A table has the layout that its columns fit, or the
    one named after it: `text/csv; layout=acts`; the names in it are looked up in the record.
    Raises MediaTypeError where there is no such form, UnknownName where no such layout, DataError
    where the content is not to be judged: it does not parse, is too long, holds no triples, terms
    without IRIs of their own, or speaks of what is no thing of the record.
    """
    if len(content) > settings.submission_bytes:
        what = f"{len(content):,} bytes, more than {settings.submission_bytes:,}."
        instead = "Send it in parts, or raise TREATYGRAPH_SUBMISSION_BYTES."
        raise DataError([Finding(name, 0, what, instead)])
    wanted, layout = read_form(form)
    text = read_text(content, name)
    rows: Mapping[str, int] = {}
    if wanted == "csv":
        triples, rows = _read_table(text, layout, record.store, name, settings.submission_triples)
    else:
        engine = by_name(GRAPHS, wanted).engine
        assert isinstance(engine, ox.RdfFormat)
        triples = read_triples(text, engine, name, settings.submission_triples)
    _check_subjects(triples, name)
    return Submission(Change({graph: triples}), name, text, wanted, rows)


def read_form(form: str) -> tuple[str, str]:
    """Short name of a form and the layout that is named with it, else an empty text.

    Raises MediaTypeError where a submission cannot have that form.
    """
    header = Message()
    header["Content-Type"] = form if "/" in form else f"text/{form}"
    wanted = form.partition(";")[0].strip().lower().removeprefix(".")
    if wanted in _TABLES:
        layout = header.get_param("layout", "")
        return "csv", layout if isinstance(layout, str) else ""
    try:
        return by_name(GRAPHS, wanted).name, ""
    except MediaTypeError:
        raise MediaTypeError(form, FORMS) from None


def write_submission(triples: Iterable[ox.Triple], name: str) -> Submission:
    """Some triples as a submission, written in the canonical form of Turtle."""
    triples = list(triples)
    return Submission(Change({SUBMITTED + "1": triples}), name, canonical(triples), "turtle")


def judge_submission(
    submission: Submission,
    today: date,
    record: Record,
    progress: Callable[[str], object] = lambda _: None,
    engine: Engine = "own",
) -> list[Result]:
    """What `judge` finds, the things of the submission with their place in it.

    The line is that of the statement in Turtle and N-Triples, of the property in JSON-LD, of the
    row in a table, and 0 in other forms.
    """
    return judge_submissions([submission], today, record, progress, engine)


def judge_submissions(
    submissions: Sequence[Submission],
    today: date,
    record: Record,
    progress: Callable[[str], object] = lambda _: None,
    engine: Engine = "own",
) -> list[Result]:
    """What `judge_submission` finds, for several with a graph of its own each, taken together."""
    graphs = {graph: t for one in submissions for graph, t in one.change.triples.items()}
    results = judge(Change(graphs), today, record, progress, engine)
    for submission in submissions:
        results = _place(results, submission)
    return sort(results)


def _place(results: list[Result], submission: Submission) -> list[Result]:
    described = {str(node) for node in submission.change.subjects}
    if not any(result.focus in described for result in results):
        return results
    find = _finder(submission)
    return [
        result.at(submission.name, find(result.focus, result.path, result.value))
        if result.focus in described
        else result
        for result in results
    ]


def _finder(submission: Submission) -> Callable[[str, str, str], int]:
    """What tells the line of a focus, path and value, or 0."""
    if submission.form in ("turtle", "ntriples"):
        return Lines(Path(submission.name), submission.text.encode()).find
    if submission.form == "jsonld":
        return JsonLines(submission.text).find
    return lambda focus, path, value: submission.rows.get(focus.strip("<>"), 0)


def _read_table(
    text: str, layout: str, record: ox.Store, name: str, most: int
) -> tuple[list[ox.Triple], Mapping[str, int]]:
    chosen = read_layout(layout or _find_layout(text, name))
    rows, findings = parse_table(name, text, chosen, Names(record))
    filled = sum(len(row.triples) for row in rows)
    if filled > most:
        what = f"{filled:,} filled cells, more than {most:,}."
        instead = "Send it in parts, or raise TREATYGRAPH_SUBMISSION_TRIPLES."
        raise DataError([Finding(name, 0, what, instead)])
    # What is doubtful the shapes warn of.
    imported = import_rows(name, rows, findings, chosen, record, trust=True)
    triples = list(frozenset().union(*imported.files.values()))
    if not triples:
        raise DataError([Finding(name, 0, "The table has no rows.", "Send at least one.")])
    return triples, imported.lines


def _find_layout(text: str, name: str) -> str:
    fitting = layouts_of(read_columns(text))
    if len(fitting) == 1:
        return fitting[0]
    what = (
        f"The columns fit the layouts {', '.join(fitting)}."
        if fitting
        else "No layout has these columns."
    )
    instead = "Name one, text/csv; layout=acts; `treatygraph import --layouts` lists them."
    raise DataError([Finding(name, 1, what, instead)])


def _check_subjects(triples: list[ox.Triple], name: str) -> None:
    """Raises DataError where a subject is no thing of the record, such as a term or a graph."""
    subjects = {triple.subject for triple in triples}
    strange = {node.value for node in subjects if isinstance(node, ox.NamedNode)}
    strange = {iri for iri in strange if not THING.match(iri)}
    instead = f"Describe things of the record, {BASE}treaty/26-5, say."
    if strange:
        raise DataError(
            Finding(name, 0, f"{shorten(iri)} is no thing of the record.", instead)
            for iri in sorted(strange)[:20]
        )
