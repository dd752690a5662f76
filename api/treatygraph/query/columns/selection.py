"""Selections: queries that count, group, make distinct or cut short what one pattern finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from treatygraph.query.triples import Pattern


@dataclass(frozen=True)
class Aggregate:
    """COUNT, MIN or MAX of a variable, or COUNT of all solutions where `variable` is empty."""

    function: str
    variable: str
    distinct: bool
    name: str


@dataclass(frozen=True)
class Comparison:
    """A filter: a variable compared with a constant, which is text of the query.

    The operator `LANG` asks for the language of the variable.
    """

    variable: str
    operator: str
    constant: str


@dataclass
class Selection:
    """A SELECT over one basic graph pattern, with filters.

    `years` are variables that are the year of another; `keys` are those of GROUP BY. `sorted_by`
    are the variables of ORDER BY, `descends` is about the first of them; `most` is how many rows
    LIMIT and OFFSET reach. `before` and `after` are the text around all but the last two.
    """

    projected: list[str] = field(default_factory=list)
    aggregates: list[Aggregate] = field(default_factory=list)
    distinct: bool = False
    patterns: list[Pattern] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    years: dict[str, str] = field(default_factory=dict)
    keys: list[str] | None = None
    sorted_by: list[str] = field(default_factory=list)
    descends: bool = False
    most: int | None = None
    before: str = ""
    after: str = ""

    @property
    def variables(self) -> set[str]:
        """The variables of its patterns."""
        return set().union(*(pattern.variables for pattern in self.patterns))

    @property
    def groups(self) -> bool:
        """True where solutions are grouped; without keys they are one group (section 11.1)."""
        return bool(self.aggregates) or self.keys is not None
