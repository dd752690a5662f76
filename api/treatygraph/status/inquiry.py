"""Inquiries: which treaty, which participant and which day a status is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from treatygraph.errors import InvalidValue
from treatygraph.ingest.cells import CellError, read_date
from treatygraph.ingest.names import Names
from treatygraph.status.lookup import value
from treatygraph.terms import tg


@dataclass(frozen=True)
class Inquiry:
    """One treaty, one participant or all (empty), one day; IRIs and `YYYY-MM-DD`."""

    treaty: str
    state: str
    on: str


def read_inquiry(names: Names, store: ox.Store, treaty: str, state: str, on: str) -> Inquiry:
    """The inquiry that words mean: identifiers, ISO codes, names, IRIs or Wikidata numbers.

    Without a day it is today, or the last day up to which the record of the treaty is complete if
    that comes first. Raises UnknownName with the nearest names, and InvalidValue for a day that is
    none or on which the treaty did not exist yet.
    """
    about = names.find("treaty", treaty)
    participant = names.find("participant", state) if state else ""
    horizon = value(store, about, tg("dataHorizon"))
    today = datetime.now(UTC).date().isoformat()
    day = read_day("on", on) if on else min(today, horizon or today)
    check_existence(store, about, day, "on")
    return Inquiry(about, participant, day)


def check_existence(store: ox.Store, treaty: str, day: str, name: str) -> None:
    """Raises InvalidValue that names the parameter where the treaty did not exist on the day."""
    existed = value(store, treaty, tg("adoptedOn")) or value(
        store, treaty, tg("openedForSignatureOn")
    )
    if existed and day < existed:
        raise InvalidValue(
            f"{name}: The treaty did not exist on {day}: it was adopted on {existed}. "
            "Write that day or a later one."
        )


def read_day(name: str, text: str) -> str:
    """The day that a text means, as `YYYY-MM-DD`; raises InvalidValue that names the parameter."""
    try:
        return read_date(text).value
    except CellError as error:
        raise InvalidValue(f"{name}: {error}") from None
