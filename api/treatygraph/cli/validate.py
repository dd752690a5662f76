"""`treatygraph validate`"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from treatygraph.cli.screen import EXIT_DATA_INVALID, exit_codes, progress
from treatygraph.errors import UsageError
from treatygraph.validate.report import as_json, as_text
from treatygraph.validate.validation import validate as run


def validate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Turtle files; the whole record if none is named.")
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today."),
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> None:
    """Check Turtle against the shapes, in the context of the record.

    What a file says of a thing replaces what the record says of it. Exit 1 if anything violates
    a shape; warnings alone are exit 0.

    Example: treatygraph validate data/treaties/26-5.ttl
    """
    with exit_codes():
        if format not in ("text", "json"):
            raise UsageError(f"There is no report as “{format}”. Write text or json.")
        with progress("Validating") as step:
            results = run(files or [], today.date() if today else date.today(), step)
    # Not through the console: a finding is one line, however long.
    typer.echo(as_json(results) if format == "json" else as_text(results), nl=False)
    if any(result.severity == "violation" for result in results):
        raise typer.Exit(EXIT_DATA_INVALID)
