"""What a text names but for slips of the pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from treatygraph.reconciliation.folding import is_latin
from treatygraph.reconciliation.found import TERRITORY, Found
from treatygraph.reconciliation.index import Index, Name

# Points for so many slips that leave no doubt about what is meant, and for what is only near.
_SLIPS: Final = (93.0, 90.0, 86.0)
_NEAR: Final = 60.0
# Slips that leave no doubt in a text of at least so many letters, and slips that are offered.
_SURE: Final = ((5, 1), (10, 2), (16, 3))
_OFFERED: Final = ((4, 1), (7, 2), (12, 3))
_SURE_TERRITORY: Final = 8


def find_misspelt(index: Index, text: str, key: str, wanted: set[str] | None) -> Iterable[Found]:
    """Things with a name that is near; `key` is the text in Latin letters without gaps."""
    most = max((slips for least, slips in _OFFERED if len(key) >= least), default=0)
    if not most:
        return
    near: dict[str, list[tuple[int, Name]]] = defaultdict(list)
    for length in range(len(key) - most, len(key) + most + 1):
        close = process.extract(
            key, index.spellings.get(length, ()), scorer=OSA.distance, score_cutoff=most, limit=20
        )
        for spelling, slips, _ in close:
            for name in index.latin[spelling]:
                # Letters that stand for those of another script are no slips of the pen.
                same = is_latin(name.text) == is_latin(text)
                if same and (wanted is None or name.thing.id in wanted):
                    near[name.thing.id].append((int(slips), name))
    for names in near.values():
        slips, name = min(names, key=lambda one: (one[0], one[1].kind == "territory"))
        similarity = 100 * (1 - slips / max(len(key), 1))
        score = _SLIPS[max(slips, 1) - 1] if _is_sure(key, names) else _NEAR + similarity / 10
        score -= TERRITORY * (name.kind == "territory")
        others = any(other.kind == "ambiguous" for far, other in names if far == slips)
        yield Found(name.thing, name, score, similarity, ambiguous=others)


def _is_sure(key: str, names: Sequence[tuple[int, Name]]) -> bool:
    """Whether so few slips, from these names of one thing, leave no doubt."""
    most = max((slips for least, slips in _SURE if len(key) >= least), default=0)
    least = min(slips for slips, _ in names)
    if any(name.kind != "territory" for _, name in names):
        return least <= most
    # Among names of all languages something is always near.
    return least <= min(most, 1) and len(key) >= _SURE_TERRITORY
