"""Questions about a day, as users write them: what the endpoint answers, asked in two ways."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

MONTHS = '"P6M"^^xsd:duration'
PAIRS = {
    "six months after notice": (
        f"""SELECT ?w ?effect {{ ?w a tg:Withdrawal ; tg:notificationDate ?day
          BIND(?day + {MONTHS} AS ?effect) }} ORDER BY ?w""",
        """SELECT ?w ?effect { ?w a tg:Withdrawal ; tg:notificationDate ?day
          BIND(?day - "-P6M"^^xsd:duration AS ?effect) } ORDER BY ?w""",
    ),
    "no withdrawal in effect on a day": (
        f"""SELECT ?p {{ VALUES ?on {{ "2026-01-15"^^xsd:date }}
          ?p a tg:Participation ; tg:treaty <https://w3id.org/treatygraph/treaty/26-5>
          FILTER NOT EXISTS {{ ?w a tg:Withdrawal ; tg:participation ?p ; tg:notificationDate ?day
            FILTER(?day + {MONTHS} <= ?on) }} }} ORDER BY ?p""",
        """SELECT ?p { ?p a tg:Participation ; tg:treaty <https://w3id.org/treatygraph/treaty/26-5>
          MINUS { ?w a tg:Withdrawal ; tg:participation ?p ; tg:notificationDate ?day
            FILTER(?day <= "2025-07-15"^^xsd:date) } } ORDER BY ?p""",
    ),
    "the last act of each participation": (
        """SELECT ?p ?day { ?act tg:participation ?p ; tg:date ?day
          FILTER NOT EXISTS { ?later tg:participation ?p ; tg:date ?then FILTER(?then > ?day) }
          FILTER(DATATYPE(?day) = xsd:date) } GROUP BY ?p ?day ORDER BY ?p""",
        """SELECT ?p (MAX(?date) AS ?day) { ?act tg:participation ?p ; tg:date ?date
          FILTER(DATATYPE(?date) = xsd:date) } GROUP BY ?p ORDER BY ?p""",
    ),
    "signed, never consented": (
        """SELECT ?p { ?act a tg:Signature ; tg:participation ?p
          FILTER NOT EXISTS { ?p ^tg:participation/a/rdfs:subClassOf* tg:ConsentToBeBound }
          } ORDER BY ?p""",
        """SELECT ?p { ?act a tg:Signature ; tg:participation ?p
          MINUS { ?consent a ?kind ; tg:participation ?p .
            ?kind rdfs:subClassOf* tg:ConsentToBeBound } } ORDER BY ?p""",
    ),
}


@pytest.mark.parametrize(("written", "otherwise"), PAIRS.values(), ids=PAIRS)
def test_both_ways_give_the_same(client: TestClient, written: str, otherwise: str) -> None:
    answers = [
        client.post("/sparql", data={"query": query, "format": "csv"})
        for query in (written, otherwise)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert answers[0].text.count("\n") > 40
