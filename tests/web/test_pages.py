"""Pages: what they show comes from questions of the catalogue, and each leads to its question."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from treatygraph.catalog.questions import placements, questions
from treatygraph.ingest.names import Names
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web import catalogue, sections
from treatygraph.web.citations import Citation
from treatygraph.web.labels import Labels

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# One page of each kind that questions are placed on.
PAGES = [
    "/", "/search?q=ottawa", "/treaties", "/states", "/about", "/queries", "/queries/withdrawals",
    "/queries/parties-of-treaty?treaty=26-6&on=2025-03-06", "/treaty/26-5", "/treaty/26-5/exits",
    "/treaty/26-5/acts", "/treaty/26-5/deadlines", "/treaty/26-5/sources", "/state/FIN",
    "/state/FIN/obligations", "/state/FIN/reservations", "/state/FIN/events", "/organisation/EUE",
    "/withdrawal/26-5/POL", "/suspension/26-5/UKR", "/statement/st-000-03", "/person/po-001",
    "/event/ev-047", "/source/dep-26-5", "/provision/26-5/20.3", "/graph/treaty/26-9",
    "/treaty/nothing",
]  # fmt: skip


def _get(client: TestClient, address: str) -> str:
    return client.get(address, headers=BROWSER).text


@pytest.fixture(scope="module")
def pages(client: TestClient) -> dict[str, str]:
    """The text of each page."""
    return {address: _get(client, address) for address in PAGES}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_its_landmarks(pages: dict[str, str], address: str) -> None:
    text = pages[address]
    assert len(re.findall(r"<h1>[^<]+</h1>", text)) == 1
    assert [text.count(f"<{mark}") for mark in ("main ", "footer ")] == [1, 1]
    identifiers = re.findall(r'\sid="([^"]+)"', text)
    assert len(set(identifiers)) == len(identifiers)
    labelled = set(re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', text))
    assert labelled <= set(identifiers)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_from_elsewhere(pages: dict[str, str], address: str) -> None:
    loaded = re.findall(
        r'<(?:link rel="(?:icon|stylesheet)"|script|img)[^>]*(?:href|src)="([^"]+)"',
        pages[address],
    )
    assert loaded
    assert all(each.startswith("/static/") for each in loaded)
    assert not re.search(r"<script>| style=| on\w+=\"", pages[address])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_leads_nowhere_that_is_not(
    client: TestClient, pages: dict[str, str], address: str
) -> None:
    addresses = set(re.findall(r'href="(/[^"#]*)', pages[address]))
    # Every kind of link once: the questions of all sections, and what stands in the frame.
    kinds = {re.sub(r"=[^&]*", "=", each.split("/")[1]): each for each in sorted(addresses)}
    for link in {*kinds.values(), *(a for a in addresses if a.startswith("/queries/"))}:
        if not link.startswith("/search"):
            # The panel of all treaties takes seconds.
            ask = client.head if link.startswith("/panel") else client.get
            answer = ask(link.replace("&amp;", "&"), headers=BROWSER)
            assert answer.status_code == 200, link


def test_every_placement_stands_on_a_page_that_there_is(graph: Graph) -> None:
    classes = {
        quad.subject.value.split("#")[-1] for quad in graph.store if "#" in str(quad.subject)
    }
    named = {"start", "treaties", "states", "about"}
    for question in questions().values():
        for placement in question.pages:
            kind = placement.page.partition("/")[0]
            assert kind in classes | named | {"Thing", "Term"}, question.name
            assert (placement.about in question.parameters) is (kind not in named), question.name
            assert set(placement.given) <= set(question.parameters)
            assert set(placement.hide) <= set(question.columns)


def test_a_section_counts_what_its_question_answers(client: TestClient) -> None:
    text = _get(client, "/treaty/26-5?on=2025-12-31")
    link, count = re.findall(r'href="([^"]*parties-of-treaty[^"]*)"[^>]*>(\d+) parties<', text)[0]
    assert count == "163"
    answer = client.get(link.replace("&amp;", "&") + "&format=csv")
    assert len(answer.text.splitlines()) - 1 == 163


def test_the_day_of_a_page_is_in_its_address(client: TestClient) -> None:
    assert "Parties on 31 December 2025" in _get(client, "/treaty/26-5?on=2025-12-31")
    assert "Parties on 20 February 2026" in _get(client, "/treaty/26-5"), "the horizon"
    later = _get(client, "/treaty/26-5?on=2026-06-30")
    assert "What is shown holds if nothing was recorded since." in later
    wrong = client.get("/treaty/26-5?on=2025-02-30", headers=BROWSER)
    assert wrong.status_code == 422
    assert "2025-02-30" in wrong.text


def test_numbers_over_time_are_drawn_and_told(client: TestClient) -> None:
    text = _get(client, "/treaty/26-5")
    [drawing] = re.findall(r'<svg viewBox="[^"]*" role="img" aria-label="([^"]*)"', text)
    assert drawing.endswith(
        "From 45 on 1999-03-01 to 161 since 2026-02-20; highest 166 on 2025-12-01."
    )
    assert "<summary>The same as a table</summary>" in text


def test_the_exits_of_2025_stand_on_one_timeline(client: TestClient) -> None:
    text = _get(client, "/treaty/mine-ban-convention/exits")
    lanes = re.findall(r'<text class="name"[^>]*>([^<]+)</text>', text)
    assert lanes == ["Estonia", "Finland", "Latvia", "Lithuania", "Poland", "Ukraine"]
    assert 'aria-label="Poland, 2025-08-20: withdrawal: notice"' in text
    assert 'href="/withdrawal/26-5/POL"' in text


def test_an_exit_shows_its_arithmetic(client: TestClient) -> None:
    text = _get(client, "/withdrawal/26-5/POL")
    assert "2025-08-20 + 6 months = 2026-02-20" in text
    assert '<a href="/provision/26-5/20.3">Article 20(3): Anti-Personnel Mine Ban' in text


def test_a_new_question_needs_no_python(client: TestClient) -> None:
    shown = re.findall(r'<section class="part" id="([a-z-]+)"', _get(client, "/state/UKR"))
    placed = [q.name for kind in ("Participant", "Agent", "Thing") for q, _ in placements(kind)]
    assert set(shown) - {"data"} <= set(placed)
    assert "legal-readings" not in shown


def test_a_question_is_asked_with_parameters(client: TestClient) -> None:
    text = _get(client, "/queries/parties-of-treaty?treaty=26-6&on=2025-03-06")
    assert 'value="2025-03-06"' in text
    assert "111 rows" in text
    assert "2025-03-06&#34;^^&lt;http://www.w3.org/2001/XMLSchema#date&gt;" in text
    answer = client.get("/queries/parties-of-treaty?treaty=26-6&on=2025-03-06&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(answer.text.splitlines()) == 112


def test_a_question_without_answer_says_so(client: TestClient) -> None:
    assert "no rows" in _get(client, "/queries/withdrawals?treaty=26-9")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/queries/nothing", 404),
        ("/queries/withdrawals?treaty=nothing", 404),
        ("/queries/withdrawals?colour=red", 400),
        ("/queries/parties-of-treaty?on=tomorrow", 422),
        ("/queries/said-of-thing?thing=<>", 422),
        ("/queries/withdrawals?format=docx", 406),
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_is_kept_and_held(client: TestClient) -> None:
    first = client.get("/treaty/26-6", headers=BROWSER)
    again = client.get("/treaty/26-6", headers=BROWSER)
    assert again.content == first.content
    held = client.get("/treaty/26-6", headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "name", "short"),
    [
        ("withdrawal/26-5/POL",
         "Withdrawal: Poland, Anti-Personnel Mine Ban Convention, notified 20 August 2025",
         "Withdrawal"),
        ("provision/26-5/20.3", "Article 20(3): Anti-Personnel Mine Ban Convention",
         "Article 20(3)"),
        ("provision/26-5/20", "Article 20: Anti-Personnel Mine Ban Convention", "Article 20"),
        ("state/POL", "Poland", "Poland"),
        ("nothing/at-all", "nothing/at-all", "nothing/at-all"),
    ],
)  # fmt: skip
def test_a_thing_without_a_name_is_called_by_its_values(
    graph: Graph, path: str, name: str, short: str
) -> None:
    labels = Labels(graph.store)
    assert (labels.name(BASE + path), labels.short_name(BASE + path)) == (name, short)


def test_few_things_have_no_name(graph: Graph) -> None:
    labels, names = Labels(graph.store), Names(graph.store)
    assert names.find("treaty", "26-5")
    subjects = {q.subject.value for q in graph.store if str(q.subject).startswith(f"<{BASE}")}
    sample = [iri for iri in sorted(subjects)[::97] if "/dataset" not in iri and "#" not in iri]
    raw = [iri for iri in sample if labels.name(iri) == iri.removeprefix(BASE)]
    assert len(raw) / len(sample) < 0.02, raw


def test_a_provision_of_another_treaty_is_named_with_it(client: TestClient) -> None:
    text = _get(client, "/queries/conflict-clauses")
    assert ">Article 9(1-2): Convention on Certain Conventional Weapons</a>" not in text
    assert ">Article 9: Convention on Certain Conventional Weapons</a>" in text


@pytest.mark.parametrize(
    ("title", "told"), [("Poland", "Poland."), ("Who left?", "Who left?"), ("It left.", "It left.")]
)
def test_a_title_in_a_citation_ends_once(title: str, told: str) -> None:
    text = Citation(title, "https://example.org/", "1", "").as_text()
    assert text == f"treatygraph: {told} Data version 1. https://example.org/"


def test_a_citation_escapes_what_tex_would_read() -> None:
    entry = Citation(r"100% of {a_b} \ c", BASE + "treaty/x", "v1", "2026-02-20").as_bibtex()
    assert r"title = {{100\% of \{a\_b\} \textbackslash{} c}}" in entry


def test_a_page_that_many_ask_for_is_rendered_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def ask(request: Request, text: str) -> bytes:
        asked.append(text)
        await asyncio.sleep(0.05)
        return await sections.ask(request, text)

    monkeypatch.setattr(catalogue, "ask", ask)
    with ThreadPoolExecutor(4) as several:
        address = "/queries/withdrawals?treaty=18-10"
        pages = [*several.map(lambda _: _get(client, address), range(4))]
    assert len(set(pages)) == 1
    assert len(asked) == 1
