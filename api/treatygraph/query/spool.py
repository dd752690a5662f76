"""The spool: bytes as they come in, for readers who may be slower than the one who writes."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Final

# What is kept in memory; the rest goes into a file without a name.
MEMORY_BYTES: Final = 2**20
_PIECE_BYTES: Final = 2**18


class Spool:
    """What one task writes and clients read: a slow client holds up no worker."""

    def __init__(self) -> None:
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self._news = asyncio.Event()
        self._error: Exception | None = None
        self.size = 0
        self.is_whole = False

    def write(self, content: bytes) -> None:
        """Takes in what comes next."""
        if not self._file and self.size + len(content) <= MEMORY_BYTES:
            self._memory += content
        else:
            self._file = self._file or self._open()
            self._file.seek(self.size)
            self._file.write(content)
        self.size += len(content)
        self._news.set()

    def end(self, error: Exception | None = None) -> None:
        """Says that nothing more will come, and why if that was not to be."""
        self._error, self.is_whole = error, error is None
        self._news.set()

    def so_far(self) -> bytes:
        """As much of it as has come in."""
        return self._read(0, self.size)

    async def read(self) -> bytes:
        """All of it, when it is there; raises what ended it early."""
        if self.is_whole:
            return self.so_far()
        return b"".join([piece async for piece in self.pieces()])

    async def pieces(self) -> AsyncIterator[bytes]:
        """All of it from the beginning, as it comes in; raises what ended it early."""
        at = 0
        while True:
            self._news.clear()
            while at < self.size:
                piece = self._read(at, _PIECE_BYTES)
                at += len(piece)
                yield piece
            if self._error:
                raise self._error
            if self.is_whole:
                return
            await self._news.wait()

    def close(self) -> None:
        """Gives up the file."""
        if self._file:
            self._file.close()

    def _open(self) -> IO[bytes]:
        """The file, with what was in memory at its beginning."""
        file = tempfile.TemporaryFile()
        file.write(self._memory)
        self._memory.clear()
        return file

    def _read(self, at: int, most: int) -> bytes:
        if not self._file:
            return bytes(self._memory[at : at + most])
        self._file.seek(at)
        return self._file.read(most)
