"""Existence: the patterns of EXISTS in a form that the engine joins from outside.

The optimiser of pyoxigraph 0.5.13 does not enter EXISTS: it matches each pattern on its own, and
each match of one with each of another, for every solution of the group around. `LATERAL`, which
the engine reads, hands what is bound so far to the next pattern.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.query.cursor import Unclear
from treatygraph.query.edits import Edit
from treatygraph.query.syntax import Syntax
from treatygraph.query.triples import Pattern, read_triples

_TYPE = ("a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")


def lateral_patterns(syntax: Syntax) -> Iterator[Edit]:
    """For each group of EXISTS and the groups in it, its first triple patterns, each by itself.

    A basic graph pattern has the solutions of its triple patterns joined in any order (SPARQL 1.1,
    18.3.1), and a join those of LATERAL where every variable is bound. A group that cannot be read
    stays as it is.
    """
    for opening in syntax.existences:
        outside = _variables_around(syntax, opening)
        for at in range(opening, syntax.ends[opening]):
            if syntax.word(at) == "{" and len(syntax.scopes[at]) == len(syntax.scopes[opening]):
                yield from _rewrite(syntax, at, outside)


def _variables_around(syntax: Syntax, opening: int) -> set[str]:
    around = syntax.scopes[opening][:-1]
    return {
        token[0][1:]
        for token, scope in zip(syntax.tokens, syntax.scopes, strict=True)
        if token.lastgroup == "variable" and scope == around[: len(scope)]
    }


def _rewrite(syntax: Syntax, opening: int, bound: set[str]) -> list[Edit]:
    try:
        runs = [*_runs(syntax, opening)]
    except Unclear:
        return []
    patterns = [pattern for run in runs for pattern in run[2]]
    # A path of length zero also joins what stands nowhere but as a predicate (SPARQL 1.1, 18.4).
    if any(p.may_be_empty for p in patterns) and any(p.predicate[0] in "?$" for p in patterns):
        return []
    if len(patterns) < 2:
        return []
    first, *others = [pattern.text for pattern in _order(patterns, bound)]
    chain = first + "".join(f" LATERAL {{ {other} }}" for other in others)
    texts = [chain, *[""] * (len(runs) - 1)]
    return [
        Edit(syntax.tokens[start].start(), syntax.tokens[end - 1].end(), f" {text} ")
        for (start, end, _), text in zip(runs, texts, strict=True)
    ]


def _runs(syntax: Syntax, opening: int) -> Iterator[tuple[int, int, list[Pattern]]]:
    """The parts of the first basic graph pattern, which a FILTER does not end (18.2.2.2)."""
    at = opening + 1
    while True:
        start, (patterns, at) = at, read_triples(syntax, at)
        # Anything else is a mistake, which the engine is to find.
        if syntax.kind(at) not in ("word", "close") and syntax.word(at) != "{":
            raise Unclear
        if patterns:
            yield start, at, patterns
        if syntax.word(at) != "FILTER":
            return
        at = _after_filter(syntax, at + 1)
        at += syntax.word(at) == "."


def _after_filter(syntax: Syntax, at: int) -> int:
    for _ in range(3):
        if at in syntax.ends:
            return syntax.ends[at] + 1
        at += 1
    raise Unclear


def _order(patterns: list[Pattern], bound: set[str]) -> Iterator[Pattern]:
    known, waiting = set(bound), list(patterns)
    while waiting:
        best = min(waiting, key=lambda pattern: _size(pattern, known))
        waiting.remove(best)
        known |= best.variables
        yield best


def _size(pattern: Pattern, known: set[str]) -> int:
    """A guess at the number of matches, as the optimiser makes it outside EXISTS."""
    subject, predicate, obj = (term[0] not in "?$" or term[1:] in known for term in pattern[:3])
    sizes = {
        (True, True, True): 1,
        (True, False, True): 2,
        (True, True, False): 10,
        (True, False, False): 100,
        (False, True, True): 10_000,
        (False, False, True): 100_000,
        (False, True, False): 1_000_000,
        (False, False, False): 1_000_000_000,
    }
    size = sizes[subject, predicate, obj]
    if not subject and obj and pattern.object[0] not in "?$":
        # A constant has as many subjects for each solution, and a class has most of all.
        size *= 10 if pattern.predicate in _TYPE else 2
    return size * 1000 if pattern.is_path and not (subject and obj) else size
