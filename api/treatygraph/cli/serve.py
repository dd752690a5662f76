"""`treatygraph serve`"""

from __future__ import annotations

import asyncio
import gc
import math
import socket
import sys
from functools import partial
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from treatygraph.cli.screen import err, exit_codes, progress
from treatygraph.errors import UsageError
from treatygraph.settings import Settings, read_settings
from treatygraph.store.build import Graph, data_version, open_graph
from treatygraph.web.app import create_app
from treatygraph.web.connections import watched_protocol
from treatygraph.web.directory import Directory
from treatygraph.web.supervisor import Supervisor, Ties
from treatygraph.web.versions import note_served

# Seconds that a server which is to end gives to answers on their way, besides those of a query.
_GRACE = 5
# Connections that wait to be taken: as many come while one server takes the place of another.
_BACKLOG = 1024


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(help="Queries evaluated at once.", min=1)] = None,
    timeout: Annotated[
        float | None, typer.Option(help="Longest time for one query in seconds.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(help="Most memory for one query in megabytes.", min=1)
    ] = None,
) -> None:
    """Serve the graph over HTTP, building it first if its sources changed.

    SIGHUP has the present data served without a gap.

    Example: treatygraph serve --port 8000 --workers 4 --timeout 10 --memory 512
    """
    with exit_codes():
        settings = read_settings(
            host=host, port=port, workers=workers, query_seconds=timeout, query_megabytes=memory
        )
        listener = listen(settings)
        with progress("Opening the graph") as step:
            graph = open_graph(settings, step)
        note_served(settings, graph)
        err.print(f"{graph.size:,} triples, version {graph.version}")
        err.print(f"Serving on http://{settings.host}:{settings.port}/ — stop with Ctrl-C")
        supervisor = Supervisor(
            partial(_answer, listener, settings),
            partial(_reopen, settings),
            lambda graph: graph.version == data_version(settings.submissions_folder),
            err.print,
        )
        raise typer.Exit(supervisor.run(graph))


def _reopen(settings: Settings) -> Graph:
    graph = open_graph(settings)
    note_served(settings, graph)
    return graph


def _answer(listener: socket.socket, settings: Settings, graph: Graph, ties: Ties) -> None:
    """Answers requests until it is told to end, or the supervisor has ended."""
    app = create_app(settings, graph, sys.stdout)
    _Server(app, settings, ties).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, app: FastAPI, settings: Settings, ties: Ties) -> None:
        super().__init__(configure(app, settings))
        self._app, self._ties = app, ties

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            asyncio.get_running_loop().add_reader(self._ties.leash, self._let_go)
            self._ties.tell_ready()
            self._warming = asyncio.create_task(self._warm())

    async def _warm(self) -> None:
        # It takes a second, for which nobody has to wait: neither who asks first after the start,
        # nor who first asks for a name.
        directory: Directory = self._app.state.directory
        await directory.index()
        # What is there now stays. To look through it for garbage would take a tenth of a second
        # every ten thousand answers, in which nobody is answered.
        gc.freeze()

    def _let_go(self) -> None:
        # Without a supervisor nobody would end this server.
        asyncio.get_running_loop().remove_reader(self._ties.leash)
        self.should_exit = True


def configure(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """The configuration of the server for the application: connections with limits, no sockets."""
    return uvicorn.Config(
        app,
        http=watched_protocol(settings),
        ws="none",
        log_level="warning",
        access_log=False,
        # The application believes the proxies that its settings name.
        proxy_headers=False,
        h11_max_incomplete_event_size=settings.head_bytes,
        # Who waits longer than a query may take is not waited for.
        timeout_graceful_shutdown=math.ceil(settings.query_seconds) + _GRACE,
    )


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say; raises UsageError where it cannot."""
    # Before the graph is opened: who cannot have the port need not wait for it.
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listener = socket.create_server(
            (settings.host, settings.port), family=family, backlog=_BACKLOG
        )
        # Inherited by each connection. asyncio sets it for sockets that name their protocol, which
        # this one does not; without it a short answer waits 40 ms for the client to acknowledge.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        what = f"Port {settings.port} of {settings.host} cannot be had: {error.strerror}."
        raise UsageError(f"{what} Write --port 8001, say.") from None
