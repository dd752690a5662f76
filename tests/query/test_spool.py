"""The spool: what is written comes out for every reader, in memory or not."""

from __future__ import annotations

import asyncio

import pytest

from treatygraph.query.spool import MEMORY_BYTES, Spool


def test_readers_read_all_while_it_is_written() -> None:
    pieces = [bytes([n]) * (MEMORY_BYTES // 3) for n in range(5)]

    async def both() -> list[bytes]:
        spool = Spool()
        reading = [asyncio.create_task(spool.read()) for _ in range(2)]
        for piece in pieces:
            spool.write(piece)
            await asyncio.sleep(0)
        spool.end()
        try:
            return await asyncio.gather(*reading)
        finally:
            spool.close()

    assert asyncio.run(both()) == [b"".join(pieces)] * 2


def test_a_reader_learns_what_ended_it_early() -> None:
    async def read() -> bytes:
        spool = Spool()
        spool.write(b"begin")
        spool.end(ValueError("broke off"))
        pieces = spool.pieces()
        begin = await anext(pieces)
        with pytest.raises(ValueError, match="broke off"):
            await anext(pieces)
        spool.close()
        return begin

    assert asyncio.run(read()) == b"begin"
