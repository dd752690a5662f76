"""`treatygraph query`"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any

import pyoxigraph as ox
import typer
from rich.table import Table

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import find_question, questions
from treatygraph.cli.screen import exit_codes, out, progress
from treatygraph.errors import UsageError
from treatygraph.ingest.names import Names
from treatygraph.prefixes import shorten
from treatygraph.query.engine import answer, evaluate
from treatygraph.query.formats import by_name
from treatygraph.query.guard import check_query
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph
from treatygraph.terms import BASE

# Parameters of questions are options of this command: --treaty 26-5 --on 2026-02-20.
CONTEXT: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True}


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
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
        text = _text_of(question, _parameters(context.args), Names(graph.store))
        check_query(text, settings)
        wanted = format or ("table" if sys.stdout.isatty() else "")
        if wanted == "table":
            result = evaluate(graph.store, text)
            if isinstance(result, ox.QuerySolutions):
                _print_table(result)
                return
            wanted = ""
        found = answer(
            graph.store, text,
            lambda forms: by_name(forms, wanted) if wanted else
            (by_name(forms, "csv") if forms[0].name == "json" else forms[0]),
        )  # fmt: skip
        typer.echo(found.content.decode(), nl=not found.content.endswith(b"\n"))


def _list_questions() -> None:
    for entry in questions().values():
        out.print(f"{entry.name}: {entry.summary}")
        for parameter in entry.parameters.values():
            default = re.sub(r"^<.*/(.*)>$|^\"(.*)\".*$", r"\1\2", parameter.default)
            out.print(f"    --{parameter.name}: {parameter.help}; {default} if it is not given")


def _text_of(question: str, values: dict[str, str], names: Names) -> str:
    path = Path(question)
    if question.endswith(".rq") and path.is_file():
        try:
            question_text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise UsageError(f"{path} is not UTF-8 text.") from None
    elif any(sign in question for sign in "{ \n"):
        question_text = question
    else:
        return bind(find_question(question), values, names)
    if values:
        raise UsageError(
            f"Only questions of the catalogue have parameters; drop --{next(iter(values))}."
        )
    return question_text


def _parameters(arguments: list[str]) -> dict[str, str]:
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
        values[name] = value
    return values


def _print_table(result: ox.QuerySolutions) -> None:
    table = Table(*[variable.value for variable in result.variables], highlight=False)
    count = 0
    for solution in result:
        table.add_row(*[_shown(term) for term in solution])
        count += 1
    out.print(table)
    out.print(f"{count} row{'s' if count != 1 else ''}")


def _shown(term: Any) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        short = shorten(term.value)
        return term.value.removeprefix(BASE) if short.startswith("<") else short
    return str(term.value)
