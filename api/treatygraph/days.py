"""Days as people write them."""

from __future__ import annotations

import re
from typing import Final

_DAY: Final = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_PERIOD: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
# Not strftime: its names of months follow the locale of the process.
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(text: str) -> str:
    """The text with each day or month that is written as in XML in words: 2 March 1999."""
    return _DAY.sub(_name, text)


def period_in_words(period: str) -> str:
    """A duration of years, months and days as words: “6 months”; what is none stays as it is."""
    found = _PERIOD.fullmatch(period)
    if not found or not any(found.groups()):
        return period
    units = zip(("year", "month", "day"), found.groups(), strict=True)
    parts = [f"{number} {unit}{'' if number == '1' else 's'}" for unit, number in units if number]
    return " and ".join(parts)


def _name(day: re.Match[str]) -> str:
    year, month, number = day.groups()
    if not 1 <= int(month) <= 12:
        return day[0]
    return (f"{int(number)} " if number else "") + f"{_MONTHS[int(month) - 1]} {year}"
