"""The access log: one line of JSON for each request."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, TextIO

from treatygraph.settings import Settings
from treatygraph.web.access import Record

_TOLD = ("query_hash", "rows", "outcome", "cache")


class AccessLog:
    """Writes a line for each record to a stream.

    It does so itself: a record of `logging` takes as long as all else that is done to send a short
    answer again.
    """

    def __init__(self, stream: TextIO, settings: Settings) -> None:
        self._stream, self._settings = stream, settings

    def write(self, record: Record) -> None:
        """Writes one line, which whoever reads the log finds at once; none where nobody does."""
        try:
            self._stream.write(access_line(record, self._settings) + "\n")
            self._stream.flush()
        except OSError:
            # Requests are answered, also where the other end of a pipe is closed or a disk is full.
            pass


def access_line(record: Record, settings: Settings) -> str:
    """A record as one line of JSON in ASCII: nothing that a client sends begins another line.

    Texts of queries and addresses of clients stand in it where the settings say so.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    line: dict[str, Any] = {
        "time": now.replace("+00:00", "Z"),
        "id": record.id,
        "method": record.method,
        "route": record.route,
        "status": record.status,
        "ms": round(record.seconds * 1000, 2),
        "bytes": record.size,
    }
    for name in _TOLD:
        if name in record.state:
            line[name] = record.state[name]
    if not record.whole:
        line["broken"] = True
    if settings.log_clients:
        line["client"] = record.client
    if settings.log_queries and "query" in record.state:
        line["query"] = record.state["query"]
    return json.dumps(line)
