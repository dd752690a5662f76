"""Batches of both versions: what is read, and what is refused with which words."""

from __future__ import annotations

from typing import Any

import pytest

from treatygraph.errors import UsageError
from treatygraph.reconciliation.queries import DRAFT, OLD, TooMany, parse_json, read_batch


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ([], "is no object"),
        ({}, "has neither “query” nor “properties”"),
        ({"properties": []}, "has neither"),
        ({"query": ""}, "“query” is no text"),
        ({"query": 7}, "“query” is no text"),
        ({"query": "x", "limit": 0}, "less than 1"),
        ({"query": "x", "limit": "5"}, "no number"),
        ({"query": "x", "limit": True}, "no number"),
        ({"query": "x", "limit": float("nan")}, "no number"),
        ({"query": "x", "type": 5}, "“type” is no array"),
        ({"query": "x", "type": [5]}, "neither a text nor an array of texts"),
        ({"query": "x", "type_strict": "some"}, "any, should or all"),
        ({"query": "x", "properties": {}}, "“properties” is no array"),
        ({"query": "x", "properties": [{"pid": "a"}]}, "needs “pid”, a text, and “v”"),
        ({"query": "x", "properties": [{"pid": "a", "v": None}]}, "“v” is no text"),
        ({"query": "x", "properties": [{"pid": "a", "v": ["y"] * 11}]}, "more than 10 values"),
        ({"query": "x", "name": "y"}, "has “name”; there are: query"),
    ],
)
def test_a_query_of_another_form_is_refused(query: Any, told: str) -> None:
    with pytest.raises(UsageError, match=f"Query “q0”.*{told}"):
        read_batch(OLD, {"q0": query})


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, "has no “conditions”"),
        ({"conditions": []}, "has no “conditions”"),
        ({"query": "x"}, "has “query”"),
        ({"conditions": [{"propertyValue": "x"}]}, "needs “matchType”"),
        ({"conditions": [{"matchType": "name"}]}, "has no “propertyValue”"),
        ({"conditions": [{"matchType": "property", "propertyValue": 1}]}, "“propertyId” is for"),
        ({"conditions": [{"matchType": "name", "propertyId": "a", "propertyValue": 1}]}, "is for"),
        ({"conditions": [{"matchType": "name", "propertyValue": {}}]}, "“propertyValue” is no"),
        ({"conditions": [{"matchType": "id", "propertyValue": 1, "matchQuantifier": 2}]}, "any, a"),
        ({"conditions": [{"matchType": "id", "propertyValue": 1, "required": 2}]}, "“required”"),
        ({"conditions": [{"matchType": "id", "propertyValue": 1}], "type": ["a"]}, "“type” is no"),
    ],
)
def test_a_query_of_the_draft_of_another_form_is_refused(query: Any, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_batch(DRAFT, {"queries": [query]})


@pytest.mark.parametrize("version", [OLD, DRAFT])
@pytest.mark.parametrize("batch", [[], "x", 1, None, {"queries": {}}])
def test_what_is_no_batch_is_refused(version: str, batch: Any) -> None:
    with pytest.raises(UsageError):
        read_batch(version, batch)


def test_a_batch_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooMany, match="501 queries: send 500"):
        read_batch(OLD, {f"q{n}": {"query": "x"} for n in range(501)})


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "9" * 10_000, "\x00"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="JSON"):
        parse_json("The text", text)
