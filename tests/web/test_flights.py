"""Flights: who works an answer out, who gets it, and what becomes of it when clients go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from treatygraph.errors import GaveUp
from treatygraph.query.spool import Spool
from treatygraph.query.staff import Answer
from treatygraph.web.flights import Flights, Gone


class Client:
    """Asks for the one answer, and goes away when it is told to."""

    def __init__(self, flights: Flights, work: Callable[[], Awaitable[Answer]]) -> None:
        self._going, self._told = asyncio.Event(), asyncio.Event()
        self.asking = asyncio.create_task(self._ask(flights, work))

    async def _ask(self, flights: Flights, work: Callable[[], Awaitable[Answer]]) -> Answer:
        with flights.join("key") as flight:
            return await flight.land(work, self._receive)

    async def _receive(self) -> Message:
        await self._going.wait()
        self._told.set()
        return {"type": "http.disconnect"}

    async def go(self) -> None:
        """Goes, and has that noticed."""
        self._going.set()
        await self._told.wait()
        for _ in range(10):
            await asyncio.sleep(0)


class Kitchen:
    """Counts how often an answer is begun and how often given up; serves it when told to."""

    def __init__(self) -> None:
        self.begun = self.given_up = 0
        self.clear = asyncio.Event()
        self.clear.set()
        self.ready: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    async def work(self) -> Answer:
        """The answer that all get."""
        self.begun += 1
        try:
            return await asyncio.shield(self.ready)
        except asyncio.CancelledError:
            self.given_up += 1
            await self.clear.wait()
            raise


async def gather(*clients: Client) -> list[object]:
    return await asyncio.gather(*(c.asking for c in clients), return_exceptions=True)


def run(scene: Callable[[Flights, Kitchen], Awaitable[None]]) -> None:
    async def play() -> None:
        await scene(Flights(), Kitchen())

    asyncio.run(play())


def test_all_get_what_one_works_out() -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        clients = [Client(flights, kitchen.work) for _ in range(3)]
        await asyncio.sleep(0)
        kitchen.ready.set_result(Answer({}, Spool()))
        assert await gather(*clients) == [kitchen.ready.result()] * 3
        assert kitchen.begun == 1

    run(scene)


def test_all_are_told_of_the_same_failure() -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        clients = [Client(flights, kitchen.work) for _ in range(3)]
        await asyncio.sleep(0)
        kitchen.ready.set_exception(GaveUp("too long"))
        assert [type(got) for got in await gather(*clients)] == [GaveUp] * 3
        assert kitchen.begun == 1

    run(scene)


@pytest.mark.parametrize("first", [0, 1])
def test_an_answer_is_worked_out_as_long_as_one_waits(first: int) -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        clients = [Client(flights, kitchen.work) for _ in range(2)]
        await clients[first].go()
        kitchen.ready.set_result(Answer({}, Spool()))
        got = await gather(*clients)
        assert isinstance(got[first], Gone)
        assert got[1 - first] is kitchen.ready.result()
        assert (kitchen.begun, kitchen.given_up) == (1, 0)

    run(scene)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_answer_that_nobody_waits_for_is_given_up(order: tuple[int, int]) -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        clients = [Client(flights, kitchen.work) for _ in range(2)]
        for at in order:
            await clients[at].go()
        assert [type(got) for got in await gather(*clients)] == [Gone, Gone]
        assert (kitchen.begun, kitchen.given_up) == (1, 1)

    run(scene)


def test_who_waits_takes_over_where_the_work_is_cancelled() -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        one, other = Client(flights, kitchen.work), Client(flights, kitchen.work)
        await asyncio.sleep(0)
        one.asking.cancel()
        await asyncio.wait({one.asking})
        kitchen.ready.set_result(Answer({}, Spool()))
        assert await other.asking is kitchen.ready.result()
        assert (kitchen.begun, kitchen.given_up) == (2, 1)

    run(scene)


def test_who_comes_after_all_have_left_begins_anew() -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        first = Client(flights, kitchen.work)
        await first.go()
        assert isinstance(first.asking.exception(), Gone)
        kitchen.ready.set_result(Answer({}, Spool()))
        assert await Client(flights, kitchen.work).asking is kitchen.ready.result()
        assert kitchen.begun == 2

    run(scene)


def test_who_comes_while_the_work_is_given_up_begins_anew() -> None:
    async def scene(flights: Flights, kitchen: Kitchen) -> None:
        kitchen.clear.clear()
        first = Client(flights, kitchen.work)
        await first.go()
        passing, staying = (Client(flights, kitchen.work) for _ in range(2))
        await passing.go()
        kitchen.clear.set()
        kitchen.ready.set_result(Answer({}, Spool()))
        got = await gather(first, passing, staying)
        assert [type(each) for each in got[:2]] == [Gone, Gone]
        assert got[2] is kitchen.ready.result()
        assert (kitchen.begun, kitchen.given_up) == (2, 1)

    run(scene)
