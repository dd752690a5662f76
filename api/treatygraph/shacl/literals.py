"""Values of literals: whether a lexical form is one of its datatype, and the order of SPARQL.

XML Schema Definition Language (XSD) 1.1 Part 2: Datatypes, section 3; SPARQL 1.1, section 17.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from treatygraph.shacl.dates import DATES, Duration, read_duration
from treatygraph.shacl.terms import RDF, XSD, Term

Number = int | Decimal | float
Key = Number | str | bool | Duration


@dataclass(frozen=True)
class Value:
    """A value in an order: values of one kind can be compared, of different kinds cannot."""

    kind: str
    key: Key


_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
INTEGERS: Final = frozenset(XSD + name for name in _INTEGERS)

_NAME = r"[^\W\d][\w.\-\u00b7]*"
# Datatypes of which only the lexical form matters here.
_FORMS: Final[dict[str, str]] = {
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "Name": rf":|:?{_NAME}(?::[\w.\-\u00b7]*)*",
    "NCName": _NAME,
    "NMTOKEN": r"[\w.\-:\u00b7]+",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*"
    r"(?:(?:[A-Za-z0-9+/] ?){2}= ?=|(?:[A-Za-z0-9+/] ?){3}=)?",
}
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")


def _read_integer(name: str) -> Callable[[str], Value | None]:
    low, high = _INTEGERS[name]

    def read(form: str) -> Value | None:
        if not _INTEGER.fullmatch(form):
            return None
        number = int(form)
        if (low is not None and number < low) or (high is not None and number > high):
            return None
        return Value("number", number)

    return read


def _read_decimal(form: str) -> Value | None:
    return Value("number", Decimal(form)) if _DECIMAL.fullmatch(form) else None


def _read_double(form: str) -> Value | None:
    return Value("number", float(form)) if _DOUBLE.fullmatch(form) else None


def _read_boolean(form: str) -> Value | None:
    truth = {"true": True, "1": True, "false": False, "0": False}.get(form)
    return None if truth is None else Value("boolean", truth)


def _read_form(pattern: str) -> Callable[[str], Value | None]:
    compiled = re.compile(pattern)
    return lambda form: Value("string", form) if compiled.fullmatch(form) else None


def _read_date(read: Callable[[str], tuple[str, Decimal] | None]) -> Callable[[str], Value | None]:
    def value(form: str) -> Value | None:
        found = read(form)
        return Value(*found) if found else None

    return value


def _read_duration(kind: str) -> Callable[[str], Value | None]:
    def value(form: str) -> Value | None:
        found = read_duration(form, kind)
        return Value("duration", found) if found else None

    return value


_READERS: Final[dict[str, Callable[[str], Value | None]]] = {
    XSD + name: reader
    for name, reader in {
        **{name: _read_integer(name) for name in _INTEGERS},
        **{name: _read_form(pattern) for name, pattern in _FORMS.items()},
        **{name: _read_date(read) for name, read in DATES.items()},
        **{
            n: _read_duration(n) for n in ("duration", "dayTimeDuration", "yearMonthDuration")
        },
        "string": lambda form: Value("string", form),
        "decimal": _read_decimal,
        "double": _read_double,
        "float": _read_double,
        "boolean": _read_boolean,
    }.items()
}  # fmt: skip


def is_well_formed(literal: ox.Literal) -> bool:
    """Whether the lexical form is one of the datatype; of a datatype not known here, true."""
    if literal.datatype.value == RDF + "langString":
        return literal.language is not None
    reader = _READERS.get(literal.datatype.value)
    return reader is None or reader(literal.value) is not None


def value_of(term: Term) -> Value | None:
    """The value by which SPARQL compares a term; None where there is none."""
    if not isinstance(term, ox.Literal):
        return None
    reader = _READERS.get(term.datatype.value)
    return reader(term.value) if reader else None


def compare(left: Value | None, right: Value | None) -> int | None:
    """-1, 0 or 1 as the left value is less than, equal to or greater than the right one.

    None where SPARQL cannot compare them: values of different kinds, days with and without a
    time zone, NaN, a month and 30 days.
    """
    if left is None or right is None or left.kind != right.kind:
        return None
    a, b = left.key, right.key
    if isinstance(a, Duration) and isinstance(b, Duration):
        return a.compare(b)
    if isinstance(a, float) or isinstance(b, float):
        # SPARQL section 17.3: numbers are promoted to the wider type of the two.
        a, b = float(a), float(b)  # type: ignore[arg-type]
    if a < b:  # type: ignore[operator]
        return -1
    if a > b:  # type: ignore[operator]
        return 1
    return 0 if a == b else None
