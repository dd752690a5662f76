"""The table of links: a mapping set by the SSSOM standard, with what is known of each link."""

from __future__ import annotations

import csv
from functools import cache
from typing import Any

import pytest
import yaml
from tests.conftest import Ask

from treatygraph import resources

PATH = resources.root() / "data" / "links" / "wikidata.sssom.tsv"


@cache
def _table() -> tuple[dict[str, Any], list[dict[str, str]]]:
    lines = PATH.read_text(encoding="utf-8").splitlines()
    header = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    body = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return header, list(body)


def _expand(curie: str) -> str:
    prefix, local = curie.split(":", 1)
    return f"{_table()[0]['curie_map'][prefix]}{local}"


def test_the_header_has_what_sssom_requires() -> None:
    header, rows = _table()
    assert header["sssom_version"] == "1.1"
    assert {"mapping_set_id", "license", "curie_map"} <= set(header)
    extensions = {slot["slot_name"] for slot in header["extension_definitions"]}
    assert extensions == {"source_id"}
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(rows[0])


def test_the_map_of_prefixes_says_what_the_graph_holds(ask: Ask) -> None:
    held = ask("""
    SELECT ?subject ?predicate ?object ?ground WHERE {
      ?link owl:annotatedSource ?subject ; owl:annotatedProperty ?predicate ;
        owl:annotatedTarget ?object ; sssom:mapping_justification ?ground .
    }""")
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    written = {tuple(_expand(row[column]) for column in columns) for row in _table()[1]}
    assert {tuple(row.values()) for row in held} == written


def test_rows_are_sorted_and_none_stands_twice() -> None:
    pairs = [(row["subject_id"], row["object_id"]) for row in _table()[1]]
    assert pairs == sorted(set(pairs))


@pytest.mark.parametrize(
    ("thing", "item", "predicate"),
    [
        ("state/NLD", "Q29999", "skos:exactMatch"),  # the Kingdom, not the country Q55
        ("state/DNK", "Q756617", "skos:exactMatch"),  # the Kingdom, not the country Q35
        ("state/VAT", "Q237", "skos:closeMatch"),  # Vatican City; the party is the Holy See
        ("treaty/23-1", "Q239768", "skos:exactMatch"),
    ],
)
def test_an_item_is_that_of_the_party(ask: Ask, thing: str, item: str, predicate: str) -> None:
    found = ask(f"""
    SELECT ?p ?item WHERE {{
      VALUES ?p {{ skos:exactMatch skos:closeMatch }}
      <https://w3id.org/treatygraph/{thing}> ?p ?item .
    }}""")
    assert found == [{"p": _expand(predicate), "item": f"http://www.wikidata.org/entity/{item}"}]


def test_a_namesake_is_known_and_not_asserted(ask: Ask) -> None:
    [link] = ask("""
    SELECT ?thing ?item WHERE {
      ?link sssom:predicate_modifier sssom:NegatedPredicate ;
        owl:annotatedSource ?thing ; owl:annotatedTarget ?item .
    }""")
    assert link["item"].endswith("/Q17278182")
    assert ask(f"SELECT ?p WHERE {{ <{link['thing']}> ?p <{link['item']}> }}") == []
