"""Syntax: where the brackets of a query stand, and which of them hold expressions or patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treatygraph.query.tokens import tokens

Scope = tuple[int, ...]


@dataclass(frozen=True)
class Syntax:
    """A query as tokens, by whose numbers everything else is named.

    `ends` leads from an opening bracket to its closing one. `expressions` are the brackets of
    expressions that stand in no other expression, `existences` the groups of EXISTS. `scopes`
    has, for each token, the groups of EXISTS and MINUS around it.
    """

    text: str
    tokens: list[re.Match[str]]
    ends: dict[int, int] = field(default_factory=dict)
    expressions: list[int] = field(default_factory=list)
    existences: list[int] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)

    def word(self, at: int) -> str:
        """The token, words in upper case; nothing where there is none."""
        if not 0 <= at < len(self.tokens):
            return ""
        token = self.tokens[at]
        return token[0].upper() if token.lastgroup == "word" else token[0]

    def kind(self, at: int) -> str:
        """The kind of the token, as `tokens` names them."""
        return self.tokens[at].lastgroup or "" if at < len(self.tokens) else ""

    def source(self, first: int, end: int) -> str:
        """The text from one token up to, and without, another."""
        return self.text[self.tokens[first].start() : self.tokens[end - 1].end()]


@dataclass
class _Bracket:
    opening: int
    closing: str
    expression: bool
    scope: Scope
    clause: str = ""


def read_syntax(text: str) -> Syntax | None:
    """The syntax of a query, or None where it cannot be told; a wrong query may have one."""
    found = [*tokens(text)]
    edges = [0, *(edge for token in found for edge in token.span()), len(text)]
    if any(text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True)):
        return None
    syntax = Syntax(text, [token for token in found if token.lastgroup != "comment"])
    brackets = [_Bracket(-1, "", expression=False, scope=())]
    for at, token in enumerate(syntax.tokens):
        inner = brackets[-1]
        if token.lastgroup == "open":
            brackets.append(_open(syntax, at, inner))
        elif token.lastgroup == "close":
            if inner.closing != token[0]:
                return None
            syntax.ends[inner.opening] = at
            brackets.pop()
        elif syntax.word(at) in ("SELECT", "BY", "HAVING", "WHERE", "VALUES", "CONSTRUCT"):
            inner.clause = syntax.word(at)
        syntax.scopes.append(brackets[-1].scope)
    return syntax if len(brackets) == 1 else None


def _open(syntax: Syntax, at: int, around: _Bracket) -> _Bracket:
    before, bracket = syntax.word(at - 1), syntax.word(at)
    if bracket == "{":
        scope = around.scope
        if before == "EXISTS":
            syntax.existences.append(at)
        if before in ("EXISTS", "MINUS"):
            scope = (*scope, at)
        return _Bracket(at, "}", expression=False, scope=scope)
    if bracket == "[":
        return _Bracket(at, "]", expression=False, scope=around.scope)
    # Outside an expression, round brackets also hold paths, lists and rows of VALUES.
    begins = (
        around.clause in ("SELECT", "BY", "HAVING")
        or before in ("FILTER", "BIND")
        or syntax.word(at - 2) == "FILTER"
    )
    if begins and not around.expression:
        syntax.expressions.append(at)
    return _Bracket(at, ")", expression=begins or around.expression, scope=around.scope)
