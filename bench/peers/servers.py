"""How each server is started over one file of N-Quads; all take the union of the graphs."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from peers.server import Server, free_port, running
from peers.virtuoso import virtuoso
from treatygraph.settings import read_settings
from treatygraph.store.build import dump_path

Start = Callable[[Path, Path], AbstractContextManager[Server]]
BIN = Path(sys.executable).parent


@contextmanager
def treatygraph(data: Path, folder: Path) -> Iterator[Server]:
    """This project's server, as `treatygraph serve` starts it; the data take its dump's place."""
    built = folder / "built"
    built.mkdir()
    dump_path(read_settings(build_folder=built)).symlink_to(data)
    port = free_port()
    with running(
        "treatygraph",
        [BIN / "treatygraph", "serve", "--port", str(port)],
        f"http://127.0.0.1:{port}/sparql",
        settings={"TREATYGRAPH_BUILD_FOLDER": str(built)},
    ) as server:
        yield server


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


STARTS: dict[str, Start] = {
    "treatygraph": treatygraph,
    "oxigraph-memory": oxigraph_memory,
    "oxigraph-rocksdb": oxigraph_rocksdb,
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
}
