"""How often an address may ask, whose bucket a request takes from, and what an answer tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Scope

from treatygraph.errors import UsageError
from treatygraph.settings import Settings, read_settings
from treatygraph.store.build import Graph
from treatygraph.web import rates
from treatygraph.web.app import create_app
from treatygraph.web.rates import Buckets, client_key

STRANGER = ("192.0.2.7", 5000)


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=2, clock=clock)
    assert [buckets.take("a").wait for _ in range(3)] == [0, 0, 1]
    clock.now += 0.5
    assert buckets.take("a").wait == 0.5
    clock.now += 0.5
    assert buckets.take("a").wait == 0
    assert buckets.take("a").wait == 1


def test_a_bucket_holds_no_more_than_a_burst() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=3, clock=clock)
    buckets.take("a")
    clock.now += 3600
    assert [buckets.take("a").left for _ in range(4)] == [2, 1, 0, 0]
    assert buckets.take("a").wait == 1


def test_each_has_a_bucket() -> None:
    buckets = Buckets(per_minute=1, burst=1, clock=Clock())
    assert [buckets.take(key).wait for key in "aba"] == [0, 0, 60]


def test_few_buckets_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_MOST_CLIENTS", 2)
    buckets = Buckets(per_minute=1, burst=1, clock=Clock())
    # At the third, the one that has not asked for longest is forgotten.
    assert [buckets.take(key).wait for key in ("a", "b", "a", "c", "a", "b")] == [
        0,
        0,
        60,
        0,
        60,
        0,
    ]


@pytest.mark.parametrize(
    ("client", "passed_on", "key"),
    [
        ("192.0.2.7", False, "192.0.2.7"),
        ("::ffff:192.0.2.7", False, "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", False, "2001:db8:1:2::"),
        ("127.0.0.1", False, ""),
        ("::1", False, ""),
        ("::ffff:127.0.0.1", False, ""),
        ("", False, ""),
        ("127.0.0.1", True, "proxy"),
        ("", True, "proxy"),
        ("_hidden", True, "proxy"),
        ("192.0.2.7", True, "192.0.2.7"),
    ],
)
def test_who_shares_a_bucket(client: str, passed_on: bool, key: str) -> None:
    headers = [(b"x-forwarded-for", b"192.0.2.99")] if passed_on else []
    scope: Scope = {"client": (client, 1) if client else None, "headers": headers}
    assert client_key(scope) == key


@pytest.fixture
def strict(graph: Graph) -> Iterator[TestClient]:
    """A stranger before a server that takes two requests at once, and one a minute."""
    app = create_app(Settings(rate_per_minute=1, rate_burst=2, workers=1), graph)
    with TestClient(app, client=STRANGER) as client:
        yield client


def test_who_asks_too_often_is_told_when_to_ask_again(strict: TestClient) -> None:
    assert [strict.get("/problems/busy").status_code for _ in range(2)] == [200, 200]
    answer = strict.get("/problems/busy", headers={"Origin": "https://example.org"})
    assert answer.status_code == 429
    assert answer.json()["type"] == "/problems/too-many-requests"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.headers["ratelimit"].startswith('"client";r=0;t=')
    assert "Retry-After" in answer.headers["access-control-expose-headers"]


def test_every_answer_tells_how_the_client_stands(strict: TestClient) -> None:
    answer = strict.get("/nowhere")
    assert answer.headers["ratelimit-policy"] == '"client";q=2;w=120'
    assert answer.headers["ratelimit"] == '"client";r=1;t=60'


@pytest.mark.parametrize("path", ["/healthz", "/static/nothing"])
def test_some_addresses_are_free(strict: TestClient, path: str) -> None:
    assert {strict.get(path).status_code for _ in range(4)} < {200, 404}


def test_no_name_that_begins_like_one_is(strict: TestClient) -> None:
    assert [strict.get("/healthzz").status_code for _ in range(3)] == [404, 404, 429]


def test_a_proxy_that_is_not_trusted_is_one_client(strict: TestClient) -> None:
    asked = [strict.get("/x", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(3)]
    assert [answer.status_code for answer in asked] == [404, 404, 429]


def test_clients_of_a_trusted_proxy_are_told_apart(graph: Graph) -> None:
    settings = Settings(rate_per_minute=1, rate_burst=1, trusted_proxies="10.0.0.0/8", workers=1)
    with TestClient(create_app(settings, graph), client=("10.1.2.3", 1)) as client:
        # The proxy adds the address that it sees after what the client pretends.
        asked = [
            client.get("/x", headers={"X-Forwarded-For": f"203.0.113.{n}, 192.0.2.{n % 2}"})
            for n in range(4)
        ]
    assert [answer.status_code for answer in asked] == [404, 404, 429, 429]


@pytest.mark.parametrize("given", ["*", "proxy.example.org", "10.0.0.1/8", "10.0.0.1,"])
def test_only_addresses_and_networks_are_trusted(given: str) -> None:
    with pytest.raises(UsageError, match="TREATYGRAPH_TRUSTED_PROXIES"):
        read_settings(trusted_proxies=given)


def test_any_number_is_taken_where_the_rate_is_0(graph: Graph) -> None:
    app = create_app(Settings(rate_per_minute=0, rate_burst=1, workers=1), graph)
    with TestClient(app, client=STRANGER) as client:
        assert [client.get("/nowhere").status_code for _ in range(3)] == [404] * 3
