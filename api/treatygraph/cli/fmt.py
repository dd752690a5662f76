"""`treatygraph fmt`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treatygraph import resources
from treatygraph.cli.screen import EXIT_DATA_INVALID, err, exit_codes, out, progress
from treatygraph.errors import DataError, Finding
from treatygraph.ingest.turtle import canonical, write_files
from treatygraph.settings import read_settings
from treatygraph.store.files import check_size, parse_turtle


def fmt(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Turtle files; all of data/ if none is named.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if a file would change.")
    ] = False,
) -> None:
    """Bring Turtle files of the record into their canonical form.

    Comments do not survive: say it in skos:note. Files written by hand (ontology, shapes) are
    left alone unless they are named.

    Example: treatygraph fmt data/treaties/26-5.ttl
    """
    with exit_codes():
        for file in files or []:
            check_size(file, read_settings().file_bytes)
        changed: dict[Path, str] = {}
        findings: list[Finding] = []
        with progress("Formatting") as step:
            for path in files or resources.files("data", "*.ttl"):
                step(resources.shown(path))
                try:
                    text = canonical(parse_turtle(path))
                except DataError as error:
                    findings += error.findings
                    continue
                if text != path.read_text(encoding="utf-8"):
                    changed[path] = text
        if findings:
            raise DataError(findings)
        if not check:
            write_files(changed)
    for path in changed:
        out.print(f"{'Would format' if check else 'Formatted'} {resources.shown(path)}")
    if check and changed:
        err.print("Write: treatygraph fmt")
        raise typer.Exit(EXIT_DATA_INVALID)
