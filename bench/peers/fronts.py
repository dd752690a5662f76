"""This project's server: as its command starts it, and the application behind other servers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peers.server import Server, free_port, running
from treatygraph.settings import read_settings
from treatygraph.store.build import dump_path

BIN = Path(sys.executable).parent
APPLICATION = ("--factory", "treatygraph.web.app:create_app")
# All requests of the benchmark come from one address.
SETTINGS = {"TREATYGRAPH_RATE_PER_MINUTE": "0"}
COMMANDS = {
    "treatygraph": ("treatygraph", "serve"),
    "uvicorn": ("uvicorn", *APPLICATION, "--loop", "asyncio", "--http", "h11", "--no-access-log"),
    "uvicorn-uvloop": (
        "uvicorn", *APPLICATION, "--loop", "uvloop", "--http", "httptools", "--no-access-log",
    ),
    "granian": ("granian", *APPLICATION, "--interface", "asgi", "--loop", "asyncio"),
    "granian-uvloop": ("granian", *APPLICATION, "--interface", "asgi", "--loop", "uvloop"),
}  # fmt: skip


@contextmanager
def treatygraph(name: str, data: Path, folder: Path) -> Iterator[Server]:
    """This project's server, started by one of these commands; the data take its dump's place."""
    dump_path(read_settings(build_folder=folder)).symlink_to(data)
    port = free_port()
    program, *rest = COMMANDS[name]
    with running(
        name,
        [BIN / program, *rest, "--port", str(port)],
        f"http://127.0.0.1:{port}/sparql",
        settings=SETTINGS | {"TREATYGRAPH_BUILD_FOLDER": str(folder)},
    ) as server:
        yield server
