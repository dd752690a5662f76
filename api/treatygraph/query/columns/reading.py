"""Reading: the queries that columns can answer, told apart from all others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from treatygraph.query.syntax import Syntax, read_syntax
from treatygraph.query.triples import Pattern, Unclear, read_triples

# Whatever has none of these words is of another kind; most queries are told so by one look.
_SIGN = re.compile(r"\b(?:COUNT|DISTINCT|MIN|MAX|LIMIT)\b", re.IGNORECASE)
_COMPARISONS: Final = frozenset(("<", "<=", ">", ">=", "="))
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
# Of LIMIT and OFFSET; nothing has so many rows.
_MOST_DIGITS: Final = 15


@dataclass(frozen=True)
class Aggregate:
    """COUNT, MIN or MAX of a variable, or COUNT of all solutions where `variable` is empty."""

    function: str
    variable: str
    distinct: bool
    name: str


@dataclass(frozen=True)
class Comparison:
    """A filter: a variable compared with a constant, which is text of the query.

    The operator `LANG` asks for the language of the variable.
    """

    variable: str
    operator: str
    constant: str


@dataclass
class Selection:
    """A SELECT over one basic graph pattern: counted, grouped, made distinct or cut short.

    `years` are variables that are the year of another. `before` and `after` are the text around
    what the solutions take the place of; `order` is the first key of ORDER BY, and whether it
    descends; `most` is how many rows are wanted.
    """

    projected: list[str] = field(default_factory=list)
    aggregates: list[Aggregate] = field(default_factory=list)
    distinct: bool = False
    patterns: list[Pattern] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    years: dict[str, str] = field(default_factory=dict)
    keys: list[str] | None = None
    order: tuple[str, bool] | None = None
    most: int | None = None
    sorted_by: list[str] = field(default_factory=list)
    before: str = ""
    after: str = ""

    @property
    def variables(self) -> set[str]:
        """The variables of its patterns."""
        return set().union(*(pattern.variables for pattern in self.patterns))


def read_selection(text: str) -> Selection | None:
    """What a query selects, None where columns are not for it.

    The query may still be wrong in ways that the engine is to find.
    """
    if not _SIGN.search(text):
        return None
    syntax = read_syntax(text)
    if syntax is None:
        return None
    try:
        return _Reader(syntax).read()
    except Unclear:
        return None


class _Reader:
    def __init__(self, syntax: Syntax) -> None:
        self.syntax, self.at = syntax, 0
        self.found = Selection()

    @property
    def word(self) -> str:
        return self.syntax.word(self.at)

    def takes(self, *words: str) -> bool:
        """True, and past them, where these words come next."""
        fits = all(self.syntax.word(self.at + n) == word for n, word in enumerate(words))
        self.at += len(words) * fits
        return fits

    def needs(self, *words: str) -> None:
        if not self.takes(*words):
            raise Unclear

    def variable(self) -> str:
        if self.syntax.kind(self.at) != "variable":
            raise Unclear
        self.at += 1
        return self.syntax.tokens[self.at - 1][0][1:]

    def is_variable(self) -> bool:
        return self.syntax.kind(self.at) == "variable"

    def read(self) -> Selection:
        found = self.found
        while self.word and self.word != "SELECT":
            if self.word == "{":
                raise Unclear
            self.at += 1
        self.needs("SELECT")
        found.before = self.syntax.text[: self.syntax.tokens[self.at - 1].start()]
        found.distinct = self.takes("DISTINCT")
        self.items()
        self.takes("WHERE")
        self.needs("{")
        self.group()
        self.needs("}")
        if self.takes("GROUP", "BY"):
            self.keys()
        found.after = self.syntax.text[self.syntax.tokens[self.at - 1].end() :]
        self.modifiers()
        self.check()
        return found

    def check(self) -> None:
        """Raises Unclear where a variable is bound nowhere, which may be right or a mistake."""
        found = self.found
        bound = found.variables | {*found.years}
        used = {aggregate.variable for aggregate in found.aggregates} - {""}
        if found.aggregates or found.keys is not None:
            used |= {*(found.keys or ())}
            shown = {aggregate.name for aggregate in found.aggregates} | {*(found.keys or ())}
        else:
            shown = bound
        if used - bound or {*found.projected, *found.sorted_by} - shown:
            raise Unclear

    def items(self) -> None:
        while self.is_variable() or self.word == "(":
            if self.is_variable():
                self.found.projected.append(self.variable())
                continue
            self.at += 1
            self.aggregate()
        if not self.found.projected:
            raise Unclear

    def year(self) -> str:
        """The variable of `YEAR(?date) AS ?year`, and past the bracket around it."""
        self.needs("YEAR", "(")
        of = self.variable()
        self.needs(")", "AS")
        name = self.variable()
        self.needs(")")
        # A variable that is bound only later is not bound here.
        if name in self.found.years or of not in self.found.variables:
            raise Unclear
        self.found.years[name] = of
        return name

    def aggregate(self) -> None:
        function = self.word
        if function not in ("COUNT", "MIN", "MAX"):
            raise Unclear
        self.at += 1
        self.needs("(")
        distinct = self.takes("DISTINCT")
        everything = function == "COUNT" and not distinct and self.takes("*")
        of = "" if everything else self.variable()
        self.needs(")", "AS")
        name = self.variable()
        self.needs(")")
        self.found.aggregates.append(Aggregate(function, of, distinct, name))
        self.found.projected.append(name)

    def group(self) -> None:
        """The triple patterns and filters up to the end of the group."""
        while self.word != "}":
            start = self.at
            patterns, self.at = read_triples(self.syntax, self.at)
            self.found.patterns += patterns
            if self.takes("FILTER"):
                self.filter()
            elif self.takes("BIND", "("):
                self.year()
            self.takes(".")
            if self.at == start:
                raise Unclear
        found = self.found
        named = {comparison.variable for comparison in found.comparisons}
        unbound = named - found.variables - {*found.years}
        paths = any(pattern.is_path for pattern in found.patterns)
        if not found.patterns or paths or unbound or found.variables & {*found.years}:
            raise Unclear

    def filter(self) -> None:
        self.needs("(")
        self.comparison()
        while self.takes("&&"):
            self.comparison()
        self.needs(")")

    def comparison(self) -> None:
        if self.takes("LANG", "("):
            of = self.variable()
            self.needs(")", "=")
            found = Comparison(of, "LANG", self.constant())
        elif self.is_variable():
            of, operator = self.variable(), self.operator()
            found = Comparison(of, operator, self.constant())
        else:
            constant, operator = self.constant(), self.operator()
            found = Comparison(self.variable(), _TURNED[operator], constant)
        self.found.comparisons.append(found)

    def operator(self) -> str:
        operator = self.word
        if operator not in _COMPARISONS:
            raise Unclear
        self.at += 1
        return operator

    def constant(self) -> str:
        start = self.at
        if self.syntax.kind(start) not in ("string", "number"):
            raise Unclear
        self.at += 3 if self.syntax.word(start + 1) == "^^" else 1
        return self.syntax.source(start, self.at)

    def keys(self) -> None:
        self.found.keys = []
        while self.is_variable() or self.takes("("):
            if self.is_variable():
                self.found.keys.append(self.variable())
            else:
                self.found.keys.append(self.year())
        if not self.found.keys:
            raise Unclear

    def modifiers(self) -> None:
        """ORDER BY variables, LIMIT and OFFSET; whatever else may come is for the engine."""
        found = self.found
        if self.takes("ORDER", "BY"):
            while key := self.sort_key():
                found.order = found.order or key
                found.sorted_by.append(key[0])
        limit, offset = None, 0
        while self.word in ("LIMIT", "OFFSET"):
            if self.takes("LIMIT"):
                limit = self.number()
            else:
                self.at += 1
                offset = self.number()
        if self.word:
            raise Unclear
        found.most = None if limit is None else limit + offset

    def sort_key(self) -> tuple[str, bool] | None:
        if self.is_variable():
            return self.variable(), False
        if self.word not in ("ASC", "DESC"):
            return None
        descends = self.word == "DESC"
        self.at += 1
        self.needs("(")
        name = self.variable()
        self.needs(")")
        return name, descends

    def number(self) -> int:
        if not (self.word.isascii() and self.word.isdigit()) or len(self.word) > _MOST_DIGITS:
            raise Unclear
        self.at += 1
        return int(self.syntax.word(self.at - 1))
