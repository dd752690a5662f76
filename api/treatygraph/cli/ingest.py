"""`treatygraph import`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer

from treatygraph import resources
from treatygraph.cli.options import Data
from treatygraph.cli.screen import err, exit_codes, out, progress
from treatygraph.errors import Finding
from treatygraph.ingest.importer import import_table, merge
from treatygraph.ingest.layouts import layout_names, read_layout
from treatygraph.ingest.turtle import canonical, write_files
from treatygraph.settings import read_settings
from treatygraph.store.files import check_size, data_files, load_data, load_ontology


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
    skip: Annotated[
        bool, typer.Option("--skip", help="Leave out rows with a mistake or doubt, and list them.")
    ] = False,
    trust: Annotated[
        bool,
        typer.Option("--trust", help="Take doubtful rows as the source has them; shapes warn."),
    ] = False,
    data: Data = None,
    layouts: Annotated[
        bool,
        typer.Option(
            "--layouts", callback=_list_layouts, is_eager=True, help="List layouts and columns."
        ),
    ] = False,
) -> None:
    """Turn tables into Turtle: all rows or, where one gives trouble, none.

    Trouble is a mistake, such as an unknown kind of act, or a doubt, such as an act before the
    treaty. Nothing is repaired: the row is corrected in the table, skipped or trusted.

    Example: treatygraph import acts ratifications.csv --write
    """
    folder = data or resources.root() / "data"
    with exit_codes(), progress("Importing") as step:
        # What needs no record first: it takes a moment to open.
        of = read_layout(layout)
        for path in files:
            check_size(path, read_settings().file_bytes)
        step("record")
        record = ox.Store()
        load_ontology(record)
        load_data(record, folder, data_files(folder))
        texts: dict[Path, str] = {}
        triples: set[ox.Triple] = set()
        left_out: list[Finding] = []
        for path in files:
            imported = import_table(path, of, record, skip=skip, trust=trust, progress=step)
            left_out += imported.left_out
            triples.update(*imported.files.values())
            if write:
                for target, merged in merge(imported.files, folder).items():
                    step(target.name)
                    texts[target] = canonical(merged)
        write_files(texts)
    for finding in left_out:
        err.print(str(finding), markup=False, soft_wrap=True)
    if left_out:
        rows = len({(finding.path, finding.line) for finding in left_out})
        err.print(f"Left out {rows} row{'s' * (rows > 1)}.")
    if write:
        for target in texts:
            err.print(f"Wrote {resources.shown(target)}")
        err.print("Now check them: treatygraph validate")
    else:
        # Not through the console: Turtle is for files and pipes, and is never wrapped.
        typer.echo(canonical(triples), nl=False)
