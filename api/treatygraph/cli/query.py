"""`treatygraph query`"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from treatygraph.catalog.binding import bind, check_values
from treatygraph.catalog.questions import Question, find_question, questions
from treatygraph.cli.options import read_options
from treatygraph.cli.screen import exit_codes, out, progress
from treatygraph.errors import UsageError
from treatygraph.ingest.names import Names
from treatygraph.prefixes import shorten
from treatygraph.query.formats import GRAPHS, SOLUTIONS, by_name
from treatygraph.query.guard import check_query
from treatygraph.query.queries import Queries
from treatygraph.query.workers import Task, Workers
from treatygraph.settings import Settings, read_settings
from treatygraph.store.build import Graph, open_graph
from treatygraph.terms import BASE

_TABLE = SOLUTIONS[0].media_type


def query(
    context: typer.Context,
    question: Annotated[
        str, typer.Argument(help="Name of a question, a .rq file, or the text of a query.")
    ] = "",
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", help="table, csv, tsv, json, xml; turtle, ntriples, jsonld, …"
        ),
    ] = "",
) -> None:
    """Ask the graph; without a question, list the catalogue.

    Prints a table for a person and CSV into a pipe, unless --format says otherwise. Further
    options are the parameters of the question.

    Example: treatygraph query parties-of-treaty --treaty 26-5 --on 2026-02-20 --format csv
    """
    with exit_codes():
        if not question:
            _list_questions()
            return
        settings = read_settings()
        wanted = format or ("table" if sys.stdout.isatty() else "")
        # What needs no graph first: it takes a moment to open.
        if wanted not in ("", "table"):
            by_name((*SOLUTIONS, *GRAPHS), wanted)
        values = read_options(context.args)
        asked = _read_question(question, values)
        if isinstance(asked, Question):
            check_values(asked, values)
        else:
            check_query(asked, settings)
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
        if isinstance(asked, Question):
            asked = bind(asked, values, Names(graph.store))
            check_query(asked, settings)
        media_type, content = _ask(asked, wanted, graph, settings)
    if wanted == "table" and media_type == _TABLE:
        _print_table(json.loads(content))
    else:
        typer.echo(content.decode(), nl=not content.endswith(b"\n"))


def _ask(text: str, wanted: str, graph: Graph, settings: Settings) -> tuple[str, bytes]:
    accept = "text/csv, text/turtle;q=0.9"
    if wanted == "table":
        wanted, accept = "", f"{_TABLE}, text/turtle;q=0.9"
    workers = Workers(Queries(graph.store), settings)

    async def ask() -> tuple[str, bytes]:
        answer = await workers.answer(Task(text, wanted, "" if wanted else accept))
        with contextlib.closing(answer):
            return answer.head["media_type"], await answer.content.read()

    try:
        return asyncio.run(ask())
    finally:
        workers.close()


def _list_questions() -> None:
    for entry in questions().values():
        out.print(f"{entry.name}: {entry.summary}")
        for parameter in entry.parameters.values():
            # Left open, it is told by its help.
            otherwise = f"; {parameter.shown} if it is not given" if parameter.shown else ""
            out.print(f"    --{parameter.name}: {parameter.help}{otherwise}")


def _read_question(question: str, values: dict[str, str]) -> Question | str:
    """The question of the catalogue that is named, else the text of a query."""
    path = Path(question)
    if question.endswith(".rq") and path.is_file():
        try:
            question_text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise UsageError(f"{path} is not UTF-8 text.") from None
    elif any(sign in question for sign in "{ \n"):
        question_text = question
    else:
        return find_question(question)
    if values:
        raise UsageError(
            f"Only questions of the catalogue have parameters; drop --{next(iter(values))}."
        )
    return question_text


def _print_table(result: dict[str, Any]) -> None:
    if "boolean" in result:
        out.print("yes" if result["boolean"] else "no")
        return
    columns, rows = result["head"]["vars"], result["results"]["bindings"]
    table = Table(*columns, highlight=False)
    for row in rows:
        table.add_row(*[_shown(row.get(column)) for column in columns])
    out.print(table)
    out.print(f"{len(rows)} row{'s' if len(rows) != 1 else ''}")


def _shown(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    if term["type"] == "uri":
        short = shorten(term["value"])
        return term["value"].removeprefix(BASE) if short.startswith("<") else short
    return term["value"]
