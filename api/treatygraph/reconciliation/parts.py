"""What a text names a part of: the beginning of a name, of a word in it, or some of its words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from treatygraph.reconciliation.found import WHOLE, Found
from treatygraph.reconciliation.index import Index, Name

# Points for a name that is broken off, for its beginning, and for its words.
_SHORTENED: Final = 84.0
_START: Final = 55.0
_WORDS: Final = 50.0
_FEWEST_LETTERS: Final = 4
# Names that begin as a text does, or share a word with it: more of them are not looked at.
_MOST_STARTS: Final = 1500
_MOST_NAMES: Final = 4000
# Letters of a word that is broken off, and words of a title that is.
_FEWEST_OF_WORD: Final = 3
_FEWEST_WORDS: Final = 4
# The weight of a word that no name has, by the logarithm of how rare it is.
_UNKNOWN: Final = 8.0


def find_parts(
    index: Index, letters: list[str], wanted: set[str] | None, beginning: bool
) -> Iterable[Found]:
    """Things of which the words are a part of the name, or most of them are among its words.

    With `beginning`, the last word may be the beginning of one.
    """
    text = " ".join(letters)
    if not text or (len(text) < _FEWEST_LETTERS and not beginning):
        return
    for start, name, first in index.starting(text, _MOST_STARTS):
        if wanted is not None and name.thing.id not in wanted:
            continue
        rest = start[len(text) :]
        if first and _is_shortened(letters, rest) and name.kind != "ambiguous":
            yield Found(name.thing, name, _SHORTENED, 100 * len(text) / len(start))
        elif beginning or rest[:1] in ("", " "):
            yield _part(index, name, len(text), beginning)
    yield from _shared(index, letters, wanted)


def _is_shortened(letters: list[str], rest: str) -> bool:
    """Whether a name that goes on so is written without its end: of its last word, or of many."""
    if len(letters) < 2 or not rest:
        return False
    within = " " not in rest and len(letters[-1]) >= _FEWEST_OF_WORD
    return within or (rest[0] == " " and len(letters) >= _FEWEST_WORDS)


def _part(index: Index, name: Name, letters: int, beginning: bool) -> Found:
    share = min(letters / max(len(name.text), 1), 1)
    score = _START + 12 * share + index.prominence[name.thing.id] / 10
    # As somebody types, what begins like the text is what is looked for.
    score += 10 * (beginning and share > 0.3)
    return Found(name.thing, name, min(score, WHOLE - 1), 99 * share)


def _shared(index: Index, letters: list[str], wanted: set[str] | None) -> Iterable[Found]:
    """Things that have most of the words in a name; rare words count for more."""
    total = len(index.names)
    weights = {
        word: math.log(total / len(index.by_word[word])) if word in index.by_word else _UNKNOWN
        for word in set(letters)
    }
    had: dict[int, float] = defaultdict(float)
    for word in sorted(weights, key=lambda w: (-weights[w], w)):
        numbers = index.by_word.get(word, ())
        if len(had) + len(numbers) > _MOST_NAMES:
            break
        for number in numbers:
            had[number] += weights[word]
    asked = sum(weights.values()) or 1
    for number, weight in had.items():
        name = index.names[number]
        share = weight / asked
        if share >= 0.5 and (wanted is None or name.thing.id in wanted):
            fit = share * min(len(letters) / index.sizes[number], 1) ** 0.5
            score = _WORDS * fit + index.prominence[name.thing.id] / 20
            yield Found(name.thing, name, score, 99 * fit)
