"""What was found: a thing that a text may name, with how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from treatygraph.reconciliation.index import Name, Thing

# From here on, of a hundred points, a text was found as a whole; below, it names a part.
WHOLE: Final = 80.0
# A name in the record counts for more than one of the many in the repository of locales.
TERRITORY: Final = 0.5


@dataclass
class Found:
    """A thing that a text may name.

    `score` is from 0 to 100, `similarity` of the letters too; `sure` says that by the name alone
    nothing else can be meant.
    """

    thing: Thing
    name: Name
    score: float
    similarity: float
    sure: bool = False
    ambiguous: bool = False
