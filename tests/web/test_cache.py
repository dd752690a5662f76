"""Answers that are kept: who gets them, who does not, and what a client that holds one is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.app import create_app
from treatygraph.web.cache import Cache, Entry

QUERY = "SELECT ?treaty WHERE { ?treaty a tg:Treaty } ORDER BY ?treaty"


@pytest.fixture
def fresh(graph: Graph) -> Iterator[TestClient]:
    """A client of an application that has answered nothing yet."""
    with TestClient(create_app(Settings(workers=1), graph)) as client:
        yield client


def ask(client: TestClient, query: str = QUERY, **headers: str) -> tuple[str, str, bytes]:
    """How the cache took part, the entity tag, and the content."""
    answer = client.get(
        "/sparql", params={"query": query}, headers={"Accept-Encoding": "identity", **headers}
    )
    assert answer.status_code == 200
    return answer.headers["Cache-Status"], answer.headers.get("ETag", ""), answer.content


def test_the_second_who_asks_gets_what_the_first_got(fresh: TestClient) -> None:
    first, second = ask(fresh), ask(fresh)
    assert (first[0], second[0]) == ("treatygraph; fwd=miss", "treatygraph; hit")
    assert first[1:] == second[1:]
    assert first[1].startswith('"')


def test_every_later_one_gets_it_too(fresh: TestClient) -> None:
    """Short answers are recalled by what the request looks like, from the second time on."""
    answers = [ask(fresh) for _ in range(4)]
    assert [status for status, *_ in answers[1:]] == ["treatygraph; hit"] * 3
    assert len({content for *_, content in answers}) == 1


def test_what_is_recalled_is_for_the_same_request_only(fresh: TestClient) -> None:
    for _ in range(3):
        assert ask(fresh, Accept="text/csv")[2].startswith(b"treaty\r\n")
        assert ask(fresh, Accept="application/json")[2].startswith(b"{")
        zipped = fresh.get("/sparql", params={"query": QUERY}, headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"


def test_what_is_recalled_keeps_to_the_data(fresh: TestClient, graph: Graph) -> None:
    tag = ask(fresh)[1]
    ask(fresh)
    fresh.app.state.graph = Graph(graph.store, "another")
    assert ask(fresh)[:2] == ("treatygraph; fwd=miss", tag.replace('"test', '"another'))


def test_a_question_is_counted_however_it_is_answered(fresh: TestClient) -> None:
    for _ in range(3):
        ask(fresh)
    counted = fresh.get("/metrics").text
    assert 'treatygraph_queries_total{outcome="answered"} 1.0' in counted
    assert 'treatygraph_queries_total{outcome="cached"} 2.0' in counted
    assert 'treatygraph_cache_requests_total{result="hit"} 2.0' in counted


def test_post_and_get_share_an_answer(fresh: TestClient) -> None:
    ask(fresh, Accept="*/*")
    answer = fresh.post("/sparql", data={"query": QUERY}, headers={"Accept": "*/*"})
    assert answer.headers["Cache-Status"] == "treatygraph; hit"


@pytest.mark.parametrize(
    ("query", "headers", "parameters"),
    [
        (QUERY + " ", {}, {}),
        (QUERY, {"Accept": "text/csv"}, {}),
        (QUERY, {}, {"default-graph-uri": "https://w3id.org/treatygraph/graph/treaty/26-5"}),
        (QUERY, {}, {"format": "tsv"}),
    ],
)
def test_another_query_form_or_graph_is_another_answer(
    fresh: TestClient, query: str, headers: dict[str, str], parameters: dict[str, str]
) -> None:
    tag = ask(fresh)[1]
    answer = fresh.get("/sparql", params={"query": query, **parameters}, headers=headers)
    assert answer.headers["Cache-Status"] == "treatygraph; fwd=miss"
    assert answer.headers["ETag"] != tag


@pytest.mark.parametrize("volatile", ["NOW()", "rand()", "UUID()", "STRUUID()", "Bnode()"])
def test_what_differs_each_time_is_not_kept(fresh: TestClient, volatile: str) -> None:
    query = f"SELECT ?x WHERE {{ BIND({volatile} AS ?x) }}"
    assert [ask(fresh, query)[:2] for _ in range(2)] == [("treatygraph; fwd=bypass", "")] * 2


def test_whoever_holds_the_answer_is_told_so(fresh: TestClient) -> None:
    tag = ask(fresh)[1]
    answer = fresh.get(
        "/sparql",
        params={"query": QUERY},
        headers={"If-None-Match": f'"other", {tag}', "Accept-Encoding": "identity"},
    )
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag


def test_a_coding_has_a_tag_of_its_own(fresh: TestClient) -> None:
    plain = ask(fresh)[1]
    for _ in range(2):
        answer = fresh.get("/sparql", params={"query": QUERY}, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["ETag"] == plain[:-1] + '-gzip"'
        assert answer.content == ask(fresh)[2]


def test_an_answer_that_fails_is_not_kept(fresh: TestClient) -> None:
    for _ in range(2):
        answer = fresh.get("/sparql", params={"query": "SELECT", "timeout": "1"})
        assert answer.status_code == 400
    assert fresh.app.state.cache.figures()["cache_entries"] == 0


def test_a_smaller_limit_is_kept_by_a_cached_answer_too(fresh: TestClient) -> None:
    ask(fresh)
    answer = fresh.get("/sparql", params={"query": QUERY, "size": "10"})
    assert answer.json()["type"] == "/problems/query-not-evaluated"


def test_those_who_ask_the_same_at_once_are_answered_by_one(graph: Graph) -> None:
    """With one worker and nobody who may wait, three are answered."""
    query = "SELECT (COUNT(*) AS ?n) { ?a tg:date ?b . ?c tg:retractedOn ?d }"
    answers: list[int] = []
    with TestClient(create_app(Settings(workers=1, queue=1), graph)) as client:

        def get() -> None:
            answers.append(client.get("/sparql", params={"query": query}).status_code)

        threads = [threading.Thread(target=get) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [200] * 6


def test_the_cache_keeps_to_its_size() -> None:
    cache = Cache(50_000)
    for number in range(100):
        cache.put(number, Entry("text/csv", b"x" * 1000))
        cache.get(0)
    figures = cache.figures()
    assert 0 < figures["cache_bytes"] <= 50_000
    assert figures["cache_entries"] == figures["cache_bytes"] // 2000
    assert cache.get(0), "what is asked for stays"
    assert not cache.get(1), "what was not asked for longest goes"


def test_an_entry_too_large_for_the_cache_is_not_kept() -> None:
    cache = Cache(10_000)
    cache.put("large", Entry("text/csv", b"x" * 2000))
    assert not cache.get("large")
    assert cache.figures() == {"cache_entries": 0, "cache_bytes": 0}
