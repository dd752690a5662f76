"""Workers: every task in a process apart, which can end without ending the server.

A nursery (`nursery.py`), forked from the server before that has threads, holds the store
copy-on-write and forks a worker (`worker.py`) for each line that the server (`staff.py`) opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from treatygraph.errors import Busy, OutOfTime
from treatygraph.prefixes import prefixes
from treatygraph.query.limits import Limits, allowed_limits
from treatygraph.query.spool import MEMORY_BYTES
from treatygraph.query.staff import Answer, Staff
from treatygraph.query.worker import Desk
from treatygraph.settings import Settings

# Where every worker is taken, a task gets this many seconds of one that is kept for the purpose:
# what is answered soon does not wait for what is not.
_HASTE_SECONDS: Final = 0.25


class Task(NamedTuple):
    """One query with the client's wishes for the form of its result; keys of caches hold it."""

    query: str
    format: str = ""
    accept: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Workers:
    """The line of tasks before the workers, as many of which work at once as the settings say."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._settings, self._limits = settings, allowed_limits(settings)
        self._places = asyncio.Semaphore(settings.workers)
        self._haste = asyncio.Semaphore(1)
        self._waiting = 0
        # Whatever a worker reads is read now: it cannot open files.
        prefixes()
        self._staff = Staff(desk, self._limits, backlog=settings.workers + 1)

    async def answer(self, task: Task, limits: Limits | None = None) -> Answer:
        """The result of a query; its head has `media_type`.

        Whole if it is short, else as much as shows that it is good: the rest comes in while it is
        read. Raises QueryError and MediaTypeError as the engine does, and what `do` raises.
        """
        return await self.do(task._asdict(), limits, hasty=True)

    async def do(
        self, task: dict[str, Any], limits: Limits | None = None, hasty: bool = False
    ) -> Answer:
        """What the desk answers to a task.

        A `hasty` task may be begun twice. Raises OutOfTime, GaveUp, and Busy where too many tasks
        wait already or this one has waited as long as it may take.
        """
        limits = limits or self._limits
        if self._waiting >= self._settings.queue:
            raise Busy(f"{self._waiting} queries wait already.")
        self._waiting += 1
        try:
            if hasty and self._places.locked():
                async with self._haste:
                    if self._places.locked() and (answer := await self._hurry(task, limits)):
                        return answer
            await self._wait(limits)
        finally:
            self._waiting -= 1
        answer = None
        try:
            answer = await self._staff.run(task, limits, MEMORY_BYTES)
        finally:
            if answer and answer.rest:
                answer.rest.add_done_callback(lambda _: self._places.release())
            else:
                self._places.release()
        return answer

    async def _wait(self, limits: Limits) -> None:
        """Takes a place among those who work."""
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(limits.seconds):
                await self._places.acquire()
        except TimeoutError:
            raise Busy(f"No worker was free for {limits.seconds:g} seconds.") from None

    async def _hurry(self, task: dict[str, Any], limits: Limits) -> Answer | None:
        short = replace(limits, seconds=min(limits.seconds, _HASTE_SECONDS))
        try:
            return await self._staff.run(task, short, limits.result_bytes)
        except OutOfTime:
            if short == limits:
                raise
            return None

    async def change(self, quads: bytes) -> None:
        """Has every later task find the store changed.

        Raises GaveUp where it could not be changed.
        """
        await self._staff.change(quads)

    def figures(self) -> Mapping[str, float | Mapping[str, float]]:
        """Numbers to watch: tasks that wait, and what the staff tells of itself."""
        return {"queue_length": self._waiting, **self._staff.figures()}

    def close(self) -> None:
        """Ends every worker; a second call does nothing."""
        self._staff.close()
