"""Answers come in the coding that the client prefers, and their tags tell the codings apart."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from treatygraph.web.codings import choose_coding, compress, mark_tag
from treatygraph.web.compression import Compression

TEXT = "Anti-Personnel Mine Ban Convention\n" * 200
JSON = "application/sparql-results+json"
Make = Callable[[Request], Response]
UNDO: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
}


@dataclass(frozen=True)
class Sent:
    """An answer as it was sent: still compressed, which a client would undo."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def asked(make: Make, accept: str, held: str = "", method: str = "GET") -> Sent:
    """What an application of one route sends through the compression."""
    app: ASGIApp = Compression(Starlette(routes=[Route("/", make)]))
    headers = {"Accept-Encoding": accept} | ({"If-None-Match": held} if held else {})
    with TestClient(app).stream(method, "/", headers=headers) as answer:
        content = b"".join(answer.iter_raw())
    return Sent(answer.status_code, answer.headers, content)


def whole(text: str = TEXT, **headers: str) -> Make:
    """A route that answers with a text in one part, with a strong tag."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}

    def make(request: Request) -> Response:
        sent = {"Content-Type": JSON, "ETag": '"v1"', **names}
        if request.headers.get("if-none-match") == sent["ETag"]:
            return Response(status_code=304, headers={"ETag": sent["ETag"]})
        return Response(text, headers=sent)

    return make


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("GZIP;Q=1, zstd;q=0.5", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("gzip;q=0", ""),
        ("gzip;q=0.000", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("br", ""),
        ("gzip;q=nan, zstd;q=9", ""),
        (";;q=,,=", ""),
    ],
)
def test_the_client_prefers(accept: str, coding: str) -> None:
    assert choose_coding(accept) == coding


@given(st.text(st.sampled_from("gzipstd*;=,.q01 \t-é"), max_size=40))
def test_no_header_does_harm(accept: str) -> None:
    assert choose_coding(accept) in ("", "gzip", "zstd")


def test_what_is_compressed_once_is_compressed_the_same_again() -> None:
    for coding in ("zstd", "gzip"):
        assert compress(TEXT.encode(), coding) == compress(TEXT.encode(), coding)


def test_a_whole_answer_is_compressed() -> None:
    answer = asked(whole(), "gzip")
    assert gzip.decompress(answer.body) == TEXT.encode()
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("parts", [[TEXT] * 3, ["a", "", "b"], ["x" * 1_000_000]])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_stream_is_compressed(parts: list[str], coding: str) -> None:
    answer = asked(lambda _: StreamingResponse(iter(parts), media_type="text/csv"), coding)
    assert UNDO[coding](answer.body) == "".join(parts).encode()
    assert "content-length" not in answer.headers


def test_a_long_answer_is_compressed_in_slices() -> None:
    answer = asked(whole(TEXT * 100), "gzip")
    assert gzip.decompress(answer.body) == TEXT.encode() * 100


@pytest.mark.parametrize(
    "make",
    [
        whole("short"),
        whole(Content_Encoding="br"),
        whole(Cache_Control="public, no-transform"),
        lambda _: Response(TEXT, status_code=206, media_type="text/plain"),
    ],
)
def test_some_answers_stay_as_they_are_and_vary(make: Make) -> None:
    answer = asked(make, "gzip")
    assert answer.headers.get("content-encoding") in (None, "br")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.body in (TEXT.encode(), b"short")


def test_a_picture_does_not_vary() -> None:
    answer = asked(lambda _: Response(TEXT, media_type="image/png"), "gzip")
    assert "vary" not in answer.headers
    assert answer.body == TEXT.encode()


@pytest.mark.parametrize(
    ("tag", "coding", "marked"),
    [
        ('"v1"', "zstd", '"v1-zstd"'),
        ('"v1"', "gzip", '"v1-gzip"'),
        ('"v1-gzip"', "gzip", '"v1-gzip"'),
        ('W/"v1"', "gzip", 'W/"v1"'),
    ],
)
def test_a_strong_tag_tells_its_coding(tag: str, coding: str, marked: str) -> None:
    assert mark_tag(tag, coding) == marked


@pytest.mark.parametrize(
    ("accept", "held", "status", "tag"),
    [
        ("gzip", "", 200, '"v1-gzip"'),
        ("gzip", '"v1-gzip"', 304, '"v1-gzip"'),
        ("gzip", '"v1"', 304, '"v1"'),
        ("gzip", '"v1-zstd"', 200, '"v1-gzip"'),
        ("identity", '"v1"', 304, '"v1"'),
        ("identity", '"v1-gzip"', 200, '"v1"'),
    ],
)
def test_a_tag_that_is_held_is_known_again(accept: str, held: str, status: int, tag: str) -> None:
    answer = asked(whole(), accept, held)
    assert (answer.status, answer.headers["etag"]) == (status, tag)
    assert answer.headers["vary"] == "Accept-Encoding"


def test_what_an_application_compressed_gets_the_mark_of_its_coding() -> None:
    answer = asked(whole(Content_Encoding="gzip"), "gzip")
    assert answer.headers["etag"] == '"v1-gzip"'
    assert answer.body == TEXT.encode()


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_head_tells_what_get_would(method: str) -> None:
    answer = asked(whole(), "zstd", method=method)
    assert answer.headers["content-encoding"] == "zstd"
    assert answer.headers["etag"] == '"v1-zstd"'


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/graph/treaty/26-5", "/treaty/26-5?format=ntriples", "/"])
def test_an_answer_says_the_same_in_every_coding(
    client: TestClient, path: str, coding: str
) -> None:
    answer = client.get(path, headers={"Accept-Encoding": coding})
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.content == client.get(path, headers={"Accept-Encoding": "identity"}).content
