"""Finding: the things that a text may name, best first, with how surely and why.

A text is looked up as it stands, then with slips of the pen; and things of which it names a part
are offered below.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from treatygraph.reconciliation.exact import find_exact
from treatygraph.reconciliation.folding import LONGEST, fold, words
from treatygraph.reconciliation.found import WHOLE, Found
from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.parts import find_parts
from treatygraph.reconciliation.slips import find_misspelt

_MOST_WORDS: Final = 30


def find(
    index: Index, text: str, kinds: Collection[str] = (), beginning: bool = False
) -> list[Found]:
    """The things that a text may name, best first; one of `kinds` only, if any are given.

    With `beginning`, the text may be the beginning of a name as it is typed.
    """
    text = text[:LONGEST].strip()
    found: dict[str, Found] = {}
    wanted = _members(index, kinds)
    exact = list(find_exact(index, text, wanted))
    for one in exact:
        _keep(found, one)
    letters = words(text)[:_MOST_WORDS]
    if not exact and fold(text) not in index.elsewhere:
        for one in find_misspelt(index, text, "".join(letters), wanted):
            _keep(found, one)
    for one in find_parts(index, letters, wanted, beginning):
        _keep(found, one)
    for one in found.values():
        # A name that others bear as well says as little of the one as of the others.
        one.score = min(one.score, WHOLE) if one.ambiguous else one.score
    ranked = sorted(
        found.values(), key=lambda f: (-round(f.score, 1), -f.thing.references, f.thing.id)
    )
    _decide(ranked)
    return ranked


def _members(index: Index, kinds: Collection[str]) -> set[str] | None:
    if not kinds:
        return None
    below = {kind.id for kind in index.kinds.values() if set(kind.above) & set(kinds)}
    return {thing.id for thing in index.things.values() if set(thing.kinds) & below}


def _keep(found: dict[str, Found], one: Found) -> None:
    had = found.get(one.thing.id)
    if not had or one.score > had.score:
        one.ambiguous |= bool(had and had.ambiguous)
        found[one.thing.id] = one
    else:
        had.ambiguous |= one.ambiguous


def _decide(ranked: list[Found]) -> None:
    """Marks the first as sure where it was found as a whole, and nothing else as well."""
    if not ranked or ranked[0].ambiguous or ranked[0].score <= WHOLE:
        return
    first = ranked[0]
    # The record against the repository of locales is no contest; two names in one of them are.
    rivals = [other for other in ranked[1:] if _tier(other) >= _tier(first)]
    doubtful = any(other.ambiguous and other.score >= WHOLE for other in ranked[1:])
    first.sure = not rivals and not doubtful


def _tier(found: Found) -> float:
    return round(found.score, 1)
