"""`treatygraph serve`"""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from treatygraph.cli.screen import err, exit_codes, progress
from treatygraph.settings import Settings
from treatygraph.store.build import open_graph
from treatygraph.web.app import create_app


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
) -> None:
    """Serve the graph over HTTP, building it first if its sources changed.

    Example: treatygraph serve --port 8000
    """
    settings = Settings()
    if host is not None:
        settings = settings.model_copy(update={"host": host})
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    with exit_codes():
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
        err.print(f"{len(graph):,} triples, version {graph.version}")
        err.print(f"Serving on http://{settings.host}:{settings.port}/ — stop with Ctrl-C")
        app = create_app(settings, graph)
        uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")
