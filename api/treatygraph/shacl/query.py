"""Queries with variables bound beforehand (SHACL section 5.2.1 and appendix A).

The appendix joins the bindings to every basic graph pattern. The same is written in SPARQL by a
VALUES block at the start of each group that mentions a bound variable, for one row of bindings
or for many at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from treatygraph.shacl.graph import Functions
from treatygraph.shacl.terms import Term

# SPARQL 1.1, section 19: what hides syntax comes first.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        | '(?:[^'\\\n\r]|\\.)*'
        | "(?:[^"\\\n\r]|\\.)*")
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:\w[\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<other>[^\s])""",
    re.VERBOSE | re.DOTALL,
)
_GROUPING = frozenset("GROUP HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split())
_FUNCTION = "urn:x-bound:"


@dataclass
class Mention:
    """One place where a variable stands: in a `triple` pattern, a `filter` or a `bind`."""

    name: str
    role: str
    start: int
    first: bool  # before any group inside its own


@dataclass
class Group:
    """A group graph pattern, or with kind `select` the head of a query or subquery."""

    kind: str
    start: int  # of what stands in its braces
    parent: Group | None = None
    groups: list[Group] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    role: str = "triple"
    depth: int = 0

    def walk(self) -> Iterator[Group]:
        """The group and all inside it."""
        yield self
        for group in self.groups:
            yield from group.walk()


@dataclass(frozen=True)
class Query:
    """A SELECT or ASK query as it was written, without prologue; `prologue` goes before it."""

    text: str
    prologue: str = ""

    @cached_property
    def _tokens(self) -> list[re.Match[str]]:
        return [t for t in _TOKEN.finditer(self.text) if t.lastgroup != "comment"]

    @cached_property
    def root(self) -> Group:
        """The head of the query, with the groups of its pattern inside."""
        root = group = Group("select", 0)
        word = ""
        for number, token in enumerate(self._tokens):
            text = token[0]
            if text == "{":
                group = _open(group, token.end(), word, self._word_after(number))
            elif text == "}" and group.parent:
                group = group.parent
                if group.depth == 0:
                    group.role = "triple"
            elif text == "(" and group.role != "triple":
                group.depth += 1
            elif text == ")" and group.role != "triple":
                group.depth -= 1
                if group.depth == 0:
                    group.role = "triple"
            elif token.lastgroup == "variable":
                mention = Mention(text[1:], group.role, token.start(), not group.groups)
                group.mentions.append(mention)
            elif token.lastgroup == "word" and text.upper() in ("FILTER", "BIND"):
                if group.role == "triple":
                    group.role = text.lower()
            word = text.upper() if token.lastgroup == "word" else "" if text != "{" else "{"
        return root

    def tokens(self, name: str) -> list[re.Match[str]]:
        """The places of a variable."""
        return [t for t in self._tokens if t.lastgroup == "variable" and t[0][1:] == name]

    def _word_after(self, number: int) -> str:
        following = self._tokens[number + 1 : number + 2]
        return following[0][0].upper() if following else ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The keywords and functions that the query uses, in upper case."""
        return frozenset(t[0].upper() for t in self._tokens if t.lastgroup == "word")

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names of all variables."""
        return frozenset(t[0][1:] for t in self._tokens if t.lastgroup == "variable")

    @cached_property
    def outermost(self) -> Group:
        """The pattern of the query; raises ValueError where there is none."""
        for group in self.root.groups:
            return group
        raise ValueError("it has no pattern in braces")

    @property
    def is_separable(self) -> bool:
        """Whether many rows of bindings can be asked at once: nothing is counted or cut off."""
        return not self.words & _GROUPING

    def unsupported(self, bound: Collection[str], optional: Collection[str]) -> str:
        """What the query does that pre-binding does not allow, empty if nothing.

        `bound` are the variables that a subquery has to return, `optional` the other ones that
        are bound too.
        """
        for word in ("MINUS", "VALUES", "SERVICE"):
            if word in self.words:
                return f"{word} must not be used"
        for before, after in zip(self._tokens, self._tokens[1:], strict=False):
            name = after[0][1:]
            if before[0].upper() == "AS" and after.lastgroup == "variable":
                if name in bound or name in optional:
                    return f"AS ?{name} must not be used, for ?{name} is bound beforehand"
        for group in self.root.walk():
            if group.kind == "select" and group is not self.root:
                missing = set(bound) - {mention.name for mention in group.mentions}
                if missing:
                    return f"a subquery has to return ?{min(missing)}"
        return ""

    def free(self, name: str) -> bool:
        """Whether the query can run with a variable unbound and its solutions be picked by it.

        So it is where a triple pattern of the outermost group binds the variable before all
        else, no other group needs it bound from outside, and nothing is counted or cut off.
        """
        if not self.is_separable or any(g.kind == "select" for g in self.outermost.walk()):
            return False
        own = [m for m in self.outermost.mentions if m.name == name and m.role != "filter"]
        if not own or own[0].role != "triple" or not own[0].first or not self._binds(own[0]):
            return False
        for group in self.outermost.walk():
            roles = {m.role for m in group.mentions if m.name == name}
            if group is self.outermost or not roles:
                continue
            if "bind" in roles or (
                roles == {"filter"} and group.kind not in ("optional", "exists")
            ):
                return False
        return True

    def _binds(self, mention: Mention) -> bool:
        # Not by a path that may have no length: that one also reaches nodes in no triple.
        following = (t for t in self._tokens if t.start() > mention.start)
        verb = []
        for token in following:
            if token.lastgroup not in ("iri", "name") and token[0] not in "a/|^+*?()!":
                break
            verb.append(token[0])
        if not verb:
            return False
        if not {"*", "?", "("} & set(verb):
            return True
        return len(verb) > 1 and verb[1] == "/" and not {"|", "("} & set(verb)

    def bind(
        self, rows: Sequence[Mapping[str, Term]], everywhere: bool = True
    ) -> tuple[str, Functions]:
        """The query with some variables bound, to one of the rows of values at a time.

        With `everywhere` in each group that mentions one of them, else in the outermost alone.
        A blank node has no name in SPARQL: with one there can be only a single row, and the
        functions that come with the query give it.
        """
        functions: Functions = {}
        parts, end = [self.prologue], 0
        names = list(rows[0])
        for group in sorted(self.outermost.walk(), key=lambda group: group.start):
            if group.kind == "select" or (group is not self.outermost and not everywhere):
                continue
            mentioned = {mention.name for mention in group.mentions}
            wanted = [n for n in names if n in mentioned or group is self.outermost]
            if wanted:
                parts += [self.text[end : group.start], _block(wanted, rows, functions)]
                end = group.start
        return "".join([*parts, self.text[end:]]), functions

    def as_select(self, names: Sequence[str]) -> Query:
        """An ASK query as one that tells for which values of some variables it says yes."""
        start = self.outermost.start - 1
        head = f"SELECT DISTINCT {' '.join('?' + name for name in names)} WHERE "
        return Query(head + self.text[start:], self.prologue)


def _open(parent: Group, start: int, word: str, next_word: str) -> Group:
    if next_word == "SELECT":
        kind = "select"
    else:
        kind = {"OPTIONAL": "optional", "EXISTS": "exists"}.get(word, "plain")
    group = Group(kind, start, parent)
    parent.groups.append(group)
    return group


def _block(names: Sequence[str], rows: Sequence[Mapping[str, Term]], functions: Functions) -> str:
    blank = [name for name in names if isinstance(rows[0][name], ox.BlankNode)]
    text = ""
    for name in blank:
        assert len(rows) == 1, "blank nodes are bound one at a time"
        function = ox.NamedNode(_FUNCTION + name)
        functions[function] = _giving(rows[0][name])
        text += f" BIND({function}() AS ?{name})"
    named = [name for name in names if name not in blank]
    if named:
        values = dict.fromkeys(" ".join(str(row[name]) for name in named) for row in rows)
        head = " ".join("?" + name for name in named)
        text += f" VALUES ({head}) {{ {' '.join(f'({value})' for value in values)} }}"
    return text + " "


def _giving(term: Term) -> Callable[[], Term]:
    return lambda: term
