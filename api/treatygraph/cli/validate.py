"""`treatygraph validate`"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from treatygraph import resources
from treatygraph.cli.options import Today
from treatygraph.cli.screen import (
    EXIT_DATA_INVALID,
    check_output,
    err,
    exit_codes,
    progress,
    write_output,
)
from treatygraph.errors import UsageError
from treatygraph.progress import Progress
from treatygraph.report.forms import FORMS, find_form
from treatygraph.report.groups import summary
from treatygraph.report.text import MOST, as_text
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph
from treatygraph.store.files import check_size
from treatygraph.validate.engine import Engine
from treatygraph.validate.record import Record
from treatygraph.validate.results import Result
from treatygraph.validate.submission import (
    SUBMITTED,
    SUFFIXES,
    judge_submissions,
    read_submission,
)
from treatygraph.validate.validation import validate as run


def validate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Turtle files; the whole record if none is named.")
    ] = None,
    against_graph: Annotated[
        bool,
        typer.Option(
            "--against-graph",
            help=f"Judge files as additions to the built graph: {', '.join(SUFFIXES)}.",
        ),
    ] = False,
    layout: Annotated[
        str, typer.Option(help="Layout of CSV files, if their columns fit several.")
    ] = "",
    today: Today = None,
    format: Annotated[str, typer.Option("--format", "-f", help=f"{', '.join(FORMS)}.")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File for the report; stdout if none.")
    ] = None,
    most: Annotated[
        int, typer.Option(min=0, help="Most results of each rule in the text; 0 for all.")
    ] = MOST,
    engine: Annotated[
        Engine, typer.Option(help="Who judges by the shapes; pyshacl is the slow reference.")
    ] = "own",
) -> None:
    """Check Turtle against the shapes, in the context of the record.

    What a file says of a thing replaces what the record says of it; with --against-graph it is
    added to that. Exit 1 if anything violates a shape; warnings alone are exit 0.

    Example: treatygraph validate data/treaties/26-5.ttl
    """
    with exit_codes():
        form = find_form(format)
        if output:
            check_output(output)
        if layout and not against_graph:
            raise UsageError("--layout goes with --against-graph.")
        if against_graph:
            _check_forms(files or [])
        for file in files or []:
            check_size(file, read_settings().file_bytes)
        day = today.date() if today else date.today()
        with progress("Validating") as step:
            if against_graph:
                results = _judge(files or [], layout, day, step, engine)
            else:
                results = run(files or [], day, step, engine=engine)
            step("report")
            report = as_text(results, most) if form.name == "text" else form.render(results)
        if output:
            write_output(output, report)
            err.print(f"Wrote {resources.shown(output)}: {summary(results)}")
        else:
            # Not through the console: a finding is one line, however long.
            typer.echo(report, nl=False)
    if any(result.severity == "violation" for result in results):
        raise typer.Exit(EXIT_DATA_INVALID)


def _judge(
    files: list[Path], layout: str, today: date, step: Progress, engine: Engine
) -> list[Result]:
    """What is wrong with the built graph once the files have joined it."""
    settings = read_settings()
    step("graph")
    record = Record(open_graph(settings).store)
    submissions = [
        read_submission(
            file.read_bytes(),
            file.suffix + f"; layout={layout}" * bool(layout),
            record,
            settings,
            resources.shown(file),
            f"{SUBMITTED}{number}",
        )
        for number, file in enumerate(files, 1)
    ]
    return judge_submissions(submissions, today, record, step, engine)


def _check_forms(files: list[Path]) -> None:
    if not files:
        raise UsageError("Name the files to judge against the graph.")
    for file in files:
        if file.suffix not in SUFFIXES:
            what = f"{resources.shown(file)} has no suffix that tells its form"
            raise UsageError(f"{what}: {', '.join(SUFFIXES)}.")
