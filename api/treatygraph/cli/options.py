"""Options: those that several commands have, and those that no command declares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from treatygraph.errors import UsageError

Today = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today."),
]
Data = Annotated[Path | None, typer.Option(help="Folder of the record; data/ if it is not named.")]

# A command that takes parameters of questions or columns of layouts: --treaty 26-5 --on 2026-02-20.
CONTEXT: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True}


def read_options(arguments: Iterable[str]) -> dict[str, str]:
    """Values by name, from `--name value` and `--name=value`; raises UsageError for all else."""
    values: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("--"):
            raise UsageError(f"“{argument}” belongs to no option. Write --name value.")
        if not equals:
            following = next(rest, None)
            if following is None:
                raise UsageError(f"--{name} has no value. Write --{name} value.")
            value = following
        if name in values:
            raise UsageError(f"--{name} is given twice. Write it once.")
        values[name] = value
    return values
