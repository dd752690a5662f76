"""Options that no command declares: parameters of questions, columns of layouts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from treatygraph.errors import UsageError

# A command that takes such options: --treaty 26-5 --on 2026-02-20.
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
