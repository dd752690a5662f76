"""Operations: an update request taken apart, and each operation given the graphs that it sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatygraph.query.tokens import tokens

_VERBS = frozenset("ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH".split())
_EMPTYING = frozenset(("CLEAR", "DROP"))
_MANY = frozenset(("ALL", "NAMED", "DEFAULT"))
_BLACK = re.compile(r"\S")


@dataclass(frozen=True)
class Operation:
    """One operation of a request, with the prologues before it, and space for all else there.

    `words` are its words outside of braces, in capitals.
    """

    prologue: str
    text: str
    words: tuple[str, ...]

    @property
    def names_graphs(self) -> bool:
        """True where USING or WITH says which graphs its pattern sees."""
        return bool({"USING", "WITH"} & set(self.words))

    @property
    def has_pattern(self) -> bool:
        """True where it looks for something before it changes anything."""
        return "WHERE" in self.words

    @property
    def empties(self) -> str:
        """ALL, NAMED or DEFAULT where it clears or drops these graphs, else an empty text."""
        fitting = self.words[0] in _EMPTYING and self.words[-1] in _MANY
        return self.words[-1] if fitting else ""

    def using(self, default: Iterable[str], named: Iterable[str]) -> Operation:
        """The operation with graphs for its pattern to see (SPARQL 1.1 Update, 3.1.3)."""
        clauses = "".join(f"USING <{iri}>\n" for iri in default)
        clauses += "".join(f"USING NAMED <{iri}>\n" for iri in named)
        where = next(t.start() for t in _outside(self.text) if t[0].upper() == "WHERE")
        before, after = self.text[:where], self.text[where:]
        if self.words[:2] == ("DELETE", "WHERE"):
            # The short form takes no graphs: the pattern is what it deletes as well.
            before = f"{before}{after[len('WHERE') :]}\n"
        return Operation(self.prologue, f"{before}\n{clauses}{after}", self.words)


def operations(text: str) -> Iterator[Operation]:
    """The operations of a request in their order (SPARQL 1.1 Update, grammar rule 29).

    Each has the prologues of all before it, as the grammar wants, which the engine does not read
    in later places than the first; and its place in the text, so that errors tell that of the
    request. What is no operation comes without words, and is a prologue or does not parse.
    """
    prologue = ""
    for part in _parts(text):
        begin = next((t.start() for t in _outside(part) if _is_verb(part, t)), len(part))
        prologue += part[:begin]
        yield Operation(prologue, part[begin:], tuple(t[0].upper() for t in _outside(part[begin:])))
        prologue += _BLACK.sub(" ", part[begin:]) + " "


def _is_verb(text: str, token: re.Match[str]) -> bool:
    # A prefix may begin like a verb: add-on:
    return token[0].upper() in _VERBS and text[token.end() : token.end() + 1] not in tuple("-.:")


def _parts(text: str) -> Iterator[str]:
    """What stands between the semicolons outside of braces."""
    depth = start = 0
    for token in tokens(text):
        depth += (token[0] == "{") - (token[0] == "}")
        if token[0] == ";" and not depth:
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _outside(text: str) -> Iterator[re.Match[str]]:
    """The words outside of braces."""
    depth = 0
    for token in tokens(text):
        depth += (token[0] == "{") - (token[0] == "}")
        if token.lastgroup == "word" and not depth:
            yield token
