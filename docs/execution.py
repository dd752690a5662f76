"""Runs the notebooks of docs/ against a server, and stores what comes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import nbformat
from nbclient import NotebookClient

from treatygraph import resources

# The environment variable by which a notebook is told where the server answers.
ADDRESS: Final = "TREATYGRAPH_URL"


def notebooks() -> list[Path]:
    """The notebooks, sorted by name."""
    return resources.files("docs/notebooks", "*.ipynb")


def execute(path: Path, address: str) -> Any:
    """A notebook with the outputs that its cells have now, of the server at this address.

    Times and versions are left out, so that it differs from the file where outputs do. Raises
    CellExecutionError, with the cell, where one fails.
    """
    notebook: Any = nbformat.read(path, nbformat.NO_CONVERT)
    metadata = notebook.metadata.copy()
    client = NotebookClient(notebook, timeout=120, record_timing=False)
    client.execute(env={**os.environ, ADDRESS: address})
    notebook.metadata = metadata
    return notebook


if __name__ == "__main__":
    for path in notebooks():
        nbformat.write(execute(path, os.environ[ADDRESS]), path)
