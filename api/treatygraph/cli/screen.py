"""What commands share: where output goes, how errors end a command, progress for a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich import progress as bars
from rich.console import Console

from treatygraph.errors import DataError, UsageError
from treatygraph.progress import Progress

out = Console(soft_wrap=True, highlight=False, markup=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

EXIT_DATA_INVALID = 1
EXIT_WRONG_USE = 2


def is_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and err.is_terminal


def check_output(path: Path) -> None:
    """Lets a path pass that a report can be written to; raises UsageError for another.

    Asked before the work, which may take a minute.
    """
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} for the report. Make it first.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name a file, such as {path / 'report.csv'}.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{path} may not be written. Name a file in a folder of yours.")


def write_output(path: Path, report: str) -> None:
    """Writes a report; raises UsageError where that fails."""
    try:
        path.write_text(report, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. Name another.") from None


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turns the errors of the package into a message on stderr and exit 1 or 2."""
    try:
        yield
    except DataError as error:
        for finding in error.findings:
            err.print(str(finding))
        count = len(error.findings)
        err.print(f"{count} mistake{'s' if count != 1 else ''}.")
        raise typer.Exit(EXIT_DATA_INVALID) from None
    except UsageError as error:
        err.print(str(error))
        raise typer.Exit(EXIT_WRONG_USE) from None


@contextmanager
def progress(task: str) -> Iterator[Progress]:
    """A function that names the present step beside a bar; silent in a pipe.

    The bar fills where the step says how much there is to do, and else only moves.
    """
    text = bars.TextColumn("{task.description}", markup=False)
    columns = (bars.SpinnerColumn(), text, bars.BarColumn(), bars.TimeElapsedColumn())
    with bars.Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        line = bar.add_task(task, total=None)

        def show(step: str, done: int = 0, total: int | None = None, /) -> None:
            count = f", {done:,} of {total:,}" if total else ""
            # An update cannot take back a total: the next step may not know its own.
            bar.tasks[0].total = total
            bar.update(line, description=f"{task}: {step}{count}", completed=done)

        yield show
