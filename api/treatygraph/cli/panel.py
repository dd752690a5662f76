"""`treatygraph panel`"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from treatygraph import resources
from treatygraph.cli.screen import check_output, err, exit_codes, progress, write_output
from treatygraph.errors import MediaTypeError, UsageError
from treatygraph.ingest.names import Names
from treatygraph.query.queries import Queries
from treatygraph.query.workers import Workers
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph
from treatygraph.tables.codebook import as_text, make_codebook
from treatygraph.tables.panel import Panel, read_panel, read_rows
from treatygraph.tables.parquet import as_parquet, open_library

_FORMS: Final = ("csv", "parquet", "csvw")


def panel(
    treaties: Annotated[
        list[str] | None, typer.Argument(help="Treaties by identifier or name; all if none.")
    ] = None,
    first: Annotated[str, typer.Option("--from", help="First year; if none, that of an act.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last year; if none, the last on record.")] = "",
    format: Annotated[
        str, typer.Option("--format", "-f", help="csv, parquet, or csvw: what columns mean.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; stdout if none.")
    ] = None,
) -> None:
    """Write the status of each participant of each treaty on the last day of each year.

    The form is that of --format, else of the suffix of the file, else CSV. Beside a file of CSV
    stands its codebook, where readers of CSV on the Web look for it.

    Example: treatygraph panel 26-5 26-6 --from 1997 --output panel.csv
    """
    with exit_codes():
        suffix = output.suffix.removeprefix(".") if output else ""
        form = format or (suffix if suffix in _FORMS else "csv")
        if form not in _FORMS:
            raise MediaTypeError(form, _FORMS)
        if form == "parquet":
            open_library()
        if output:
            check_output(output)
        elif form == "parquet" and sys.stdout.isatty():
            raise UsageError("Parquet is no text: name a file, --output panel.parquet.")
        settings = read_settings()
        with progress("Making the panel") as step:
            graph = open_graph(settings, step)
            names = Names(graph.store)
            asked = read_panel(names, treaties or (), first, last)
            workers = Workers(Queries(graph.store), settings)
            step("rows")
            try:
                told = asyncio.run(_write(asked, form, output, workers, graph.version))
            finally:
                workers.close()
    if told:
        err.print(told)


async def _write(
    asked: Panel, form: str, output: Path | None, workers: Workers, version: str
) -> str:
    """Writes a panel; returns what was written, empty for stdout."""
    name = output.name if output else "panel.csv"
    codebook = await make_codebook(asked.question, name, version, workers, asked.names)
    rows = read_rows(asked, workers)
    if form == "csvw":
        rows = _pieces(as_text(codebook))
    elif form == "parquet":
        rows = as_parquet(rows, codebook, open_library())
    if not output:
        await _copy(rows, sys.stdout.buffer.write)
        return ""
    await _fill(output, rows)
    written = [output]
    if form == "csv":
        # Model for Tabular Data and Metadata on the Web, section 5.3.
        beside = output.with_name(f"{output.name}-metadata.json")
        write_output(beside, as_text(codebook))
        written.append(beside)
    return f"Wrote {' and '.join(resources.shown(path) for path in written)}"


async def _fill(path: Path, pieces: AsyncIterator[bytes]) -> None:
    """Writes a file, which is there when it is whole or not at all; raises UsageError."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            await _copy(pieces, file.write)
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. Name another.") from None
    finally:
        part.unlink(missing_ok=True)


async def _copy(pieces: AsyncIterator[bytes], write: Callable[[bytes], int]) -> None:
    async for piece in pieces:
        write(piece)


async def _pieces(text: str) -> AsyncIterator[bytes]:
    yield text.encode()
