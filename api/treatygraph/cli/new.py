"""`treatygraph new`"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer

from treatygraph import resources
from treatygraph.cli import screen
from treatygraph.cli.options import Data, Today, read_options
from treatygraph.cli.screen import EXIT_DATA_INVALID, err, exit_codes, out, progress
from treatygraph.errors import DataError
from treatygraph.graphs import graph_name
from treatygraph.ingest.cells import CellError, read_cell
from treatygraph.ingest.importer import merge
from treatygraph.ingest.names import Names
from treatygraph.ingest.skeletons import (
    Draft,
    Skeleton,
    find_skeleton,
    option_of,
    read_answers,
    skeletons,
    write_draft,
)
from treatygraph.ingest.turtle import canonical, write_files
from treatygraph.report.text import as_text
from treatygraph.store.files import data_files, load_data, load_ontology
from treatygraph.validate.record import Record
from treatygraph.validate.submission import judge_submission, write_submission


def new(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(help="What to write, such as act.")] = "",
    write: Annotated[
        bool, typer.Option("--write", help="Put it into data/, if it violates no shape.")
    ] = False,
    trust: Annotated[
        bool, typer.Option("--trust", help="Take what is only doubtful; shapes warn.")
    ] = False,
    today: Today = None,
    data: Data = None,
) -> None:
    """Write an act, a treaty or another thing as Turtle; without a name, list what there is.

    Further options are what is known of it; on a terminal, the rest is asked for. What is not
    given is left out. Exit 1, and nothing is written, if it violates a shape.

    Example: treatygraph new act --treaty 26-8 --state Nepal --write
    """
    folder = data or resources.root() / "data"
    with exit_codes():
        if not thing:
            _list()
            return
        skeleton = find_skeleton(thing)
        answers = read_answers(skeleton, read_options(context.args))
        record = _open_record(folder)
        asked = screen.is_terminal()
        if asked:
            _ask(skeleton, answers, Names(record.store))
        try:
            draft = write_draft(skeleton, answers, record.store, trust=trust)
            merged = merge({draft.file: draft.triples}, folder)
        except DataError:
            if asked:
                _keep(skeleton, answers)
            raise
        violated = _judge(skeleton, draft, record, today.date() if today else date.today())
        if write and not violated:
            write_files({path: canonical(triples) for path, triples in merged.items()})
    left_out = [f"--{option_of(c.name)}" for c in skeleton.asked if not answers.get(c.name)]
    if left_out:
        err.print(f"Left out: {', '.join(left_out)}.")
    if write and not violated:
        for path in merged:
            err.print(f"Wrote {resources.shown(path)}")
        return
    # Not through the console: Turtle is for files and pipes, and is never wrapped.
    typer.echo(canonical(draft.triples), nl=False)
    if violated:
        if write:
            err.print("Nothing was written.")
        raise typer.Exit(EXIT_DATA_INVALID)


def _list() -> None:
    for skeleton in skeletons().values():
        out.print(f"{skeleton.name}: {skeleton.layout.summary}")
        for option, column in skeleton.columns.items():
            marks = ["required"] * column.required + ["several, with “;” between"] * column.many
            kind = f" ({', '.join(marks)})" if marks else ""
            out.print(f"    --{option}{kind}: {column.help}")


def _open_record(folder: Path) -> Record:
    with progress("Opening the record") as step:
        store = ox.Store()
        load_ontology(store)
        paths = data_files(folder)
        load_data(store, folder, paths, step)
    return Record(store, {graph_name(path, folder): path for path in paths})


def _ask(skeleton: Skeleton, answers: dict[str, str], names: Names) -> None:
    """Adds the answers of the person at the terminal; an empty one leaves the value out."""
    err.print("Enter leaves out what is not known.")
    try:
        for column in skeleton.asked:
            while column.name not in answers:
                mark = ", required" * column.required
                # Not typer's prompt: it sends a blank to stdout, where the Turtle goes.
                given = err.input(f"{option_of(column.name)} ({column.help}{mark}): ").strip()
                try:
                    read_cell(column, given, names)
                except CellError as error:
                    err.print(str(error))
                    continue
                if column.required and not given:
                    err.print("It is required.")
                    continue
                answers[column.name] = given
    except (EOFError, KeyboardInterrupt):
        err.print()
        _keep(skeleton, answers)
        raise typer.Abort from None


def _keep(skeleton: Skeleton, answers: Mapping[str, str]) -> None:
    # What was typed is not to be typed again.
    words = ["treatygraph", "new", skeleton.name]
    for name, text in answers.items():
        words += [f"--{option_of(name)}", text] * bool(text)
    err.print(f"To go on: {shlex.join(words)}")


def _judge(skeleton: Skeleton, draft: Draft, record: Record, today: date) -> bool:
    """Shows the report; True where a shape is violated."""
    submission = write_submission(draft.triples, f"new {skeleton.name}")
    with progress("Validating") as step:
        results = judge_submission(submission, today, record, step)
    err.print(as_text(results).rstrip())
    return any(result.severity == "violation" for result in results)
