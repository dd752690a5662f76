"""`treatygraph mcp`"""

from __future__ import annotations

import asyncio
import os
import signal
from importlib.util import find_spec
from types import FrameType

from treatygraph.cli.screen import err, exit_codes, progress
from treatygraph.errors import UsageError
from treatygraph.query.queries import Queries
from treatygraph.query.workers import Workers
from treatygraph.settings import read_settings
from treatygraph.store.build import open_graph


def mcp() -> None:
    """Answer an assistant over standard input and output, by the Model Context Protocol.

    Assistants start it themselves, and end it by closing its input.

    Example: treatygraph mcp
    """
    with exit_codes():
        if not find_spec("mcp"):
            what = "The Model Context Protocol is not installed."
            raise UsageError(f"{what} Write pip install 'treatygraph[mcp]'.")
        from treatygraph.mcp.server import serve

        settings = read_settings()
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
        # Before there are threads: workers are forked.
        workers = Workers(Queries(graph.store), settings)

        def end(number: int, _: FrameType | None) -> None:
            # A thread waits for input, and Python would wait for the thread.
            workers.close()
            os._exit(128 + number)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)
        err.print(f"{graph.size:,} triples, version {graph.version}; an assistant may ask.")
        try:
            asyncio.run(serve(graph, settings, workers))
        finally:
            workers.close()
        # To give back the memory of the graph takes longer than some clients wait.
        os._exit(0)
