"""What commands share: where output goes, how errors end a command, progress for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from treatygraph.errors import DataError, UsageError

out = Console(soft_wrap=True, highlight=False, markup=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

EXIT_DATA_INVALID = 1
EXIT_WRONG_USE = 2


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
def progress(task: str) -> Iterator[Callable[[str], None]]:
    """A function that names the present step beside a spinner; silent in a pipe."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        line = bar.add_task(task, total=None)
        yield lambda step: bar.update(line, description=f"{task}: {step}")
