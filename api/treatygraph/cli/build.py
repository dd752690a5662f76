"""`treatygraph build`"""

from __future__ import annotations

from treatygraph import resources
from treatygraph.cli.screen import err, exit_codes, progress
from treatygraph.settings import read_settings
from treatygraph.store import build as graph_build


def build() -> None:
    """Build the graph from its sources: load, derive, write the dump.

    Example: treatygraph build
    """
    with exit_codes():
        with progress("Building") as step:
            path = graph_build.build(read_settings(), step)
        err.print(f"Built {resources.shown(path)}")
