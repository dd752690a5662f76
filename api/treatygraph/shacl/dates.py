"""Dates, times and durations of XML Schema as numbers that can be compared.

XSD 1.1 Part 2: sections 3.3.6 to 3.3.14 (forms), E.3 (order of durations).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_CLOCK = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9](?:\.[0-9]+)?)"
    r"|(?P<midnight>24:00:00(?:\.0+)?))"
)
_ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

_FORMS: Final = {
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "time": f"{_CLOCK}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
}
_LEAP_YEAR = 1972  # the year that XSD takes where a form has none
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[0-9T])(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=[0-9.])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?"
    r"(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)


def _days(year: int, month: int, day: int) -> int:
    # Days since 1 March of the year 0, by the Gregorian calendar in both directions.
    year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
    return year * 365 + year // 4 - year // 100 + year // 400 + (month * 153 + 2) // 5 + day


def _length(year: int, month: int) -> int:
    return _days(year + month // 12, month % 12 + 1, 1) - _days(year, month, 1)


def _reader(name: str) -> Callable[[str], tuple[str, Decimal] | None]:
    form = re.compile(_FORMS[name])
    # A stamp is a dateTime with a zone, and is compared with others.
    kind = "dateTime" if name == "dateTimeStamp" else name

    def read(text: str) -> tuple[str, Decimal] | None:
        match = form.fullmatch(text)
        if not match:
            return None
        part = match.groupdict()
        year, month, day = int(part.get("year") or _LEAP_YEAR), 1, 1
        month, day = int(part.get("month") or 1), int(part.get("day") or 1)
        if day > _length(year, month):
            return None
        seconds = Decimal(_days(year, month, day) * 86400)
        if part.get("midnight"):
            # As a time of day it is the same as 00:00:00.
            seconds += 0 if name == "time" else 86400
        elif part.get("hour"):
            seconds += int(part["hour"]) * 3600 + int(part["minute"]) * 60
            seconds += Decimal(part["second"])
        zone = part.get("zone")
        if zone and zone != "Z":
            offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
            seconds += -offset if zone[0] == "+" else offset
        return (f"{kind} with a zone" if zone else kind), seconds

    return read


DATES: Final = {name: _reader(name) for name in _FORMS}


@dataclass(frozen=True)
class Duration:
    """Months and seconds, which have no fixed ratio."""

    months: int
    seconds: Decimal

    def compare(self, other: Duration) -> int | None:
        """-1, 0 or 1, where it is so from every day on that it can be added to, else None."""
        if self == other:
            return 0
        signs = {_sign(self._after(*day) - other._after(*day)) for day in _FROM}
        return signs.pop() if len(signs) == 1 else None

    def _after(self, year: int, month: int) -> Decimal:
        total = year * 12 + month - 1 + self.months
        return _days(total // 12, total % 12 + 1, 1) * 86400 + self.seconds


_FROM: Final = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def read_duration(text: str, kind: str) -> Duration | None:
    """The duration that a lexical form of xsd:duration, or of one derived from it, stands for."""
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    years, months, days, hours, minutes = (
        int(match[name]) if match[name] else None
        for name in ("years", "months", "days", "hours", "minutes")
    )
    calendar, clock = (years, months), (days, hours, minutes, match["seconds"])
    if kind == "yearMonthDuration" and any(part is not None for part in clock):
        return None
    if kind == "dayTimeDuration" and any(part is not None for part in calendar):
        return None
    seconds = Decimal((days or 0) * 86400 + (hours or 0) * 3600 + (minutes or 0) * 60)
    seconds += Decimal(match["seconds"] or 0)
    sign = -1 if match["sign"] else 1
    return Duration(sign * ((years or 0) * 12 + (months or 0)), sign * seconds)
