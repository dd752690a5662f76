"""The root of the command line and the list of its commands."""

from __future__ import annotations

from typing import Annotated

import typer

import treatygraph
from treatygraph.cli import bench, build, fmt, ingest, new, query, serve, status, validate
from treatygraph.cli.options import CONTEXT

app = typer.Typer(
    name="treatygraph",
    help="Knowledge graph of international treaties: build it, ask it, check it, serve it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"treatygraph {treatygraph.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Knowledge graph of international treaties: build it, ask it, check it, serve it."""


app.command("build")(build.build)
app.command("serve")(serve.serve)
app.command("query", context_settings=CONTEXT)(query.query)
app.command("status")(status.status)
app.command("explain")(status.explain)
app.command("validate")(validate.validate)
app.command("import")(ingest.import_)
app.command("new", context_settings=CONTEXT)(new.new)
app.command("fmt")(fmt.fmt)
app.add_typer(bench.app, name="bench")
