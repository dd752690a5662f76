"""A server on the loopback that answers as Wikidata does, also when it is short of time."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ITEMS = Path(__file__).parent / "items"
FAULTS = ("none", "429", "503", "dropped", "cut", "slow down")


class Wikidata(ThreadingHTTPServer):
    """Serves the items of the folder beside it, and finds each by the words of its label.

    `faults` lists what goes wrong with each request in turn, then nothing; with a `seed` it goes
    on at random. `asked` has the path and the agent of every request.
    """

    daemon_threads = True

    def __init__(self, faults: Sequence[str] = (), seed: int | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults = list(faults)
        self.chance = random.Random(seed) if seed is not None else None  # noqa: S311
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self) -> str:
        """What goes wrong with the next request."""
        if self.faults:
            return self.faults.pop(0)
        return self.chance.choice(FAULTS) if self.chance else "none"


class _Handler(BaseHTTPRequestHandler):
    server: Wikidata

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        parts = urlsplit(self.path)
        search = parse_qs(parts.query).get("search")
        fault = self.server.next_fault()
        if fault == "429":
            self._answer(429, b"Too many requests.", {"Retry-After": "7"})
        elif fault == "503":
            self._answer(503, b"Upstream connect error.")
        elif fault == "dropped":
            self.close_connection = True
        elif search:
            self._search(search[0], lag=fault == "slow down")
        else:
            path = ITEMS / Path(parts.path).name
            if path.is_file():
                self._answer(200, path.read_bytes(), cut=fault == "cut")
            else:
                self._answer(404, b"No such entity.")

    def _search(self, words: str, lag: bool) -> None:
        if lag:
            problem = {"code": "maxlag", "info": "Waiting for a server: 6 seconds lagged."}
            self._json({"error": problem}, {"Retry-After": "5"})
            return
        found = [
            {"id": path.stem}
            for path in sorted(ITEMS.glob("Q*.ttl"))
            if f'"{words}"@'.casefold() in path.read_text(encoding="utf-8").casefold()
        ]
        self._json({"search": found})

    def _json(self, content: object, headers: dict[str, str] | None = None) -> None:
        self._answer(200, json.dumps(content).encode(), headers)

    def _answer(
        self, status: int, content: bytes, headers: dict[str, str] | None = None, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(faults: Sequence[str] = (), seed: int | None = None) -> Iterator[Wikidata]:
    """The server, running for as long as the context lasts."""
    with Wikidata(faults, seed) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
