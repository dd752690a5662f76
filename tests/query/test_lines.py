"""The line to the nursery: what it tells of workers whom somebody asks about, or nobody."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from treatygraph.query.frames import ENDED, pack_object
from treatygraph.query.lines import NurseryLine

# More than a socket holds.
MANY = 2000


@asynccontextmanager
async def open_line() -> AsyncIterator[tuple[NurseryLine, socket.socket]]:
    """A line that is listened to, and its other end."""
    ours, theirs = socket.socketpair()
    line = NurseryLine(ours)
    listening = asyncio.create_task(line.listen())
    try:
        yield line, theirs
    finally:
        theirs.close()
        await listening
        line.close()


def test_a_nursery_that_nobody_asks_need_not_wait() -> None:
    async def ask() -> int:
        async with open_line() as (line, theirs):

            def tell() -> None:
                for pid in range(MANY):
                    theirs.sendall(pack_object(ENDED, {"pid": pid, "status": pid}))

            for pid in range(MANY - 1):
                line.forget(pid)
            await asyncio.to_thread(tell)
            return await line.status(MANY - 1)

    assert asyncio.run(ask()) == MANY - 1


def test_who_asks_about_several_gets_each() -> None:
    async def ask() -> list[int]:
        async with open_line() as (line, theirs):
            asking = [asyncio.create_task(line.status(pid)) for pid in (1, 2, 3)]
            await asyncio.sleep(0)
            for pid in (3, 1, 2):
                theirs.sendall(pack_object(ENDED, {"pid": pid, "status": pid * 10}))
            return await asyncio.gather(*asking)

    assert asyncio.run(ask()) == [10, 20, 30]


def test_who_asks_a_nursery_that_ends_is_told_so() -> None:
    async def ask() -> list[BaseException | int | bool]:
        async with open_line() as (line, theirs):
            asking = [asyncio.create_task(told) for told in (line.status(1), line.change(b""))]
            await asyncio.sleep(0)
            theirs.close()
            before: list[BaseException | int | bool] = await asyncio.gather(
                *asking, return_exceptions=True
            )
            return [*before, *await asyncio.gather(line.status(2), return_exceptions=True)]

    told = asyncio.run(ask())
    assert [isinstance(each, ConnectionError) for each in told] == [True] * 3
