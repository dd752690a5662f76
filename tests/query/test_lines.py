"""The line to the nursery: what it tells of workers whom somebody asks about, or nobody."""

from __future__ import annotations

import asyncio
import socket
import threading

from treatygraph.query.frames import ENDED, pack_object
from treatygraph.query.lines import NurseryLine

# More than a socket holds.
MANY = 2000


def test_a_nursery_that_nobody_asks_need_not_wait() -> None:
    ours, theirs = socket.socketpair()
    line = NurseryLine(ours)

    def tell() -> None:
        for pid in range(MANY):
            theirs.sendall(pack_object(ENDED, {"pid": pid, "status": pid}))

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    for pid in range(MANY - 1):
        line.forget(pid)
        line.catch_up()
    while telling.is_alive():
        line.catch_up()
    assert asyncio.run(line.status(MANY - 1)) == MANY - 1
    line.close()
    theirs.close()


def test_who_asks_about_several_gets_each() -> None:
    async def ask() -> list[int]:
        ours, theirs = socket.socketpair()
        line = NurseryLine(ours)
        asking = [asyncio.create_task(line.status(pid)) for pid in (1, 2, 3)]
        await asyncio.sleep(0)
        for pid in (3, 1, 2):
            theirs.sendall(pack_object(ENDED, {"pid": pid, "status": pid * 10}))
        told = await asyncio.gather(*asking)
        line.close()
        theirs.close()
        return told

    assert asyncio.run(ask()) == [10, 20, 30]
