"""A peer: one server with the way to start it, also anew where a query hangs in it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from peers.server import Server
from peers.servers import STARTS


class Peer:
    """A server that runs until `close`, over the same data after every start."""

    def __init__(self, key: str, data: Path, folder: Path) -> None:
        self._key, self._data, self._folder = key, data, folder
        self._stack = ExitStack()
        self.server = self._start()

    @property
    def name(self) -> str:
        """The name that tables have for it."""
        return self.server.name

    def _start(self) -> Server:
        folder = Path(tempfile.mkdtemp(dir=self._folder, prefix=self._key))
        return self._stack.enter_context(STARTS[self._key](self._data, folder))

    def restart(self) -> None:
        """Ends the server and starts it anew."""
        self.close()
        self.server = self._start()

    def close(self) -> None:
        """Ends the server."""
        self._stack.close()


@contextmanager
def peers_of(keys: list[str], data: Path, folder: Path) -> Iterator[list[Peer]]:
    """The peers that could be started; says why where one could not. All end with the context."""
    with ExitStack() as stack:
        found = []
        for key in keys:
            say(f"starting {key}")
            try:
                peer = Peer(key, data, folder)
            except (OSError, TimeoutError) as error:
                say(f"  left out: {error}")
                continue
            stack.callback(peer.close)
            found.append(peer)
        yield found


def say(words: str) -> None:
    """Tells progress on stderr."""
    print(words, file=sys.stderr, flush=True)
