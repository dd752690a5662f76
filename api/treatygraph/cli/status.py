"""`treatygraph status` and `treatygraph explain`"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import pyoxigraph as ox
import typer
from rich.table import Table

from treatygraph.cli.screen import exit_codes, out, progress
from treatygraph.errors import UsageError
from treatygraph.ingest.names import Names
from treatygraph.settings import read_settings
from treatygraph.status.answer import tell_status
from treatygraph.status.assumption import Assumptions, assume
from treatygraph.status.explanation import explain_status
from treatygraph.status.inquiry import Inquiry, read_inquiry
from treatygraph.store.build import open_graph

Treaty = Annotated[str, typer.Argument(help="The treaty, by identifier, MTDSG number or name.")]
State = Annotated[str, typer.Argument(help="The state, by ISO code, name, IRI or Wikidata number.")]
On = Annotated[str, typer.Option(help="Day of the question, YYYY-MM-DD; today if not given.")]
Conflict = Annotated[
    str, typer.Option(help="Assume an armed conflict: FROM, FROM/TO, or none for no conflict.")
]
Notice = Annotated[str, typer.Option(help="Assume notice of withdrawal received on this day.")]
Consent = Annotated[str, typer.Option(help="Assume consent to be bound given on this day.")]


def status(
    treaty: Treaty,
    state: State = "",
    on: On = "",
    assume_conflict: Conflict = "",
    assume_notice: Notice = "",
    assume_consent: Consent = "",
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "",
) -> None:
    """Say whether a state is bound by a treaty on a day; without a state, all of them.

    Prints a table for a person and JSON into a pipe. What is assumed is written nowhere.

    Example: treatygraph status 26-5 POL --on 2026-02-20
    """
    with exit_codes():
        if format not in ("", "table", "json"):
            raise UsageError(f"There is no format {format}. Write table or json.")
        assumed = Assumptions(assume_conflict, assume_notice, assume_consent)
        store, names, inquiry = _open(treaty, state, on, assumed)
        told = tell_status(store, names, inquiry)
    if format == "table" or (not format and sys.stdout.isatty()):
        _print_table(told)
    else:
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


def explain(
    treaty: Treaty,
    state: State,
    on: On = "",
    assume_conflict: Conflict = "",
    assume_notice: Notice = "",
    assume_consent: Consent = "",
) -> None:
    """Say in sentences why a state is bound by a treaty on a day, or is not.

    Example: treatygraph explain 26-5 POL --on 2026-02-20
    """
    with exit_codes():
        assumed = Assumptions(assume_conflict, assume_notice, assume_consent)
        store, names, inquiry = _open(treaty, state, on, assumed)
        for sentence in explain_status(store, names, inquiry):
            out.print(sentence)


def _open(
    treaty: str, state: str, on: str, assumed: Assumptions
) -> tuple[ox.Store, Names, Inquiry]:
    with progress("Opening the graph") as step:
        graph = open_graph(read_settings(), step)
    names = Names(graph.store)
    inquiry = read_inquiry(names, graph.store, treaty, state, on)
    store = assume(graph.store, names, inquiry, assumed) if assumed else graph.store
    return store, names, inquiry


def _print_table(told: dict[str, Any]) -> None:
    columns = {
        "state_label": "state", "status": "status", "consented_on": "consented",
        "in_force_from": "in force from", "in_force_until": "until", "because": "because",
    }  # fmt: skip
    states = told.get("states", [told])
    shown = {key: title for key, title in columns.items() if any(row[key] for row in states)}
    table = Table(*shown.values(), highlight=False)
    for row in states:
        table.add_row(*[row[key] or "" for key in shown])
    out.print(f"{told['treaty_label']} on {told['on']}")
    out.print(table)
    if told["horizon"] and told["on"] > told["horizon"]:
        out.print(f"The record of the treaty is complete up to {told['horizon']}.")
