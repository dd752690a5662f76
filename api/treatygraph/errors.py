"""Every error that the package raises on purpose.

TreatygraphError
├── UsageError            what was asked for cannot be done as asked    exit 2   HTTP 4xx
│   ├── UnknownName       a treaty, state, question … of that name is not known
│   ├── InvalidValue      a value that is not of its kind, such as a day that does not exist
│   ├── MediaTypeError    no representation in a form that the client accepts
│   ├── MissingExtra      a form of results needs a library that is not installed
│   ├── QueryError        a query that does not parse or is refused, with line and column
│   ├── OutOfTime         a query took longer than it may and was ended
│   ├── GaveUp            a query ended its process: too much memory, too deep, a defect
│   └── Busy              as many queries wait as may
└── DataError             data that is not valid, with one finding a mistake
                                                                        exit 1   HTTP 422
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One mistake: where it stands, what is wrong, what to write instead.

    `line` counts from 1 and is 0 where no line is known; `column` is the name of a column
    of a table, and empty elsewhere.
    """

    path: str
    line: int
    what: str
    instead: str = ""
    column: str = ""

    def __str__(self) -> str:
        """The finding as one line: `path:line: column: what instead`."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        column = f"column {self.column}: " if self.column else ""
        return f"{where}: {column}{self.what} {self.instead}".rstrip()


class TreatygraphError(Exception):
    """Root of the tree; never raised itself."""


class UsageError(TreatygraphError):
    """What was asked for cannot be done as asked."""


class UnknownName(UsageError):
    """Nothing of that kind has that name; `nearest` holds names that may have been meant."""

    def __init__(self, kind: str, given: str, nearest: Sequence[str] = ()) -> None:
        self.kind, self.given, self.nearest = kind, given, tuple(nearest)
        hint = f" Did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"There is no {kind} called “{given}”.{hint}")


class InvalidValue(UsageError):
    """A value is not of its kind, or makes no sense here; the message names the parameter."""


def nearest(given: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known names that are spelt most like the given one, else all if few."""
    names = list(known)
    close = difflib.get_close_matches(given, names, n=3, cutoff=0.5)
    return close or (sorted(names) if len(names) < 20 else [])


class MediaTypeError(UsageError):
    """The client accepts none of the forms that there are; `available` lists them."""

    def __init__(self, wanted: str, available: Iterable[str]) -> None:
        self.wanted, self.available = wanted, tuple(available)
        super().__init__(f"Not available as {wanted}. There is: {', '.join(self.available)}.")


class MissingExtra(UsageError):
    """A form of results needs an extra of the package; `other` is a form that does without."""

    def __init__(self, form: str, extra: str, other: str) -> None:
        install = f"pip install 'treatygraph[{extra}]'"
        super().__init__(
            f"{form} needs the extra “{extra}”, which is not installed here: {install}. "
            f"Or ask for {other}."
        )


class QueryError(UsageError):
    """A query does not parse or is refused; `line` and `column` count from 1, 0 if unknown."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        self.reason, self.line, self.column = reason, line, column
        where = f"Line {line}, column {column}: " if line else ""
        super().__init__(where + reason)


class OutOfTime(UsageError):
    """A query took longer than the limit and was ended."""


class GaveUp(UsageError):
    """A query ended its worker: out of memory, nested too deeply, or by a defect of the engine."""


class Busy(UsageError):
    """As many queries wait as the server lets wait."""


class DataError(TreatygraphError):
    """Data is not valid; `findings` is never empty and stands in the order of the input."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
