"""Flights: of requests for the same answer at the same time, the first alone works it out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from functools import partial
from typing import Final

from starlette.types import Message, Receive

from treatygraph.query.staff import Answer

# Only of what takes longer, in seconds, is it worth while to see whether the client still waits.
_SOON: Final = 0.05

Work = Callable[[], Awaitable[Answer]]


class Gone(Exception):
    """The client has closed its connection: nobody is left to answer."""


class Flights:
    """Answers that are being worked out or read, by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight] = {}

    def join(self, key: Hashable) -> Flight:
        """The flight of all who ask the same, a new one unless somebody does already."""
        flight = self._flights.get(key)
        if not flight:
            flight = self._flights[key] = Flight(partial(self._flights.pop, key))
        return flight


class Flight:
    """One answer, and those who wait for it or read it: a context for each.

    When the last of them has left, the answer is closed.
    """

    def __init__(self, end: Callable[[], object]) -> None:
        self._end = end
        self._aboard = 0
        self._answer: Answer | None = None
        self._error: Exception | None = None
        # While somebody works: what interrupts that, and what sees whether its client waits.
        self._working: asyncio.Timeout | None = None
        self._watch: _Watch | None = None
        self._others: list[asyncio.Future[None]] = []

    def __enter__(self) -> Flight:
        """Takes one more aboard."""
        self._aboard += 1
        return self

    def __exit__(self, *_: object) -> None:
        """Lets one leave."""
        self._aboard -= 1
        self._give_up()
        if not self._aboard:
            self._end()
            if self._answer:
                self._answer.close()

    async def land(self, work: Work, receive: Receive) -> Answer:
        """The answer, from the first who asks for it; `receive` tells when the client goes.

        Raises what the work raises, and Gone. The request does the work itself: to wait for a task
        of its own would take a short answer three turns of the loop more.
        """
        while not self._answer and not self._error:
            if self._working:
                await self._wait(receive)
            else:
                await self._work(work, receive)
        if self._error:
            raise self._error
        assert self._answer
        return self._answer

    async def _work(self, work: Work, receive: Receive) -> None:
        watch = self._watch = _Watch(receive, self._give_up)
        try:
            async with asyncio.timeout(None) as self._working:
                self._answer = await work()
        except Exception as error:
            if not (self._working and self._working.expired()):
                self._error = error
        finally:
            # Where neither is there now, another who waits begins anew.
            self._working = self._watch = None
            for other in self._others:
                if not other.done():
                    other.set_result(None)
            await watch.end()
        if watch.has_gone:
            raise Gone

    async def _wait(self, receive: Receive) -> None:
        landed = asyncio.get_running_loop().create_future()
        self._others.append(landed)
        gone = asyncio.create_task(_leave(receive))
        try:
            await asyncio.wait({landed, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not landed.done():
                raise Gone
        finally:
            await _end(gone)

    def _give_up(self) -> None:
        """Interrupts the work, once, where its client has gone and nobody else is aboard."""
        if not self._working or self._working.when() or self._aboard > 1:
            return
        if self._watch and self._watch.has_gone:
            self._working.reschedule(1)


class _Watch:
    """Sees whether a client goes, once it has waited for long, and calls `tell` if so."""

    def __init__(self, receive: Receive, tell: Callable[[], None]) -> None:
        self._receive, self._tell = receive, tell
        self._watching: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_SOON, self._begin)
        self.has_gone = False

    def _begin(self) -> None:
        self._watching = asyncio.create_task(_leave(self._receive))
        self._watching.add_done_callback(self._note)

    def _note(self, watching: asyncio.Task[None]) -> None:
        if not watching.cancelled():
            self.has_gone = True
            self._tell()

    async def end(self) -> None:
        """Watches no more."""
        self._timer.cancel()
        if self._watching:
            await _end(self._watching)


async def _leave(receive: Receive) -> None:
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()


async def _end(watching: asyncio.Task[None]) -> None:
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
