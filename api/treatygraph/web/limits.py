"""Limits of queries as clients see them: told in every answer, and lowered where they wish.

`timeout` is called as in the RDF4J REST protocol; `Prefer: wait` is RFC 7240, 4.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace

from treatygraph.query.limits import Limits
from treatygraph.web.problems import RequestProblem

# The limit that each parameter lowers, and the least that makes sense: a timer rounds shorter
# times to none.
PARAMETERS: Mapping[str, tuple[str, float]] = {
    "timeout": ("seconds", 0.01),
    "memory": ("megabytes", 1),
    "size": ("result_bytes", 1),
}

_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,3})?")
_WAIT = re.compile(r'\s*wait\s*=\s*"?([0-9]{1,12})"?\s*(?:;.*)?', re.I)

Wish = Mapping[str, float]


def read_wish(parameters: Iterable[tuple[str, str]], prefer: str) -> Wish:
    """The limits that a client wishes, by name of the limit.

    `timeout` (seconds), `memory` (megabytes) and `size` (bytes) are parameters; a 0 wishes
    nothing, as for other servers. `prefer` is the Prefer header, whose `wait` counts where there
    is no `timeout`. Raises RequestProblem for a parameter that is no such number; what
    is wrong in a Prefer header is ignored, as RFC 7240 asks.
    """
    wish: dict[str, float] = {}
    given: set[str] = set()
    for name, text in parameters:
        if name in PARAMETERS:
            limit, least = PARAMETERS[name]
            if name in given:
                raise RequestProblem("bad-request", f"“{name}” is given twice: send it once.")
            given.add(name)
            number = _number(name, text, least)
            if number:
                wish[limit] = number
    waits = [found for member in prefer.split(",") if (found := _WAIT.fullmatch(member))]
    if waits and int(waits[0][1]) and "timeout" not in given:
        wish["seconds"] = float(waits[0][1])
    return wish


def lower(allowed: Limits, wish: Wish) -> Limits:
    """The limits in force: what is wished, but no more than is allowed."""
    most = asdict(allowed)
    lowered = {
        name: number if name == "seconds" else int(number)
        for name, number in wish.items()
        if number < most[name]
    }
    return replace(allowed, **lowered)  # type: ignore[arg-type]


def limit_headers(allowed: Limits, wish: Wish) -> dict[str, str]:
    """A header that tells each limit in force, as a dictionary of RFC 9651.

    `most` tells what was allowed where the client wished less, `wished` what it wished where that
    was more than is allowed: `seconds=5;most=30, megabytes=1024;wished=4096, …`.
    """
    most, force = asdict(allowed), asdict(lower(allowed, wish))
    members = []
    for name, number in force.items():
        more = f";most={_shown(most[name])}" if number < most[name] else ""
        if wish.get(name, 0) > most[name]:
            more = f";wished={_shown(wish[name])}"
        members.append(f"{name.replace('_', '-')}={_shown(number)}{more}")
    return {"Query-Limits": ", ".join(members)}


def _number(name: str, text: str, least: float) -> float:
    whole = name != "timeout"
    found = _NUMBER.fullmatch(text)
    number = float(text) if found else -1.0
    if not found or (whole and "." in text) or 0 < number < least:
        kind = "a whole number" if whole else "a number of seconds such as 5 or 0.5"
        raise RequestProblem(
            "bad-request", f"{name}: “{text[:40]}” is not {kind} of at least {least}; 0 for none."
        )
    return number


def _shown(number: float) -> str:
    # Decimals of RFC 9651 have at most three digits after the point, and one at least.
    number = round(number, 3)
    return str(int(number)) if number == int(number) else str(number)
