"""`treatygraph wikidata link`"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from treatygraph import resources
from treatygraph.cli.options import Data, Today
from treatygraph.cli.screen import err, exit_codes, is_terminal, out, progress
from treatygraph.errors import UsageError
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph
from treatygraph.wikidata.client import Client
from treatygraph.wikidata.extract import held_items, load_extract
from treatygraph.wikidata.fetching import KINDS, check_kind
from treatygraph.wikidata.linking import Proposal, propose, search_items
from treatygraph.wikidata.mappings import add_row, check_table, make_row

Kind = Annotated[str, typer.Option(help=f"Only things of this kind: {', '.join(KINDS)}.")]
Extract = Annotated[
    Path | None, typer.Option(help="Folder of the extract; the one of the settings if none.")
]
_ANSWERS = {"y": "the same", "n": "something else", "s": "skip", "q": "quit"}


def link(
    kind: Kind = "",
    extract: Extract = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Search the extract only, and not Wikidata.")
    ] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "",
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Write links that rest on two independent grounds; ask for the others."
        ),
    ] = False,
    today: Today = None,
    data: Data = None,
) -> None:
    """Propose items of Wikidata for things that have none, each with the grounds for it.

    Searches Wikidata by name, and compares names, days and identifiers. With --write, on a
    terminal, asks of each item that is not sure, and keeps a no as well: it is not proposed again.

    Example: treatygraph wikidata link --kind treaty --write
    """
    with exit_codes():
        check_kind(kind)
        if format not in ("", "table", "json"):
            raise UsageError(f"There is no format {format}. Write table or json.")
        table = (data or resources.root() / "data") / "links" / "wikidata.sssom.tsv"
        if write:
            check_table(table)
        settings = read_settings(wikidata_folder=extract)
        folder = settings.wikidata_folder
        with progress("Linking") as step:
            step("graph")
            record = open_graph(settings, step).store
            if not offline:
                search_items(record, folder, Client(settings), kind, step)
            step("grounds")
            # A search that found nothing leaves no extract, which is no mistake.
            found = offline or held_items(folder)
            proposals = propose(record, load_extract(folder), kind) if found else []
        if format == "table" or (not format and sys.stdout.isatty()):
            _print_table(proposals)
        else:
            told = [asdict(proposal) for proposal in proposals]
            typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        if write:
            _write(proposals, table, today.date() if today else date.today())


def _print_table(proposals: Sequence[Proposal]) -> None:
    table = Table("thing", "item", "name there", "grounds", "sure")
    for proposal in proposals:
        table.add_row(
            proposal.label, proposal.item, proposal.item_label, proposal.reasons,
            "yes" if proposal.sure else "",
        )  # fmt: skip
    out.print(table)


def _write(proposals: Sequence[Proposal], table: Path, today: date) -> None:
    written = 0
    for proposal, same, by_hand in _decide(proposals):
        row = make_row(
            proposal.thing, proposal.label, proposal.item, proposal.item_label,
            by_hand=by_hand, same=same, today=today, because=proposal.reasons,
        )  # fmt: skip
        # One at a time: what was answered is kept, whatever happens next.
        add_row(table, row)
        written += 1
    err.print(f"Wrote {written} row{'s' * (written != 1)} to {resources.shown(table)}")
    if written:
        err.print("Now check them: treatygraph validate")


def _decide(proposals: Sequence[Proposal]) -> Iterator[tuple[Proposal, bool, bool]]:
    """Each proposal that is decided: whether it is the same thing, and whether a person said so."""
    settled = set()
    for proposal in proposals:
        if proposal.sure:
            settled.add(proposal.thing)
            yield proposal, True, False
    for proposal in proposals if is_terminal() else ():
        if proposal.thing in settled:
            continue
        err.print(f"\n{proposal.label}: {proposal.item} “{proposal.item_label}”")
        err.print(f"    https://www.wikidata.org/wiki/{proposal.item}: {proposal.reasons}")
        answer = _ask()
        if answer == "q":
            return
        if answer == "y":
            settled.add(proposal.thing)
        if answer in "yn":
            yield proposal, answer == "y", True


def _ask() -> str:
    choices = ", ".join(f"{key} {meaning}" for key, meaning in _ANSWERS.items())
    while True:
        answer = str(typer.prompt(choices, default="s", err=True)).strip().lower()[:1]
        if answer in _ANSWERS:
            return answer
