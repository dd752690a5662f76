"""What one query may use: time, memory, and size of its result."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.settings import Settings


@dataclass(frozen=True)
class Limits:
    """Limits of one query: seconds, megabytes of memory, and bytes of the result.

    A query that passes one of them is ended: what is answered is whole.
    """

    seconds: float
    megabytes: int
    result_bytes: int


def allowed_limits(settings: Settings) -> Limits:
    """The most that this server gives to a query."""
    return Limits(settings.query_seconds, settings.query_megabytes, settings.result_bytes)
