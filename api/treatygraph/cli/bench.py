"""`treatygraph bench`"""

from __future__ import annotations

from typing import Annotated

import pyoxigraph as ox
import typer

from treatygraph.cli.screen import exit_codes, progress
from treatygraph.store.copies import assemble_copies

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


# Without a function of its own the group would give way to its only command.
@app.callback()
def bench() -> None:
    """Make what benchmarks need.

    Example: treatygraph bench data --times 10 --out ten.nq
    """


@app.command()
def data(
    times: Annotated[int, typer.Option(help="How many times each treaty is there.", min=1)],
    out: Annotated[
        typer.FileBinaryWrite, typer.Option(help="File to write; stdout if none.", lazy=False)
    ] = "-",  # type: ignore[assignment]  # the name of stdout
) -> None:
    """Write the built graph, with every treaty many times over, as N-Quads.

    Example: treatygraph bench data --times 10 --out ten.nq
    """
    with exit_codes(), progress("Building") as step:
        store = assemble_copies(times, step)
        step("dump")
        store.dump(out, format=ox.RdfFormat.N_QUADS)
