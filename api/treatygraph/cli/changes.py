"""`treatygraph changes`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from treatygraph.changes.facts import compare, read_facts
from treatygraph.changes.feed import Feed, as_atom
from treatygraph.changes.forms import as_csv, as_json, as_text, as_turtle
from treatygraph.changes.groups import Group, iri, make_groups
from treatygraph.changes.history import COMPARISON, Change, as_parts
from treatygraph.changes.telling import tell
from treatygraph.changes.versions import name_version, open_version
from treatygraph.cli.screen import exit_codes, progress
from treatygraph.errors import UnknownName, UsageError
from treatygraph.terms import BASE
from treatygraph.web.versions import naming

_FORMATS = ("text", "csv", "json", "turtle", "atom")

Version = Annotated[Path, typer.Argument(help="A folder of data, a build folder, or a dump.")]


def changes(
    old: Version,
    new: Version,
    treaty: Annotated[str, typer.Option(help="Only this treaty, by identifier or IRI.")] = "",
    format: Annotated[str, typer.Option("--format", "-f", help=f"{', '.join(_FORMATS)}.")] = "",
) -> None:
    """Say what changed from one version of the data to another, treaty by treaty.

    Prints sentences for a person and CSV into a pipe, unless --format says otherwise.

    Example: treatygraph changes data-2025/ data/ --treaty 26-5 --format text
    """
    with exit_codes():
        wanted = format or ("text" if sys.stdout.isatty() else "csv")
        if wanted not in _FORMATS:
            raise UsageError(f"There is no format {wanted}. Write {', '.join(_FORMATS)}.")
        with progress("Comparing") as step:
            before = read_facts(open_version(old, step))
            store = open_version(new, step)
            after = read_facts(store)
            step("compare")
            difference = compare(before, after)
            rows = tell(store, difference, naming)
        versions = name_version(before), name_version(after)
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        change = Change("-".join(versions), at, COMPARISON, *versions, "", tuple(rows))
        groups = make_groups([change], _find(treaty, change) if treaty else "")
        if wanted == "turtle":
            typer.echo(as_turtle(groups, lambda _: as_parts(difference)), nl=False)
        elif wanted == "atom":
            typer.echo(_atom(change, groups), nl=False)
        else:
            write = {"text": as_text, "csv": as_csv, "json": as_json}[wanted]
            typer.echo(write(groups), nl=False)


def _find(treaty: str, change: Change) -> str:
    """The IRI of a treaty that changed; raises UnknownName with those that did."""
    changed = {row.treaty: row.treaty.rpartition("/")[2] for row in change.rows if row.treaty}
    for found, identifier in changed.items():
        if treaty in (found, identifier):
            return found
    raise UnknownName("changed treaty", treaty, sorted(changed.values())[:10])


def _atom(change: Change, groups: Sequence[Group]) -> bytes:
    # Where the IRIs of the data lead: the command knows no other site.
    site = BASE.rstrip("/")
    title = f"Changes from version {change.before} to {change.after}"
    about = Feed(iri(change), title, "Two versions compared.", site, f"{site}/changes", change.at)
    return as_atom(about, groups)
