"""Assumptions: what would follow from an act or a conflict that the record does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from treatygraph.catalog.binding import bind
from treatygraph.catalog.questions import assumptions
from treatygraph.errors import InvalidValue
from treatygraph.ingest.names import Names
from treatygraph.prefixes import prefixes
from treatygraph.status.inquiry import Inquiry, check_existence, read_day
from treatygraph.status.lookup import values
from treatygraph.store.rules import run_rules
from treatygraph.terms import BASE, GRAPH, ONTOLOGY_GRAPH, RDF_TYPE, tg


@dataclass(frozen=True)
class Assumptions:
    """What is assumed of one participant; each is empty where nothing is.

    `conflict` is `FROM`, `FROM/TO` (the first day without it) or `none`; the others are days.
    """

    conflict: str = ""
    notice: str = ""
    consent: str = ""

    def __bool__(self) -> bool:
        """Whether anything is assumed at all."""
        return bool(self.conflict or self.notice or self.consent)


def assume(store: ox.Store, names: Names, inquiry: Inquiry, assumed: Assumptions) -> ox.Store:
    """A small store in which the assumptions hold: the treaty, its clauses and acts, and the rules.

    The store that is given does not change. Raises InvalidValue for a day that is none or on which
    the treaty could have no such act yet, for an interval that ends before it begins, and where no
    participant is named.
    """
    if not inquiry.state:
        raise InvalidValue("An assumption is about one state: name it as well.")
    for name, day in (("assume-consent", assumed.consent), ("assume-notice", assumed.notice)):
        if day:
            check_existence(store, inquiry.treaty, read_day(name, day), name)
    world = ox.Store()
    world.extend(_slice(store, inquiry))
    pair = {"treaty": inquiry.treaty, "state": inquiry.state}
    for name, given in _updates(assumed):
        update = bind(
            assumptions()[name], ({**pair, **given} if given else {"state": inquiry.state}), names
        )
        world.update(update, prefixes=prefixes())
    run_rules(world)
    return world


def _updates(assumed: Assumptions) -> Iterator[tuple[str, dict[str, str]]]:
    if assumed.consent:
        yield "consent", {"from": read_day("assume-consent", assumed.consent)}
    if assumed.conflict == "none":
        yield "peace", {}
    elif assumed.conflict:
        begins, _, ends = assumed.conflict.partition("/")
        interval = {"from": read_day("assume-conflict", begins)}
        if ends:
            interval["until"] = read_day("assume-conflict", ends)
            if interval["until"] <= interval["from"]:
                raise InvalidValue(
                    f"assume-conflict: {assumed.conflict} ends before it begins. "
                    "Write its first day and the first day without it."
                )
        yield "conflict", interval
    if assumed.notice:
        yield "notice", {"from": read_day("assume-notice", assumed.notice)}


def _slice(store: ox.Store, inquiry: Inquiry) -> Iterator[ox.Quad]:
    """What rules and the question `status` read about one treaty and one participant."""
    # An amendment binds a member from the day on which the amended treaty does.
    treaties = (inquiry.treaty, *values(store, inquiry.treaty, tg("amends")))
    records = (f"{GRAPH}{treaty.removeprefix(BASE)}" for treaty in treaties)
    for graph in (ONTOLOGY_GRAPH, *records, f"{GRAPH}context/conflicts"):
        yield from store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    yield from store.quads_for_pattern(ox.NamedNode(inquiry.state), None, None)
    organisation = ox.NamedNode(tg("Organisation"))
    yield from store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), organisation)
    # A protocol may wait for another treaty; its own day is derived anew.
    in_force = ox.NamedNode(tg("enteredIntoForceOn"))
    for quad in store.quads_for_pattern(None, in_force, None):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in treaties:
            yield ox.Quad(quad.subject, in_force, quad.object, ox.NamedNode(GRAPH + "others"))
