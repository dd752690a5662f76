"""Mentions: names are read whole, and only where a query means them."""

from __future__ import annotations

import pytest

from treatygraph.reference.mentions import mentioned
from treatygraph.terms import tg


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { ?s tg:partyPeriod ?o }", {"partyPeriod"}),
        ("SELECT * { ?s tg:from|tg:until/^tg:treaty* ?o }", {"from", "until", "treaty"}),
        ("SELECT * { ?s a tg:State. ?s tg:from ?d. FILTER(?d<?e && ?e>?d) }", {"State", "from"}),
        ("PREFIX t: <https://w3id.org/treatygraph/ontology#> ASK { ?s t:from ?o }", {"from"}),
        ("ASK { ?s <https://w3id.org/treatygraph/ontology#from> ?o }", {"from"}),
        ("PREFIX tg: <http://other.example/> ASK { ?s tg:from ?o }", set()),
        ('# tg:from\nASK { ?s ?p \'tg:until\', """tg:State""" }', set()),
        ("PREFIX x: <https://w3id.org/treatygraph/ontology#Treaty> ASK { ?s ?p ?o }", set()),
    ],
)
def test_a_query_names_what_it_means(text: str, names: set[str]) -> None:
    ours = {iri for iri in mentioned(text) if iri.startswith(tg(""))}
    assert ours == {tg(name) for name in names}
