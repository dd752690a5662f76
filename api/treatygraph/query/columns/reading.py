"""Reading: the queries that columns can answer, told apart from all others."""

from __future__ import annotations

import re
from typing import Final

from treatygraph.query.columns.selection import Aggregate, Comparison, Selection
from treatygraph.query.cursor import Cursor, Unclear
from treatygraph.query.syntax import Syntax, read_syntax
from treatygraph.query.triples import read_triples

# Whatever has none of these words is of another kind; most queries are told so by one look.
_SIGN = re.compile(r"\b(?:COUNT|DISTINCT|MIN|MAX|LIMIT)\b", re.IGNORECASE)
# More take the engine long to plan, which it would have to do once more if this came to nothing.
_MOST_PATTERNS: Final = 20
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


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


class _Reader(Cursor):
    def __init__(self, syntax: Syntax) -> None:
        super().__init__(syntax)
        self.found = Selection()

    def read(self) -> Selection:
        found = self.found
        while self.word and self.word not in ("SELECT", "{"):
            self.at += 1
        self.needs("SELECT")
        found.before = self.syntax.text[: self.syntax.tokens[self.at - 1].start()]
        found.distinct = self.takes("DISTINCT")
        self.projection()
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
        """Raises Unclear for what the engine does better, or is to find wrong."""
        found = self.found
        bound = found.variables | {*found.years}
        used = {comparison.variable for comparison in found.comparisons}
        used |= {aggregate.variable for aggregate in found.aggregates if aggregate.variable}
        shown = bound
        if found.groups:
            used |= {*(found.keys or ())}
            shown = {aggregate.name for aggregate in found.aggregates} | {*(found.keys or ())}
        elif not (found.distinct if found.most is None else found.sorted_by):
            # All rows are wanted, or any, of which the engine looks for no more than that.
            raise Unclear
        if len(found.patterns) > _MOST_PATTERNS:
            raise Unclear
        unbound = used - bound or {*found.projected, *found.sorted_by} - shown
        if unbound or not found.variables or found.variables & {*found.years}:
            raise Unclear

    def projection(self) -> None:
        while self.kind == "variable" or self.takes("("):
            if self.kind == "variable":
                self.found.projected.append(self.variable())
            else:
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
        function = next((name for name in ("COUNT", "MIN", "MAX") if self.takes(name)), "")
        if not function:
            raise Unclear
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
        if any(pattern.is_path for pattern in self.found.patterns):
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
            found = Comparison(of, "LANG", self.literal())
        elif self.kind == "variable":
            of, operator = self.variable(), self.operator()
            found = Comparison(of, operator, self.literal())
        else:
            constant, operator = self.literal(), self.operator()
            found = Comparison(self.variable(), _TURNED[operator], constant)
        self.found.comparisons.append(found)

    def operator(self) -> str:
        operator = next((sign for sign in _TURNED if self.takes(sign)), "")
        if not operator:
            raise Unclear
        return operator

    def keys(self) -> None:
        self.found.keys = []
        while self.kind == "variable" or self.takes("("):
            if self.kind == "variable":
                self.found.keys.append(self.variable())
            else:
                self.found.keys.append(self.year())
                # Within the group it is not bound yet.
                if self.found.keys[-1] in {of.variable for of in self.found.comparisons}:
                    raise Unclear
        if not self.found.keys:
            raise Unclear

    def modifiers(self) -> None:
        """ORDER BY variables, LIMIT and OFFSET; whatever else may come is for the engine."""
        if self.takes("ORDER", "BY"):
            self.order()
        limit, offset = None, 0
        while self.word in ("LIMIT", "OFFSET"):
            if self.takes("LIMIT"):
                limit = self.number()
            elif self.takes("OFFSET"):
                offset = self.number()
        if self.word:
            raise Unclear
        self.found.most = None if limit is None else limit + offset

    def order(self) -> None:
        while self.kind == "variable" or self.word in ("ASC", "DESC"):
            if not self.found.sorted_by:
                self.found.descends = self.word == "DESC"
            bracketed = self.takes("ASC", "(") or self.takes("DESC", "(")
            self.found.sorted_by.append(self.variable())
            if bracketed:
                self.needs(")")
