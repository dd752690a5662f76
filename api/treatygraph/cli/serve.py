"""`treatygraph serve`"""

from __future__ import annotations

import socket
import sys
from typing import Annotated

import typer
import uvicorn

from treatygraph.cli.screen import err, exit_codes, progress
from treatygraph.errors import UsageError
from treatygraph.settings import Settings, read_settings
from treatygraph.store.build import open_graph
from treatygraph.web.access import write_log
from treatygraph.web.app import create_app


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
) -> None:
    """Serve the graph over HTTP, building it first if its sources changed.

    Example: treatygraph serve --port 8000
    """
    with exit_codes():
        settings = read_settings(host=host, port=port)
        listener = listen(settings)
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
        err.print(f"{graph.size:,} triples, version {graph.version}")
        err.print(f"Serving on http://{settings.host}:{settings.port}/ — stop with Ctrl-C")
        app = create_app(settings, graph)
        write_log(sys.stdout)
        config = uvicorn.Config(app, log_level="warning", access_log=False, proxy_headers=False)
        server = uvicorn.Server(config)
        server.run(sockets=[listener])


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say; raises UsageError where it cannot."""
    # Before the graph is opened: who cannot have the port need not wait for it.
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listener = socket.create_server((settings.host, settings.port), family=family)
        # Inherited by each connection. asyncio sets it for sockets that name their protocol, which
        # this one does not; without it a short answer waits 40 ms for the client to acknowledge.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        what = f"Port {settings.port} of {settings.host} cannot be had: {error.strerror}."
        raise UsageError(f"{what} Write --port 8001, say.") from None
