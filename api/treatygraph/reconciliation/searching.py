"""Search: things by any part of their names, as a reader asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from treatygraph.errors import UnknownName, UsageError, nearest
from treatygraph.reconciliation.candidates import kinds_called, types_of
from treatygraph.reconciliation.finding import find
from treatygraph.reconciliation.index import Index

LONGEST: Final = 200
MOST_RESULTS: Final = 100


def search(index: Index, words: str, kind: str = "", limit: int = 20) -> list[dict[str, Any]]:
    """The things that words may mean, best first: one object a thing.

    Each has iri, id, label, description, types, the name that was found with its language, and the
    score from 0 to 100. `kind` is a class, by identifier or label. Raises UsageError for no words,
    too many or a limit out of range, UnknownName for what is no class.
    """
    if not words.strip() or len(words) > LONGEST:
        raise UsageError(f"Search for something, in at most {LONGEST} characters.")
    if not 1 <= limit <= MOST_RESULTS:
        raise UsageError(f"The limit is a number from 1 to {MOST_RESULTS}.")
    kinds: Sequence[str] = kinds_called(index, [kind]) if kind else ()
    if kind and not kinds:
        raise UnknownName("type", kind, nearest(kind, index.kinds))
    return [
        {
            "iri": found.thing.iri,
            "id": found.thing.id,
            "label": found.thing.label,
            "description": found.thing.description,
            "types": types_of(index, found.thing),
            "name": found.name.text,
            "language": found.name.language,
            "score": round(found.score, 1),
        }
        for found in find(index, words, kinds, beginning=True)[:limit]
    ]
