"""The root of the command line and the list of its commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Annotated, Any, Final, cast

import typer
from typer.core import TyperGroup

import treatygraph
from treatygraph.cli.options import CONTEXT

# Each command with its module and function, or its own Typer, and how its arguments are read.
_COMMANDS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "build": ("build", "build", {}),
    "serve": ("serve", "serve", {}),
    "mcp": ("mcp", "mcp", {}),
    "query": ("query", "query", CONTEXT),
    "search": ("search", "search", {}),
    "panel": ("panel", "panel", {}),
    "status": ("status", "status", {}),
    "changes": ("changes", "changes", {}),
    "explain": ("status", "explain", {}),
    "validate": ("validate", "validate", {}),
    "import": ("ingest", "import_", {}),
    "new": ("new", "new", CONTEXT),
    "fmt": ("fmt", "fmt", {}),
    "wikidata": ("wikidata", "app", {}),
    "bench": ("bench", "app", {}),
}


class _Commands(Mapping[str, Any]):
    """Commands by name, imported when they are asked for: each has libraries of its own."""

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)

    def __getitem__(self, name: str) -> Any:
        module, function, settings = _COMMANDS[name]
        found = getattr(import_module(f"treatygraph.cli.{module}"), function)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(name, context_settings=settings)(found)
            found = alone
        return typer.main.get_command(found)


class _Root(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(MutableMapping[str, Any], _Commands())


app = typer.Typer(
    name="treatygraph",
    cls=_Root,
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
