"""Flights: of requests for the same answer at the same time, the first alone has it worked out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from treatygraph.query.staff import Answer


class Flights:
    """Answers that are being worked out or read, by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight] = {}

    def join(self, key: Hashable, begin: Callable[[], Coroutine[Any, Any, Answer]]) -> Flight:
        """What works out the answer, begun unless others wait for the same."""
        flight = self._flights.get(key)
        if not flight:
            flight = Flight(asyncio.create_task(begin()), lambda: self._flights.pop(key))
            self._flights[key] = flight
        return flight


class Flight:
    """One answer that is worked out, and how many wait for it or read it: a context for each.

    When the last of them has left, an answer that is not whole is given up.
    """

    def __init__(self, answer: asyncio.Task[Answer], end: Callable[[], object]) -> None:
        self._answer, self._end = answer, end
        self._passengers = 0

    def __enter__(self) -> asyncio.Task[Answer]:
        """What works out the answer."""
        self._passengers += 1
        return self._answer

    def __exit__(self, *_: object) -> None:
        """Leaves."""
        self._passengers -= 1
        if self._passengers:
            return
        self._end()
        if not self._answer.done():
            self._answer.cancel()
        elif not self._answer.cancelled() and not self._answer.exception():
            self._answer.result().close()
