"""What a request asks of `/sparql`: a query, its graphs, the form and the limits of its result."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.requests import Request

from treatygraph.query.formats import SOLUTIONS
from treatygraph.query.workers import Task
from treatygraph.settings import Settings
from treatygraph.web.headers import find_header
from treatygraph.web.limits import Wish, read_wish
from treatygraph.web.negotiation import likes_html
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import (
    Parameters,
    parse_parameters,
    read_all,
    read_graphs,
    read_parameters,
)

_DIRECT: Final = "application/sparql-query"
# Functions whose value is another each time (SPARQL 1.1, 17.4), and an escape that may hide one.
_VOLATILE = re.compile(r"\b(?:BNODE|NOW|RAND|STRUUID|UUID)\b|\\U")
_SIGNS = ("BNODE", "NOW", "RAND", "UUID", "\\U")
# An address that is longer is seldom asked for again.
_SHORT: Final = 4096


@dataclass(frozen=True)
class Asked:
    """One query as a task, the limits that its client wishes, and whether it wants a page.

    `digest` are sixteen hexadecimal digits that differ with the query, its form and its graphs;
    empty where the same query over the same data may have another result.
    """

    task: Task
    wish: Mapping[str, float]
    page: bool
    digest: str


async def read_asked(request: Request, settings: Settings) -> Asked | None:
    """What a GET, a HEAD or a POST asks; None where it has no query and needs none.

    Raises RequestProblem for what is no query operation (SPARQL 1.1 Protocol, 2.1).
    """
    accept, prefer = find_header(request.scope, b"accept"), find_header(request.scope, b"prefer")
    if request.method == "POST":
        parameters = await read_parameters(request, "query", _DIRECT, settings.query_bytes)
        return _read(parameters, accept, prefer, needed=True)
    address: bytes = request.scope["query_string"]
    read = _read_again if len(address) < _SHORT else _read_address
    return read(address, accept, prefer)


def _read_address(address: bytes, accept: str, prefer: str) -> Asked | None:
    return _read(parse_parameters(address), accept, prefer, needed=False)


# Reading takes longer than answering does where the answer is known.
_read_again = lru_cache(maxsize=1000)(_read_address)


def _read(parameters: Parameters, accept: str, prefer: str, needed: bool) -> Asked | None:
    texts = read_all(parameters, "query")
    if read_all(parameters, "update"):
        raise RequestProblem("bad-request", "Updates are sent to /update; this takes queries.")
    if not texts and not needed:
        return None
    if len(texts) != 1:
        what = "several queries" if texts else "no query"
        raise RequestProblem("bad-request", f"The request has {what}: send one as “query”.")
    form = (read_all(parameters, "format") or read_all(parameters, "output") or [""])[0]
    page = form == "html" or (not form and likes_html(accept, SOLUTIONS))
    task = Task(
        query=texts[0],
        format="" if page else form,
        accept="" if page else accept,
        default=tuple(read_graphs(parameters, "default-graph-uri")),
        named=tuple(read_graphs(parameters, "named-graph-uri")),
    )
    wish: Wish = read_wish(parameters, prefer)
    return Asked(task, wish, page, "" if _is_volatile(texts[0]) else _digest(task))


def _is_volatile(query: str) -> bool:
    """True where the same query over the same data may have another result."""
    upper = query.upper()
    # Most queries hold none of these, and to search for whole words takes ten times as long.
    return any(name in upper for name in _SIGNS) and bool(_VOLATILE.search(upper))


def _digest(task: Task) -> str:
    return hashlib.sha256(repr(task).encode()).hexdigest()[:16]
