"""Operations: an update request taken apart, and each operation given the graphs that it sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from treatygraph.query.tokens import tokens

_VERBS = frozenset("ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH".split())
_EMPTYING = frozenset(("CLEAR", "DROP"))
_MANY = frozenset(("ALL", "NAMED", "DEFAULT"))
_BLACK = re.compile(r"\S")


@dataclass(frozen=True)
class Operation:
    """One operation of a request, and where it stands there.

    `words` are its words outside of braces, in capitals. `declared` tells where in the request the
    prologues before it begin and end.
    """

    text: str
    words: tuple[str, ...]
    request: str
    begin: int
    declared: tuple[tuple[int, int], ...]

    @property
    def alone(self) -> str:
        """The operation after all prologues before it."""
        prologue = "".join(f"{self.request[begin:end]}\n" for begin, end in self.declared)
        return prologue + self.text

    @property
    def in_place(self) -> str:
        """The same where it stands in the request, with space for all else before it."""
        parts, done = [], 0
        for begin, end in (*self.declared, (self.begin, self.begin)):
            parts += [_BLACK.sub(" ", self.request[done:begin]), self.request[begin:end]]
            done = end
        return "".join(parts) + self.text

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
        return replace(self, text=f"{before}\n{clauses}{after}")


def operations(request: str) -> Iterator[Operation]:
    """The operations of a request in their order (SPARQL 1.1 Update, grammar rule 29).

    Each has the prologues of all before it, as the grammar wants, which the engine does not read
    in later places than the first. What is no operation comes without words, and is nothing but a
    prologue, or does not parse.
    """
    declared: tuple[tuple[int, int], ...] = ()
    for start, part in _parts(request):
        begin = next((t.start() for t in _outside(part) if _is_verb(part, t)), len(part))
        if part[:begin].strip():
            declared += ((start, start + begin),)
        words = tuple(token[0].upper() for token in _outside(part[begin:]))
        yield Operation(part[begin:], words, request, start + begin, declared)


def _is_verb(text: str, token: re.Match[str]) -> bool:
    # A prefix may begin like a verb: add-on:
    return token[0].upper() in _VERBS and text[token.end() : token.end() + 1] not in tuple("-.:")


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """What stands between the semicolons outside of braces, and where."""
    depth = start = 0
    for token in tokens(text):
        depth += (token[0] == "{") - (token[0] == "}")
        if token[0] == ";" and not depth:
            yield start, text[start : token.start()]
            start = token.end()
    yield start, text[start:]


def _outside(text: str) -> Iterator[re.Match[str]]:
    """The words outside of braces."""
    depth = 0
    for token in tokens(text):
        depth += (token[0] == "{") - (token[0] == "}")
        if token.lastgroup == "word" and not depth:
            yield token
