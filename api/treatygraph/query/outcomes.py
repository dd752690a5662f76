"""Outcomes: what it means that a worker refused a task, or ended over it."""

from __future__ import annotations

import os
import signal
from typing import Any

from treatygraph.errors import Busy, GaveUp, MediaTypeError, OutOfTime, QueryError, UsageError
from treatygraph.query.limits import Limits

_REASONS = {
    signal.SIGALRM: "out-of-time",
    signal.SIGABRT: "memory",
    signal.SIGSEGV: "stack",
    signal.SIGBUS: "stack",
    signal.SIGKILL: "killed",
    signal.SIGTERM: "killed",
}
_SAID = {
    "memory": (
        "The engine gave up on this query: it needs too much memory, or sorts values that cannot "
        "be compared. ORDER BY STR(?value) sorts values of any type."
    ),
    "stack": "The engine gave up on this query: it nests too deeply.",
    "defect": "The server could not do this: please report it with what you sent.",
}


def name_end(status: int) -> str:
    """What ended a worker, by its wait status.

    `out-of-time`, `memory` (also where the engine aborts for another reason), `stack`, `killed`
    from outside, or `defect`.
    """
    if os.WIFSIGNALED(status):
        return _REASONS.get(signal.Signals(os.WTERMSIG(status)), "defect")
    return "defect"


def explain_end(status: int, limits: Limits) -> UsageError:
    """The error that the wait status of a worker stands for."""
    reason = name_end(status)
    if reason == "out-of-time":
        return OutOfTime(f"The query took longer than {limits.seconds:g} seconds.")
    if reason == "killed":
        return Busy("Processes that worked on this query were ended from outside.")
    return GaveUp(_SAID[reason])


def explain_answer(said: dict[str, Any]) -> UsageError | None:
    """The error that the head or the end of an answer tells, None where it tells none."""
    match said.get("error"):
        case None:
            return None
        case "query":
            return QueryError(said["reason"], said["line"], said["column"])
        case "media-type":
            return MediaTypeError(said["wanted"], said["available"])
        case _:
            return GaveUp("The result is too large. Add a LIMIT, or ask for less.")
