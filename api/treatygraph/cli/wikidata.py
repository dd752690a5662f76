"""`treatygraph wikidata`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from treatygraph import resources
from treatygraph.cli.link import Extract, Kind, link
from treatygraph.cli.screen import (
    check_output,
    err,
    exit_codes,
    out,
    progress,
    write_output,
)
from treatygraph.errors import UsageError
from treatygraph.ingest.names import Names
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph
from treatygraph.wikidata.client import Client
from treatygraph.wikidata.difference import Comparison, Difference, compare
from treatygraph.wikidata.exports import FORMS, find_form
from treatygraph.wikidata.extract import load_extract
from treatygraph.wikidata.fetching import (
    Fetched,
    check_file,
    check_kind,
    fetch,
    fetch_from_files,
    linked_items,
)

app = typer.Typer(
    help="Compare the record with Wikidata, and link it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.command("link")(link)


@app.command("fetch")
def fetch_(
    kind: Kind = "",
    extract: Extract = None,
    from_file: Annotated[
        list[Path] | None,
        typer.Option(help="Take items from a file of Wikidata's RDF in place of asking it."),
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch anew what the extract has already.")
    ] = False,
) -> None:
    """Fetch the items of linked things into a local extract, or take them from files.

    What was broken off goes on where it stopped. Wikidata is asked one thing at a time, and waits
    are as long as it says.

    Example: treatygraph wikidata fetch --kind treaty
    """
    with exit_codes(), progress("Fetching") as step:
        # What needs no graph first: it takes a moment to open.
        check_kind(kind)
        for path in from_file or ():
            check_file(path)
        settings = read_settings(wikidata_folder=extract)
        folder = settings.wikidata_folder
        step("graph")
        items = linked_items(open_graph(settings, step).store, kind)
        if from_file:
            fetched = fetch_from_files(items, folder, from_file, step)
        else:
            fetched = fetch(items, folder, Client(settings), refresh=refresh, progress=step)
    _tell(fetched, folder)


def _tell(fetched: Fetched, folder: Path) -> None:
    err.print(
        f"{len(fetched.written)} items fetched, {len(fetched.kept)} kept: {resources.shown(folder)}"
    )
    if fetched.lacking:
        err.print(f"No such items: {', '.join(fetched.lacking)}")


@app.command("diff")
def diff(
    treaty: Annotated[
        str, typer.Argument(help="The treaty, by identifier, number or name; all if none.")
    ] = "",
    extract: Extract = None,
    format: Annotated[str, typer.Option("--format", "-f", help=f"table, {', '.join(FORMS)}.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; stdout if none.")
    ] = None,
) -> None:
    """List where the record and the extract differ, with our source beside each difference.

    Prints a table for a person and JSON into a pipe. mismatch-finder and quickstatements are the
    forms of Wikidata's own tools; look through them before you upload them.

    Example: treatygraph wikidata diff 26-9 --format quickstatements --output 26-9.qs
    """
    with exit_codes():
        wanted = format or ("table" if sys.stdout.isatty() and not output else "json")
        if wanted == "table" and output:
            raise UsageError("A table is for the screen. Write --format json, say.")
        if output:
            check_output(output)
        render = None if wanted == "table" else find_form(wanted)
        settings = read_settings(wikidata_folder=extract)
        with progress("Comparing") as step:
            step("extract")
            items = load_extract(settings.wikidata_folder)
            record = open_graph(settings, step).store
            step("differences")
            iri = Names(record).find("treaty", treaty) if treaty else ""
            comparison = compare(record, items, iri)
        if render is None:
            _print_table(comparison.differences)
        elif output:
            write_output(output, render(comparison.differences))
            err.print(f"Wrote {resources.shown(output)}")
        else:
            typer.echo(render(comparison.differences), nl=False)
    _tell_of(comparison)


def _tell_of(comparison: Comparison) -> None:
    many = len(comparison.differences)
    err.print(f"{many} difference{'s' * (many != 1)} in {comparison.compared} treaties.")
    if comparison.not_fetched:
        err.print(f"Not in the extract: {', '.join(comparison.not_fetched)}.")


def _print_table(rows: Sequence[Difference]) -> None:
    table = Table("finding", "treaty", "participant", "property", "Wikidata", "record", "source")
    for row in rows:
        place = row.property if row.slot == row.property else f"{row.property} {row.slot}"
        ours = ", ".join(filter(None, [row.kind, row.ours]))
        who = row.participantLabel or row.value
        theirs = row.theirs or row.remark
        table.add_row(row.finding, row.thingLabel, who, place, theirs, ours, row.sourceLabel)
    out.print(table)
