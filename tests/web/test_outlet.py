"""The outlet of a connection: what is written is sent, in its order and with few calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from treatygraph.web.outlet import Outlet


class Transport(asyncio.Transport):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.told.append(bytes(data))

    def write_eof(self) -> None:
        self.told.append("eof")

    def close(self) -> None:
        self.told.append("close")

    def is_closing(self) -> bool:
        return "close" in self.told

    def get_write_buffer_size(self) -> int:
        return 0


def told(*acts: Callable[[Outlet], None]) -> list[bytes | str]:
    """What a transport is told by what is done to its outlet, until the loop has gone round."""

    async def act() -> list[bytes | str]:
        transport = Transport()
        outlet = Outlet(transport)
        for each in acts:
            each(outlet)
        await asyncio.sleep(0)
        return transport.told

    return asyncio.run(act())


def writing(data: bytes) -> Callable[[Outlet], None]:
    return lambda outlet: outlet.write(data)


def test_what_is_written_at_a_time_is_sent_at_once() -> None:
    assert told(writing(b"head"), writing(b"content")) == [b"headcontent"]


def test_what_is_long_is_not_held_back() -> None:
    async def write() -> tuple[list[bytes | str], int]:
        transport = Transport()
        outlet = Outlet(transport)
        for part in (b"head", b"x" * 100_000, b"tail"):
            outlet.write(part)
        return [*transport.told], outlet.get_write_buffer_size()

    assert asyncio.run(write()) == ([b"head" + b"x" * 100_000], len(b"tail"))


def test_what_is_held_back_is_sent_before_the_end() -> None:
    assert told(writing(b"a"), Outlet.write_eof, writing(b"b"), Outlet.close, writing(b"c")) == [
        b"a", "eof", b"b", "close",
    ]  # fmt: skip
