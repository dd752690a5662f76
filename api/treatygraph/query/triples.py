"""Triples: a block of triple patterns, told apart (SPARQL 1.1, rules 75 to 109)."""

from __future__ import annotations

import re
from typing import NamedTuple

from treatygraph.query.cursor import Cursor, Unclear
from treatygraph.query.syntax import Syntax

_IRI = re.compile(r"<[^>]*>")
_PLAIN = re.compile(r"[?$]\w+|a|<[^>]*>|[\w.-]*:(?:[^\s*+?/|()^!]|\\.)*")
_NODE = re.compile(r"[?$<]|[\w.-]*:")


class Pattern(NamedTuple):
    """One triple pattern or path pattern; each part is text."""

    subject: str
    predicate: str
    object: str

    @property
    def is_path(self) -> bool:
        """True where the predicate is more than a term."""
        return not _PLAIN.fullmatch(self.predicate)

    @property
    def may_be_empty(self) -> bool:
        """True where a path of length zero may match."""
        return self.is_path and bool(set(_IRI.sub("", self.predicate)) & set("*?"))

    @property
    def text(self) -> str:
        """The pattern as it is written."""
        return " ".join(self[:3])

    @property
    def variables(self) -> set[str]:
        """The names of its variables."""
        return {term[1:] for term in self[:3] if term[0] in "?$"}


class _Reader(Cursor):
    def __init__(self, syntax: Syntax, at: int) -> None:
        super().__init__(syntax)
        self.at = at
        self.patterns: list[Pattern] = []
        self.fresh = "_"
        while re.search(rf"[?$]{self.fresh}", syntax.text):
            self.fresh += "_"

    def fresh_variable(self) -> str:
        # Patterns told apart share no blank node; nobody outside EXISTS sees one variable more.
        return f"?{self.fresh}{self.at}_{len(self.patterns)}"

    def block(self) -> None:
        while self.kind in ("variable", "iri", "name") or self.word == "[":
            listed = self.word == "["
            subject = self.term()
            if not listed or self.is_verb():
                self.properties(subject)
            if self.word != ".":
                return
            self.at += 1

    def is_verb(self) -> bool:
        here = self.kind in ("variable", "iri", "name") or self.word in ("^", "!", "(")
        return here or self.is_type()

    def is_type(self) -> bool:
        return self.kind == "word" and self.syntax.tokens[self.at][0] == "a"

    def properties(self, subject: str) -> None:
        self.objects(subject)
        while self.word == ";":
            self.at += 1
            if self.is_verb():
                self.objects(subject)

    def objects(self, subject: str) -> None:
        steps = self.path()
        self.join(subject, steps, self.term())
        while self.word == ",":
            self.at += 1
            self.join(subject, steps, self.term())

    def join(self, subject: str, steps: list[str], target: str) -> None:
        for number, step in enumerate(steps, 1):
            end = target if number == len(steps) else self.fresh_variable()
            turned = step[0] == "^" and _PLAIN.fullmatch(step[1:]) and _NODE.match(end)
            pattern = Pattern(end, step[1:], subject) if turned else Pattern(subject, step, end)
            self.patterns.append(pattern)
            subject = end

    def term(self) -> str:
        if self.word == "[":
            return self.listed()
        start = self.at
        if self.word in ("+", "-") and self.syntax.kind(start + 1) == "number":
            self.at += 1
        kind, word = self.kind, self.word
        known = kind in ("variable", "iri", "name", "string", "number") or word in ("TRUE", "FALSE")
        if not known or word.startswith("_:"):
            raise Unclear
        self.at += 1
        if kind == "string" and self.kind == "language":
            self.at += 1
        elif kind == "string" and self.word == "^^":
            self.at += 2
        return self.syntax.source(start, self.at)

    def listed(self) -> str:
        node, end = self.fresh_variable(), self.syntax.ends[self.at]
        self.at += 1
        if self.at < end:
            self.properties(node)
        if self.at != end:
            raise Unclear
        self.at += 1
        return node

    def path(self) -> list[str]:
        start = self.at
        if self.kind == "variable":
            self.at += 1
            return [self.syntax.source(start, self.at)]
        steps = [self.step()]
        while self.word == "/":
            self.at += 1
            steps.append(self.step())
        if self.word != "|":
            return steps
        while self.word in ("/", "|"):
            self.at += 1
            self.step()
        return [self.syntax.source(start, self.at)]

    def step(self) -> str:
        start = self.at
        while self.word in ("^", "!"):
            self.at += 1
        if self.word == "(":
            self.at = self.syntax.ends[self.at]
        elif not (self.kind in ("iri", "name") or self.is_type()):
            raise Unclear
        self.at += 1
        self.at += self.word in ("*", "+", "?")
        return self.syntax.source(start, self.at)


def read_triples(syntax: Syntax, at: int) -> tuple[list[Pattern], int]:
    """The triple patterns from a token on, and the number of the token after them.

    Paths in sequence become patterns of their own, as the specification translates them (18.2.2.3).
    Raises Unclear.
    """
    reader = _Reader(syntax, at)
    try:
        reader.block()
    except RecursionError:
        # Square brackets may stand in one another deeper than Python calls itself.
        raise Unclear from None
    return reader.patterns, reader.at
