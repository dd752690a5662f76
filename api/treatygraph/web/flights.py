"""Flights: of requests for the same answer at the same time, the first alone has it worked out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from treatygraph.query.staff import Answer


@dataclass
class _Flight:
    answer: asyncio.Task[Answer]
    passengers: int = 0


class Flights:
    """Answers that are being worked out or read, by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight] = {}

    @asynccontextmanager
    async def join(
        self, key: Hashable, begin: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> AsyncIterator[asyncio.Task[Answer]]:
        """What works out the answer, begun unless others wait for the same.

        When the last who joined has left, an answer that is not whole is given up.
        """
        flight = self._flights.get(key)
        if not flight:
            flight = self._flights[key] = _Flight(asyncio.create_task(begin()))
        flight.passengers += 1
        try:
            yield flight.answer
        finally:
            flight.passengers -= 1
            if not flight.passengers:
                del self._flights[key]
                _end(flight.answer)


def _end(task: asyncio.Task[Answer]) -> None:
    if not task.done():
        task.cancel()
    elif not task.cancelled() and not task.exception():
        task.result().close()
