"""`treatygraph search`"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from treatygraph.cli.screen import exit_codes, out, progress
from treatygraph.errors import UsageError
from treatygraph.reconciliation.reading import open_index
from treatygraph.reconciliation.searching import search as search_index
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph


def search(
    words: Annotated[list[str], typer.Argument(help="Words, in any language and script.")],
    type: Annotated[
        str, typer.Option(help="Class of what is looked for, such as treaty or State.")
    ] = "",
    limit: Annotated[int, typer.Option(help="Most results, up to 100.")] = 20,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "",
) -> None:
    """Find states, treaties, organisations and persons by name, best first.

    Prints a table for a person and JSON into a pipe.

    Example: treatygraph search ottawa treaty
    """
    with exit_codes():
        if format not in ("", "table", "json"):
            raise UsageError(f"There is no format {format}. Write table or json.")
        settings = read_settings()
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
            step("names")
            index = open_index(graph.store, settings)
        results = search_index(index, " ".join(words), type, limit)
    if format == "table" or (not format and sys.stdout.isatty()):
        _print_table(results)
    else:
        typer.echo(json.dumps(results, indent=2, ensure_ascii=False))


def _print_table(results: list[dict[str, Any]]) -> None:
    table = Table("name", "found as", "what", "identifier", highlight=False)
    for row in results:
        table.add_row(row["label"], row["name"], row["description"], row["id"])
    out.print(table)
