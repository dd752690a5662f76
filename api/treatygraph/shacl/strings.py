"""String-based constraint components: lengths, patterns, languages (SHACL section 4.4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from treatygraph.shacl.constraint import Constraint, Scope, ValueConstraint, Values, Violation
from treatygraph.shacl.errors import ShapesError
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import Node, Term, sh


def _text(term: Term) -> str | None:
    # STR() of SPARQL, which blank nodes have none of.
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None


@dataclass(frozen=True)
class MinLength(ValueConstraint):
    """Every value has at least so many characters (4.4.1)."""

    component = sh("MinLengthConstraintComponent")
    length: int

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        texts = ((value, _text(value)) for value in values)
        return {value for value, text in texts if text is None or len(text) < self.length}

    def message(self) -> str:
        return f"The value is shorter than {self.length} characters."


@dataclass(frozen=True)
class MaxLength(ValueConstraint):
    """Every value has at most so many characters (4.4.2)."""

    component = sh("MaxLengthConstraintComponent")
    length: int

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        texts = ((value, _text(value)) for value in values)
        return {value for value, text in texts if text is None or len(text) > self.length}

    def message(self) -> str:
        return f"The value is longer than {self.length} characters."


@dataclass(frozen=True)
class Pattern(ValueConstraint):
    """Every value matches a regular expression (4.4.3)."""

    component = sh("PatternConstraintComponent")
    pattern: str
    flags: str

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        matches = matcher(self.pattern, self.flags)
        texts = ((value, _text(value)) for value in values)
        return {value for value, text in texts if text is None or not matches(text)}

    def message(self) -> str:
        return f"The value does not match the pattern {self.pattern}."


_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
# Read differently by Python and XPath: classes by name, and one class less another.
_XPATH_ONLY = re.compile(r"\\[pPiIcC]|-\[")

_PART = re.compile(r"\\.|\[\^?\]?(?:[^\\\]]|\\.)*\]|.", re.DOTALL)


@lru_cache(maxsize=256)
def matcher(pattern: str, flags: str) -> Callable[[str], bool]:
    """Whether a text matches a pattern as REGEX of SPARQL has it; raises ValueError for no pattern.

    Python's own expressions do what most patterns ask; the rest is asked of SPARQL.
    """
    if set(flags) - set("ismxq"):
        raise ValueError("flags are of s, m, i, x and q")
    if "q" in flags:
        pattern = re.escape(pattern)
    if _XPATH_ONLY.search(pattern):
        return _sparql_matcher(pattern, flags.replace("q", ""))
    if "m" not in flags:
        # Python's $ would match before a last line break too.
        pattern = _PART.sub(lambda part: r"\Z" if part[0] == "$" else part[0], pattern)
    try:
        compiled = re.compile(pattern, sum(_FLAGS[flag] for flag in set(flags) - {"q"}))
    except re.error as error:
        raise ValueError(str(error)) from None
    return lambda text: compiled.search(text) is not None


def _sparql_matcher(pattern: str, flags: str) -> Callable[[str], bool]:
    asked = f"{ox.Literal(pattern)}, {ox.Literal(flags)}"
    store = ox.Store()
    # Unbound where the pattern is none, which is when REGEX ends in an error.
    if not store.query(f'ASK {{ BIND(REGEX("", {asked}) AS ?found) FILTER(BOUND(?found)) }}'):
        raise ValueError("the regular expression cannot be read")
    return lambda text: bool(store.query(f"ASK {{ FILTER REGEX({ox.Literal(text)}, {asked}) }}"))


@dataclass(frozen=True)
class LanguageIn(ValueConstraint):
    """Every value is a text in one of some languages (4.4.4)."""

    component = sh("LanguageInConstraintComponent")
    languages: tuple[str, ...]

    def rejected(self, values: Collection[Term], scope: Scope) -> set[Term]:
        return {value for value in values if not self._accepts(value)}

    def _accepts(self, value: Term) -> bool:
        if not isinstance(value, ox.Literal) or not value.language:
            return False
        language = value.language.lower()
        return any(_matches(language, allowed.lower()) for allowed in self.languages)

    def message(self) -> str:
        return f"The value is not in one of the languages {', '.join(self.languages)}."


def _matches(language: str, allowed: str) -> bool:
    # langMatches of SPARQL, section 17.4.3.13.
    return allowed == "*" or language == allowed or language.startswith(allowed + "-")


@dataclass(frozen=True)
class UniqueLang(Constraint):
    """No two values of a focus node are in the same language (4.4.5)."""

    component = sh("UniqueLangConstraintComponent")

    def violations(self, values: Values, scope: Scope) -> Iterator[Violation]:
        for node in values.focus:
            found = values.of(node)
            if len(found) > 1:
                languages = Counter(
                    value.language.lower()
                    for value in found
                    if isinstance(value, ox.Literal) and value.language
                )
                for count in languages.values():
                    if count > 1:
                        yield Violation(node)

    def message(self) -> str:
        return "Two values are in the same language."


def read(source: Source, shape: Node) -> Iterator[Constraint]:
    """The constraints of this section that a shape declares."""
    shortest = source.integer(shape, sh("minLength"))
    if shortest is not None:
        yield MinLength(shortest)
    longest = source.integer(shape, sh("maxLength"))
    if longest is not None:
        yield MaxLength(longest)
    for pattern in source.texts(shape, sh("pattern")):
        flags = source.text(shape, sh("flags")) or ""
        try:
            matcher(pattern.value, flags)
        except ValueError as error:
            raise ShapesError(shape, "sh:pattern", f"{pattern} cannot be used: {error}.") from None
        yield Pattern(pattern.value, flags)
    for members in source.lists(shape, sh("languageIn")):
        yield LanguageIn(tuple(_text(member) or "" for member in members))
    if source.flag(shape, sh("uniqueLang")):
        if not source.all(shape, sh("path")):
            what = "a node shape has no values to compare; write it in a property shape."
            raise ShapesError(shape, "sh:uniqueLang", what)
        yield UniqueLang()
