"""The benchmark of the endpoint: its queries answer, and answers are compared as they should be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from peers.answers import difference, read_answer
from peers.client import complete

from treatygraph import resources
from treatygraph.query.engine import answer
from treatygraph.query.formats import GRAPHS, Form
from treatygraph.store.build import Graph

QUERIES = sorted((resources.root() / "bench" / "queries").glob("*.rq"))
JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":[%s]}}'
ONE, TWO = (b'{"a":{"type":"literal","value":"%s"}}' % word for word in (b"one", b"two"))


def _first(forms: tuple[Form, ...]) -> Form:
    return GRAPHS[0] if forms is GRAPHS else forms[0]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_each_query_finds_something_that_can_be_compared(path: Path, graph: Graph) -> None:
    written = io.BytesIO()
    forms: list[Form] = []

    def begin(form: Form) -> io.BytesIO:
        forms.append(form)
        return written

    answer(graph.store, path.read_text(), _first, begin)
    content = written.getvalue()
    assert read_answer(content, forms[0].media_type)
    assert b"bnode" not in content
    assert b"_:" not in content


def test_the_order_of_solutions_makes_no_difference() -> None:
    one = read_answer(ROWS % (ONE + b"," + TWO), JSON)
    other = read_answer(ROWS % (TWO + b"," + ONE), JSON)
    assert difference(one, other) == ""


def test_a_solution_that_is_there_twice_makes_a_difference() -> None:
    one = read_answer(ROWS % ONE, JSON)
    other = read_answer(ROWS % (ONE + b"," + ONE), JSON)
    assert difference(one, other).startswith("0 missing, 1 more")


def test_virtuosos_way_to_say_true_is_read() -> None:
    said = (ROWS % ONE).replace(b'"a"', b'"__ASK_RETVAL"')
    assert read_answer(said, JSON) is True


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", False),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n", False),
        (b"HTTP/1.1 200 OK\r\n", False),
    ],
)
def test_the_client_knows_where_an_answer_ends(answer: bytes, whole: bool) -> None:
    assert complete(answer) is whole
