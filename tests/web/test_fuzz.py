"""No request makes the server fail: what OpenAPI describes, and what nobody would describe.

The environment variable FUZZ is how many examples each test tries, others each time.
"""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from tests.web.server import Server

from treatygraph.catalog.questions import questions

thorough = settings(
    max_examples=int(os.environ.get("FUZZ", "25")),
    derandomize="FUZZ" not in os.environ,
    database=None,
    deadline=None,
    # Another example that fails tells no more than the first, and each is a request.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
Ask = Callable[..., int]


@pytest.fixture(scope="module")
def server(build_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits."""
    limits = {"query_seconds": 1, "query_megabytes": 300, "workers": 2, "token": "open sesame"}
    folders = {
        "build_folder": build_folder,
        "submissions_folder": tmp_path_factory.mktemp("submissions"),
    }
    server = Server({**limits, **folders})
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def operations(server: Server) -> list[APIOperation]:
    """What the server says that it does."""
    described = schemathesis.openapi.from_url(f"{server.address}/openapi.json")
    found = [result.ok() for result in described.get_all_operations()]
    # Without parameters there is one request, and nothing to get wrong.
    return [operation for operation in found if operation.path != "/healthz"]


# What gets past the first refusal.
GOOD = {
    "query": "SELECT * { ?s a tg:Treaty } LIMIT 2", "format": "json", "treaty": "26-5",
    "state": "POL", "on": "2026-02-20", "assume-conflict": "none", "assume-notice": "2026-03-01",
    "assume-consent": "2026-03-01", "today": "2026-11-22", "by": "x",
    "default-graph-uri": "urn:x", "named-graph-uri": "urn:x",
}  # fmt: skip
TOKEN = {"Authorization": "Bearer open sesame"}
modes = st.sampled_from([GenerationMode.POSITIVE] * 3 + [GenerationMode.NEGATIVE])


def some_of(known: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """All of it, or so much."""
    keys = st.sets(st.sampled_from(sorted(known))) if known else st.just(set())
    return st.one_of(st.just(known), keys.map(lambda names: {n: known[n] for n in names}))


@settings(thorough, max_examples=4 * thorough.max_examples)
@given(st.data())
def test_the_description_of_the_api_holds(
    operations: list[APIOperation], data: st.DataObject
) -> None:
    """No status, no media type and no body that it does not name; it names no 500."""
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy(generation_mode=data.draw(modes)))
    sensible = {name: GOOD[name] for name in case.query or {} if name in GOOD}
    case.query = {**(case.query or {}), **data.draw(some_of(sensible))}
    if operation.path == "/panel":
        # All treaties take seconds, and tell no more of the API than one does.
        case.query.setdefault("treaty", "26-5")
    response = case.call(timeout=20, headers=data.draw(some_of(TOKEN)))
    checks = [
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
        unsupported_method,
    ]
    case.validate_response(response, checks=checks)


@pytest.fixture(scope="module")
def ask(server: Server) -> Iterator[Ask]:
    """Sends a request on a connection that is kept, and returns the status of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)

    def send(method: str, target: str, body: bytes | None = None, type_: str = "") -> int:
        connection.request(method, target, body, {"Content-Type": type_} if type_ else {})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    yield send
    connection.close()


_WORDS = (
    "SELECT DISTINCT * ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER "
    "EXISTS NOT BIND AS VALUES UNDEF ORDER BY GROUP HAVING LIMIT OFFSET 10 -1 1.5 1e9 COUNT SUM "
    "GROUP_CONCAT STR LANG DATATYPE IRI BNODE RAND ABS IF COALESCE REGEX REPLACE SUBSTR NOW YEAR "
    "PREFIX BASE a tg:date tg:Treaty tg: : rdf:type xsd:date <urn:x> <x> <> _:b [] () { } ( ) [ ] "
    "?x ?y $z ?  . ; , / | ^ * + ? ! = != < > <= && || - 'x' \"y\" '''z ''' 'é'@fr @en-GB "
    "'2020-02-30'^^xsd:date 'P1Y'^^xsd:duration true false IN << >> # \\ \\u0041 SERVICE"
).split(" ")
soup = st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A question of the catalogue with parts of it lost, doubled, moved or replaced."""
    text = draw(st.sampled_from([question.text for question in questions().values()]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 40, len(text))))
        new = draw(st.sampled_from(["", text[start:end] * 2, text[:40], " ".join(_WORDS[:9])]))
        text = text[:start] + (new or draw(st.text(max_size=5))) + text[end:]
    return text


# Lone halves of pairs are no UTF-8; as bytes they are sent too.
queries = st.one_of(soup, mutated(), st.text()).map(lambda text: text.encode("utf-8", "replace"))
anything = st.one_of(queries, st.binary(max_size=400))
NAMES = st.one_of(st.sampled_from(["26-5", "POL", "2026-02-30", "", "FROM/TO"]), st.text())


@thorough
@given(anything)
def test_no_query_makes_the_server_fail(ask: Ask, query: bytes) -> None:
    assert ask("POST", "/sparql", query, "application/sparql-query") in {200, 400, 503, 504}


@thorough
@given(anything, st.text(max_size=20))
def test_no_parameters_make_the_server_fail(ask: Ask, query: bytes, form: str) -> None:
    target = f"/sparql?query={quote_from_bytes(query)}&format={quote(form, errors='replace')}"
    assert ask("GET", target) in {200, 400, 406, 503, 504}


@thorough
@given(st.lists(st.tuples(st.sampled_from(["treaty", "state", "on", "assume-notice"]), NAMES)))
def test_no_question_about_the_status_makes_the_server_fail(
    ask: Ask, given: list[tuple[str, str]]
) -> None:
    parameters = "&".join(f"{name}={quote(text, errors='replace')}" for name, text in given)
    assert ask("GET", f"/status?{parameters}") in {200, 400, 404, 422, 503}


@thorough
@given(
    anything,
    st.sampled_from(["text/turtle", "application/ld+json", "application/trig", "text/csv", "x"]),
)
def test_no_facts_make_the_server_fail(ask: Ask, facts: bytes, type_: str) -> None:
    assert ask("POST", "/validate", facts, type_) in {200, 400, 415, 422, 503, 504}


@thorough
@given(st.lists(st.one_of(st.sampled_from(["treaty", "graph", "26-5", "..", ""]), st.text())))
def test_no_name_makes_the_server_fail(ask: Ask, steps: list[str]) -> None:
    path = "/".join(quote(step, safe="", errors="replace") for step in steps)
    assert ask("GET", f"/{path}") in {200, 303, 307, 308, 404, 406}
