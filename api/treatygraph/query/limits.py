"""What one query may use: time, memory, size and rows of its result."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.settings import Settings


@dataclass(frozen=True)
class Limits:
    """Limits of one query: seconds, megabytes of memory, bytes and rows of the result.

    A query that passes one of the first three is ended; of more rows the first are answered.
    """

    seconds: float
    megabytes: int
    result_bytes: int
    rows: int


def allowed_limits(settings: Settings) -> Limits:
    """The most that this server gives to a query."""
    return Limits(
        settings.query_seconds,
        settings.query_megabytes,
        settings.result_bytes,
        settings.result_rows,
    )
