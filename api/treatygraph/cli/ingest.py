"""`treatygraph import`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer

from treatygraph import resources
from treatygraph.cli.screen import err, exit_codes, out, progress
from treatygraph.ingest.importer import import_table, merge
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.ingest.turtle import canonical, write_files
from treatygraph.store.files import data_files, load_data, load_ontology


def _list_layouts(wanted: bool) -> None:
    if wanted:
        for name in layout_names():
            layout = read_layout(name)
            out.print(f"{name}: {layout.summary}")
            for column in layout.columns.values():
                marks = [column.of or column.lang, "required" * column.required]
                marks += ["several values, separated by “;”" * column.many]
                kind = ", ".join([column.type, *filter(None, marks)])
                out.print(f"    {column.name} ({kind}): {column.help}")
        raise typer.Exit


def import_(
    layout: Annotated[str, typer.Argument(help="What the table holds, such as acts.")],
    files: Annotated[list[Path], typer.Argument(help="CSV or TSV files of that layout.")],
    write: Annotated[
        bool, typer.Option("--write", help="Merge into data/ instead of printing Turtle.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the record; data/ if it is not named.")
    ] = None,
    layouts: Annotated[
        bool,
        typer.Option(
            "--layouts", callback=_list_layouts, is_eager=True, help="List layouts and columns."
        ),
    ] = False,
) -> None:
    """Turn tables into Turtle: all rows or, where one is not understood, none.

    Example: treatygraph import acts ratifications.csv --write
    """
    folder = data or resources.root() / "data"
    with exit_codes(), progress("Importing") as step:
        step("record")
        record = ox.Store()
        load_ontology(record)
        load_data(record, folder, data_files(folder))
        texts: dict[Path, str] = {}
        triples: set[ox.Triple] = set()
        for path in files:
            imported = import_table(path, read_layout(layout), record, step)
            triples.update(*imported.values())
            if write:
                for target, merged in merge(imported, folder).items():
                    step(target.name)
                    texts[target] = canonical(merged)
        write_files(texts)
    if write:
        for target in texts:
            err.print(f"Wrote {resources.shown(target)}")
        err.print("Now check them: treatygraph validate")
    else:
        # Not through the console: Turtle is for files and pipes, and is never wrapped.
        typer.echo(canonical(triples), nl=False)
