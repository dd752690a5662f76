"""Good requests, as those who use the server send them: lookups, questions, status, validation."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import quote

_BASE = "https://w3id.org/treatygraph/"
_FORMS = {"text/turtle": b"", "application/ld+json": b"[", "text/html": b"<html"}
_FACTS = f'<{_BASE}treaty/26-5> <http://www.w3.org/2004/02/skos/core#note> "x"@en .'.encode()
# One of each kind that a reader asks; TREATY and STATE are filled in.
_QUERIES = {
    "lookup": "SELECT ?p ?o { <TREATY> ?p ?o }",
    "star": "SELECT ?t ?d { <TREATY> a ?t OPTIONAL { <TREATY> tg:adoptedOn ?d } }",
    "join": "SELECT ?s { ?x tg:treaty <TREATY> ; tg:participant ?s } LIMIT 50",
    "count": "SELECT (COUNT(*) AS ?n) { ?x tg:treaty <TREATY> }",
    "ask": "ASK { <STATE> ?p ?o }",
    "construct": "CONSTRUCT { <STATE> ?p ?o } { <STATE> ?p ?o }",
    "describe": "DESCRIBE <STATE>",
}
_WHOLE = "SELECT ?t (COUNT(*) AS ?n) { ?x a ?t } GROUP BY ?t ORDER BY DESC(?n) LIMIT 10"


@dataclass(frozen=True)
class GoodRequest:
    """A request that must get 200, and what its answer must hold."""

    kind: str
    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    holds: bytes = b""


def good_requests(port: int) -> list[GoodRequest]:
    """Some thousand requests about the treaties and states that the server knows."""
    treaties, states = (_known(port, kind) for kind in ("Treaty", "State"))
    asked = [GoodRequest("health", "GET", "/healthz", holds=b'"ok"')] * 50
    asked += [_query("aggregate", _WHOLE, by_post=False)] * 10
    for number, treaty in enumerate(treaties):
        state = states[number % len(states)]
        for name, text in _QUERIES.items():
            query = text.replace("TREATY", treaty).replace("STATE", state)
            asked.append(_query(name, query, by_post=bool(number % 2)))
        for accept, holds in _FORMS.items():
            path = treaty.removeprefix(_BASE)
            asked.append(GoodRequest("thing", "GET", f"/{path}", {"Accept": accept}, holds=holds))
        which = f"treaty={quote(treaty.rpartition('/')[2])}&state={quote(state.rpartition('/')[2])}"
        if number % 4 == 0:
            asked.append(GoodRequest("status", "GET", f"/status?{which}&on=2020-01-01"))
    turtle = {"Content-Type": "text/turtle"}
    asked += [GoodRequest("validation", "POST", "/validate", turtle, _FACTS)] * 50
    # Some are refused with good reason, as the status of a state on a day before the treaty.
    return [request for request in asked if request.kind != "status" or _is_answered(port, request)]


def _query(name: str, text: str, *, by_post: bool) -> GoodRequest:
    if by_post:
        direct = {"Content-Type": "application/sparql-query"}
        return GoodRequest(name, "POST", "/sparql", direct, text.encode())
    return GoodRequest(name, "GET", f"/sparql?query={quote(text)}")


def _known(port: int, kind: str) -> list[str]:
    query = quote(f"SELECT ?x {{ ?x a tg:{kind} }} ORDER BY ?x")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query={query}") as answer:
        rows = json.load(answer)["results"]["bindings"]
    return [row["x"]["value"] for row in rows]


def _is_answered(port: int, request: GoodRequest) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{request.target}").close()
    except OSError:
        return False
    return True
