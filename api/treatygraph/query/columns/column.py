"""A column: what one variable has in each of many solutions, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from treatygraph.query.columns.dictionary import (
    DATE,
    INTEGER,
    UNSURE,
    YEAR,
    Dictionary,
    Numbers,
)
from treatygraph.query.cursor import Unclear
from treatygraph.terms import XSD

# The day from which numpy counts, as Python counts days.
_EPOCH: Final = date(1970, 1, 1).toordinal()
# Numbers of which one in so many is there lie close together.
_DENSE: Final = 20


@dataclass(frozen=True)
class Column:
    """Terms by number or, where there is a kind of the dictionary, values of that kind."""

    numbers: Numbers
    kind: int | None = None

    def __getitem__(self, which: Numbers) -> Column:
        return Column(self.numbers[which], self.kind)

    def values(self, terms: Dictionary) -> Column:
        """The values of terms; raises Unclear unless all are dates or all are integers."""
        if self.kind:
            return self
        kinds = terms.kinds[self.numbers]
        if not len(kinds) or kinds[0] not in (DATE, INTEGER) or np.any(kinds != kinds[0]):
            raise Unclear
        return Column(terms.values[self.numbers], int(kinds[0]))

    def values_of(self, kind: int, terms: Dictionary) -> tuple[Numbers, Numbers]:
        """Which have a value of that kind, and the values, good where there is one.

        Raises Unclear where one may have such a value without being known for it.
        """
        if self.kind:
            return np.full(len(self.numbers), self.kind == kind), self.numbers
        kinds = terms.kinds[self.numbers]
        if np.any(kinds == UNSURE):
            raise Unclear
        return kinds == kind, terms.values[self.numbers]

    def years(self, terms: Dictionary) -> Column:
        """The year of each (SPARQL 1.1, section 17.4.5.2); raises Unclear where one has none."""
        dated, values = self.values_of(DATE, terms)
        partial, _ = self.values_of(YEAR, terms)
        if self.kind or not np.all(dated | partial):
            raise Unclear
        days = np.where(dated, values, _EPOCH) - _EPOCH
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return Column(np.where(dated, years, values), INTEGER)

    def codes(self) -> tuple[Numbers, int]:
        """Numbers from zero on, the same for what is the same, and how many there are."""
        if not len(self.numbers):
            return self.numbers, 0
        offsets = self.numbers - self.numbers.min()
        if offsets.max() < _DENSE * len(offsets):
            # To mark those that are there takes a tenth of the time of sorting.
            ranks = np.cumsum(np.bincount(offsets) > 0) - 1
            return ranks[offsets], int(ranks[-1]) + 1
        order = np.argsort(offsets)
        ordered = offsets[order]
        ranks = np.cumsum(np.append(False, ordered[1:] != ordered[:-1]))
        codes = np.empty_like(ranks)
        codes[order] = ranks
        return codes, int(ranks[-1]) + 1

    def texts(self, terms: Dictionary) -> list[str]:
        """Each as SPARQL writes it; raises Unclear for what VALUES cannot hold (rule 65)."""
        if self.kind == INTEGER:
            return [str(value) for value in self.numbers.tolist()]
        if self.kind == DATE:
            days = (date.fromordinal(value).isoformat() for value in self.numbers.tolist())
            return [f'"{day}"^^<{XSD}date>' for day in days]
        texts = [terms.text(number) for number in self.numbers.tolist()]
        if any(text.startswith(("_:", "<<")) for text in texts):
            raise Unclear
        return texts
