"""Guards: queries that could harm the server are refused before the engine sees them."""

from __future__ import annotations

import re

from treatygraph.errors import QueryError
from treatygraph.query.tokens import tokens
from treatygraph.settings import Settings

# Each of these becomes a node of the query plan; the engine plans them by recursion.
_OPERATORS = frozenset("AS BIND FILTER GRAPH MINUS OPTIONAL UNION".split())
_OPERATOR_SIGNS = ";/|"
_MOST_OPERATORS = 400


def check_query(text: str, settings: Settings) -> None:
    """Raises QueryError for a query that is too long, too deep, too wide, or leaves the store.

    This is for clear messages with line and column. What gets past it is ended by the limits of
    the process that evaluates the query, and cannot fetch anything there.
    """
    size = len(text.encode())
    if size > settings.query_bytes:
        raise QueryError(f"The query has {size} bytes; {settings.query_bytes} are allowed.")
    _scan(text, settings.query_nesting, _MOST_OPERATORS)


def check_update(text: str, settings: Settings) -> None:
    """Raises QueryError as `check_query` does; what an update lists as data may be long."""
    size = len(text.encode())
    if size > settings.submission_bytes:
        raise QueryError(f"The update has {size} bytes; {settings.submission_bytes} are allowed.")
    _scan(text, settings.query_nesting, size)


def _scan(text: str, nesting: int, most: int) -> None:
    if not _may_harm(text, nesting, most):
        return
    depth = operators = 0
    for token in tokens(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            if depth > nesting:
                raise _refusal(text, token, f"Brackets nest deeper than {nesting} levels.")
        elif kind == "close":
            depth -= 1
        elif kind == "operator" or (kind == "word" and token[0].upper() in _OPERATORS):
            operators += 1
            if operators > most:
                raise _refusal(text, token, f"More than {most} patterns and operators.")
        elif kind == "word" and token[0].upper() == "SERVICE":
            raise _refusal(text, token, "SERVICE is not allowed: this endpoint asks no other.")
        elif kind == "word" and token[0].upper() == "LOAD":
            instead = "Send the triples to /graphs, or write them in INSERT DATA."
            raise _refusal(text, token, f"LOAD is not allowed: nothing is fetched. {instead}")


def _may_harm(text: str, nesting: int, most: int) -> bool:
    """False where no token can be refused, even if nothing that is counted here were hidden.

    So it is with most queries, and to take one apart takes ten times as long.
    """
    upper = text.upper()
    return (
        "SERVICE" in upper
        or "LOAD" in upper
        or sum(map(text.count, "({[")) > nesting
        or sum(map(upper.count, (*_OPERATORS, *_OPERATOR_SIGNS))) > most
    )


def _refusal(text: str, token: re.Match[str], reason: str) -> QueryError:
    line = text.count("\n", 0, token.start()) + 1
    column = token.start() - (text.rfind("\n", 0, token.start()) + 1) + 1
    return QueryError(reason, line, column)
