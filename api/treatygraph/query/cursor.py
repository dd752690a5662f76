"""A cursor over the tokens of a query, for what is read from left to right."""

from __future__ import annotations

from treatygraph.query.syntax import Syntax

# Of a number of rows; there are never so many.
_MOST_DIGITS = 15


class Unclear(Exception):
    """What stands here is not read by this project; the engine may read it."""


class Cursor:
    """A place among the tokens. What needs something that is not there raises Unclear."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax, self.at = syntax, 0

    @property
    def word(self) -> str:
        """The token here, words in upper case; nothing at the end."""
        return self.syntax.word(self.at)

    @property
    def kind(self) -> str:
        """The kind of the token here."""
        return self.syntax.kind(self.at)

    def takes(self, *words: str) -> bool:
        """True, and past them, where these words come next."""
        fits = all(self.syntax.word(self.at + n) == word for n, word in enumerate(words))
        self.at += len(words) * fits
        return fits

    def needs(self, *words: str) -> None:
        """Past these words."""
        if not self.takes(*words):
            raise Unclear

    def variable(self) -> str:
        """The name of the variable here, and past it."""
        if self.kind != "variable":
            raise Unclear
        self.at += 1
        return self.syntax.tokens[self.at - 1][0][1:]

    def number(self) -> int:
        """The whole number here, and past it."""
        if not (self.word.isascii() and self.word.isdigit()) or len(self.word) > _MOST_DIGITS:
            raise Unclear
        self.at += 1
        return int(self.syntax.word(self.at - 1))

    def literal(self) -> str:
        """The text of the literal without a language here, and past it."""
        start = self.at
        if self.kind not in ("string", "number"):
            raise Unclear
        self.at += 3 if self.syntax.word(start + 1) == "^^" else 1
        return self.syntax.source(start, self.at)
