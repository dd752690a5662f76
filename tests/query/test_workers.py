"""Workers: what becomes of tasks when workers end, grow old, or are all taken."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from treatygraph.errors import Busy, GaveUp, OutOfTime
from treatygraph.query.limits import Limits, allowed_limits
from treatygraph.query.worker import Reply
from treatygraph.query.workers import Workers
from treatygraph.settings import Settings

SETTINGS = Settings(workers=1, query_seconds=1, query_megabytes=200, result_bytes=10_000_000)


class Desk:
    """Does what tasks say; counts what it was told to change."""

    def __init__(self) -> None:
        self.changed, self.made = 0, ""

    def answer(self, task: dict[str, Any], reply: Reply) -> bool:
        """Does the task, and says with `lasting` whether the worker may go on."""
        output = reply.begin({"pid": os.getpid(), "changed": self.changed, "made": self.made})
        if "wants" in task:
            reply.want(task["wants"])
        output.write(b"x" * task.get("bytes", 0))
        if "signal" in task:
            os.kill(os.getpid(), task["signal"])
        if "memory" in task:
            bytearray(task["memory"])
        if "file" in task:
            Path(task["file"]).read_text()
        time.sleep(task.get("sleep", 0))
        return task.get("lasting", True)

    def change(self, told: bytes) -> Iterator[None] | None:
        """Counts, or makes in two steps what is wanted; some cannot be made, or not ended."""
        if told == b"impossible":
            raise ValueError
        if told == b"endless":
            return repeat(None)
        if told != b"more":
            self.changed += 1
            return None
        return self.make()

    def make(self) -> Iterator[None]:
        self.made += "b"
        yield
        self.made += "e"


@pytest.fixture
def workers() -> Iterator[Workers]:
    started = Workers(Desk(), SETTINGS)
    yield started
    started.close()


async def do(workers: Workers, hasty: bool = False, **task: Any) -> dict[str, Any]:
    """The head of what the desk answers, with the size of its content."""
    answer = await workers.do(task, hasty=hasty)
    try:
        return {**answer.head, "size": len(await answer.content.read())}
    finally:
        answer.close()


def test_a_worker_does_one_task_after_the_other(workers: Workers) -> None:
    async def twice() -> tuple[int, int]:
        return (await do(workers))["pid"], (await do(workers))["pid"]

    first, second = asyncio.run(twice())
    assert first == second != os.getpid()


@pytest.mark.parametrize("size", [0, 1, 2**16, 2**20, 5_000_000])
def test_content_of_any_size_comes_whole(workers: Workers, size: int) -> None:
    assert asyncio.run(do(workers, bytes=size))["size"] == size


@pytest.mark.parametrize(
    ("task", "error", "said"),
    [
        ({"sleep": 3}, OutOfTime, "longer than 1 seconds"),
        ({"signal": signal.SIGABRT}, GaveUp, "too much memory"),
        ({"signal": signal.SIGSEGV}, GaveUp, "nests too deeply"),
        ({"signal": signal.SIGKILL}, Busy, "ended from outside"),
        ({"memory": 10**9}, GaveUp, "too much memory"),
        ({"bytes": 10_000_001}, GaveUp, "result is too large"),
        ({"file": "/dev/null"}, GaveUp, "report it"),
    ],
)
def test_the_end_of_a_worker_is_told_and_the_next_is_there(
    workers: Workers, task: dict[str, Any], error: type[Exception], said: str
) -> None:
    async def fail() -> None:
        with pytest.raises(error, match=said):
            await do(workers, **task)
        assert (await do(workers, bytes=1))["size"] == 1

    asyncio.run(fail())


def test_what_breaks_off_late_is_told_to_the_reader(workers: Workers) -> None:
    async def read() -> None:
        answer = await workers.do({"bytes": 2**21, "signal": signal.SIGABRT})
        with pytest.raises(GaveUp):
            await answer.content.read()
        assert not answer.content.is_whole
        answer.close()

    asyncio.run(read())


def test_a_reader_does_not_wait_for_a_nursery_that_is_gone(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[tuple[int, int]] = []

    async def read() -> None:
        answer = await workers.do({"bytes": 2**21, "sleep": 60}, Limits(60, 200, 10_000_000))
        for pid in (workers._staff._nursery, answer.head["pid"]):
            os.kill(pid, signal.SIGKILL)
        # The server would end itself now, to be started anew.
        monkeypatch.setattr(os, "kill", lambda *told: ended.append(told))
        with pytest.raises(Busy, match="about to start anew"):
            await asyncio.wait_for(answer.content.read(), 30)
        answer.close()

    asyncio.run(read())
    assert ended == [(os.getpid(), signal.SIGTERM)]


def test_a_worker_killed_from_outside_is_replaced_unseen(workers: Workers) -> None:
    async def kill() -> None:
        pid = (await do(workers))["pid"]
        os.kill(pid, signal.SIGKILL)
        assert (await do(workers))["pid"] != pid

    asyncio.run(kill())


def test_a_task_that_spoils_its_worker_is_its_last(workers: Workers) -> None:
    async def twice() -> tuple[int, int]:
        return (await do(workers, lasting=False))["pid"], (await do(workers))["pid"]

    first, second = asyncio.run(twice())
    assert first != second


def test_a_change_reaches_every_later_task(workers: Workers) -> None:
    async def change() -> list[int]:
        before = (await do(workers))["changed"]
        await workers.change(b"")
        return [before, (await do(workers))["changed"]]

    assert asyncio.run(change()) == [0, 1]


def test_what_a_worker_wants_is_made_once_for_later_ones(workers: Workers) -> None:
    async def want() -> tuple[str, str, str]:
        first = (await do(workers, wants="more"))["made"]
        while not (later := await do(workers))["made"]:
            await asyncio.sleep(0.01)
        await do(workers, wants="impossible")
        await asyncio.sleep(0.1)
        return first, later["made"], (await do(workers))["made"]

    assert asyncio.run(want()) == ("", "be", "be")


def test_what_is_being_made_is_given_up_for_a_change(workers: Workers) -> None:
    async def both() -> dict[str, Any]:
        wanted = asyncio.create_task(workers.change(b"endless"))
        await do(workers)
        await workers.change(b"")
        with pytest.raises(GaveUp):
            await wanted
        return await do(workers)

    assert asyncio.run(both())["changed"] == 1


def test_what_is_soon_done_does_not_wait_for_what_is_not(workers: Workers) -> None:
    async def both() -> bool:
        slow = asyncio.create_task(do(workers, sleep=0.8))
        await asyncio.sleep(0.1)
        await do(workers, hasty=True)
        first = not slow.done()
        await slow
        return first

    assert asyncio.run(both())


def test_a_hasty_task_that_takes_longer_gets_its_time(workers: Workers) -> None:
    async def both() -> None:
        slow = asyncio.create_task(do(workers, sleep=0.5))
        await asyncio.sleep(0.1)
        assert (await do(workers, hasty=True, sleep=0.6, bytes=3))["size"] == 3
        await slow

    asyncio.run(both())


def test_nobody_waits_longer_than_a_task_may_take(workers: Workers) -> None:
    async def both() -> None:
        slow = asyncio.create_task(do(workers, sleep=0.9))
        await asyncio.sleep(0.1)
        with pytest.raises(Busy):
            await workers.do({}, Limits(0.2, 200, 1000))
        await slow

    asyncio.run(both())


def test_a_task_that_nobody_waits_for_is_ended(workers: Workers) -> None:
    async def leave() -> float:
        begun = time.monotonic()
        task = asyncio.create_task(workers.do({"sleep": 60}, Limits(60, 200, 1000)))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # The only place is free again.
        await do(workers)
        return time.monotonic() - begun

    assert asyncio.run(leave()) < 30


def test_numbers_tell_how_workers_ended(workers: Workers) -> None:
    async def fail() -> None:
        with pytest.raises(GaveUp):
            await do(workers, signal=signal.SIGSEGV)
        await do(workers)

    asyncio.run(fail())
    figures = workers.figures()
    assert figures["workers_alive"] == 1
    assert figures["worker_restarts"] == {"stack": 1}


def test_a_store_larger_than_the_limit_of_memory_is_no_hindrance() -> None:
    """The limit counts from what the process had when it began."""
    desk = Desk()

    held = bytearray(3 * 10**8)
    started = Workers(desk, SETTINGS)
    try:
        assert asyncio.run(do(started, memory=10**8))["size"] == 0
    finally:
        started.close()
    assert len(held) == 3 * 10**8


def test_the_settings_set_the_limits() -> None:
    assert allowed_limits(SETTINGS) == Limits(1, 200, 10_000_000)
