"""Judgements: what a worker says of facts or of a change, before anything is kept."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from treatygraph.errors import DataError, Finding, GaveUp, OutOfTime
from treatygraph.query.limits import Limits
from treatygraph.query.workers import Workers


async def judge(
    workers: Workers, task: dict[str, Any], limits: Limits, advice: str, hasty: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head of a worker's judgement, and what it told: empty where the head says it all.

    Raises OutOfTime and GaveUp, both with the advice, and DataError where the facts cannot be read.
    """
    try:
        answer = await workers.do(task, limits, hasty)
    except OutOfTime:
        seconds = f"{limits.seconds:g} seconds"
        raise OutOfTime(f"The judgement took longer than {seconds}. {advice}") from None
    except GaveUp:
        raise GaveUp(f"The judgement needs too much memory. {advice}") from None
    with contextlib.closing(answer):
        head, content = answer.head, await answer.content.read()
    if "findings" in head:
        raise DataError(Finding(**finding) for finding in head["findings"])
    return head, json.loads(content) if content else {}
