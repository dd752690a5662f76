"""Groups: what one version changed about one treaty, as lists and feeds tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from treatygraph.changes.history import BUILD, COMPARISON, FIRST, SUBMISSION, WRITE, Change
from treatygraph.changes.telling import Row
from treatygraph.terms import BASE

_CAUSES = {
    FIRST: "The first version that is known here. No earlier one can be compared with it.",
    BUILD: "The data was built anew.",
    SUBMISSION: "A submission was accepted.",
    COMPARISON: "Two versions were compared.",
    WRITE: "Somebody with the token wrote to the graph.",
}
_NO_TREATY = "Not about one treaty"


@dataclass(frozen=True)
class Group:
    """The rows of a change that are about one treaty; none for the first version.

    `treaty` is empty for what is about none.
    """

    change: Change
    treaty: str
    rows: tuple[Row, ...]

    @property
    def iri(self) -> str:
        """What the group is called for good."""
        return f"{iri(self.change)}#{self.place}"

    @property
    def place(self) -> str:
        """The identifier of the treaty, or what stands for none."""
        return self.treaty.rpartition("/")[2] or "other"

    @property
    def heading(self) -> str:
        """The name of the treaty, or that it is about none."""
        return self.rows[0].treatyLabel or _NO_TREATY if self.rows else "The whole record"

    @property
    def title(self) -> str:
        """The treaty and what changed first, in one line."""
        if not self.rows:
            return cause(self.change)
        more = f" And {len(self.rows) - 1:,} more." if len(self.rows) > 1 else ""
        return f"{self.heading}: {self.rows[0].sentence}{more}"

    @property
    def cause(self) -> str:
        """What brought the version about, as a sentence."""
        return cause(self.change)

    @property
    def graph_path(self) -> str:
        """Where the graph of a submission answers, below the address of the site."""
        return self.change.graph.removeprefix(BASE)

    @property
    def recorded(self) -> tuple[Row, ...]:
        """What was recorded otherwise."""
        return tuple(row for row in self.rows if row.basis == "recorded")

    @property
    def derived(self) -> tuple[Row, ...]:
        """What follows from that, and is computed."""
        return tuple(row for row in self.rows if row.basis == "derived")


def make_groups(changes: Iterable[Change], treaty: str = "") -> list[Group]:
    """The groups of changes in their order, a change at a time; of one treaty where it is given.

    The first version changes no treaty, and stands in the list of all alone.
    """
    groups = []
    for change in changes:
        if change.cause == FIRST and not treaty:
            groups.append(Group(change, "", ()))
        for about, rows in groupby(change.rows, key=lambda row: row.treaty):
            if not treaty or about == treaty:
                groups.append(Group(change, about, tuple(rows)))
    return groups


def iri(change: Change) -> str:
    """The IRI of a change."""
    return f"{BASE}changes/{change.name}"


def cause(change: Change) -> str:
    """What brought a version about, as a sentence."""
    return _CAUSES[change.cause]
