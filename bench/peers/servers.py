"""How each server is started over one file of N-Quads.

The default graph of all is the union of the graphs.
"""

from __future__ import annotations

import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from peers.fronts import BIN, COMMANDS, treatygraph
from peers.server import Server, free_port, running
from peers.virtuoso import virtuoso

Start = Callable[[Path, Path], AbstractContextManager[Server]]


@contextmanager
def oxigraph_memory(data: Path, folder: Path) -> Iterator[Server]:
    """The Oxigraph server without a folder; it is sent the data."""
    with _oxigraph("Oxigraph, memory", ["serve"]) as server:
        store = server.address.replace("/query", "/store")
        with data.open("rb") as body:
            sent = urllib.request.Request(  # noqa: S310
                store,
                body,
                {
                    "Content-Type": "application/n-quads",
                    "Content-Length": str(os.stat(data).st_size),
                },
                method="POST",
            )
            urllib.request.urlopen(sent, timeout=1800).close()  # noqa: S310
        yield server


@contextmanager
def oxigraph_rocksdb(data: Path, folder: Path) -> Iterator[Server]:
    """The Oxigraph server over a folder, loaded and optimised before."""
    location = ["--location", str(folder / "rocksdb")]
    for step in (["load", *location, "--lenient", "--file", str(data)], ["optimize", *location]):
        subprocess.run([BIN / "oxigraph", *step], check=True, capture_output=True)  # noqa: S603
    with _oxigraph("Oxigraph, RocksDB", ["serve-read-only", *location]) as server:
        yield server


def _oxigraph(name: str, how: list[str]) -> AbstractContextManager[Server]:
    place = f"127.0.0.1:{free_port()}"
    command: list[str | Path] = [BIN / "oxigraph", *how, "--bind", place, "--union-default-graph"]
    return running(name, command, f"http://{place}/query")


@contextmanager
def rdflib_endpoint(data: Path, folder: Path) -> Iterator[Server]:
    """rdflib-endpoint over rdflib's own store; its data set takes the union by default."""
    port = free_port()
    where = ["--host", "127.0.0.1", "--port", str(port)]
    command: list[str | Path] = [BIN / "rdflib-endpoint", "serve", *where, str(data)]
    with running("rdflib-endpoint", command, f"http://127.0.0.1:{port}/") as server:
        yield server


PEERS: dict[str, Start] = {
    "treatygraph": partial(treatygraph, "treatygraph"),
    "oxigraph-memory": oxigraph_memory,
    "oxigraph-rocksdb": oxigraph_rocksdb,
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
}
STARTS = PEERS | {name: partial(treatygraph, name) for name in COMMANDS}
