"""The tools of an assistant: which there are, and what they answer."""

from __future__ import annotations

import jsonschema
import mcp_types as types
import pytest
from tests.assistants.conftest import Assistant, text_of
from tests.conftest import Ask

from treatygraph.catalog.questions import questions
from treatygraph.terms import BASE

MINE_BAN = "treaty/26-5"


def test_each_question_is_a_tool(assistant: Assistant) -> None:
    tools = assistant.tools()
    assert set(tools) == {*questions(), "search", "sparql"}
    for question in questions().values():
        tool = tools[question.name]
        assert question.summary in (tool.description or "")
        paging = {"limit", "offset"}
        assert not paging & set(question.parameters)
        assert set(tool.input_schema["properties"]) == paging | set(question.parameters)
        assert tool.annotations == types.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        )


def test_defaults_are_of_their_type(assistant: Assistant) -> None:
    for tool in assistant.tools().values():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        properties = tool.input_schema["properties"].items()
        defaults = {name: about["default"] for name, about in properties if "default" in about}
        needed = dict.fromkeys(tool.input_schema["required"], "x")
        jsonschema.validate({**defaults, **needed}, tool.input_schema)


def test_who_left_the_mine_ban_convention(assistant: Assistant) -> None:
    answer = assistant.ask("withdrawals", treaty="mine ban convention")
    told = {row["values"]["stateLabel"]: row["values"]["effective"] for row in answer["rows"]}
    assert told["Finland"] == "2026-01-10"
    assert (len(told), answer["total"], answer["cut"]) == (5, 5, [])
    assert answer["parameters"]["treaty"] == BASE + MINE_BAN
    assert answer["defaults"] == ["unconfirmed"]
    assert answer["address"] == f"{BASE}queries/withdrawals?treaty=mine+ban+convention"


def test_sources_are_those_of_the_record(assistant: Assistant, ask: Ask) -> None:
    answer = assistant.ask("withdrawals", treaty="26-5")
    sources = {source["number"]: source for source in answer["sources"]}
    for row in answer["rows"]:
        values = row["values"]
        of_record = ask(
            f"SELECT DISTINCT ?source ?title {{ VALUES ?fact {{ <{values['withdrawal']}> "
            f"<{values['provision']}> }} ?fact prov:wasDerivedFrom ?source . "
            "?source rdfs:label ?title }"
        )
        told = {sources[number]["source"]: sources[number]["title"] for number in row["sources"]}
        assert told == {row["source"]: row["title"] for row in of_record}
    assert any("treaties.un.org" in source["address"] for source in sources.values())


def test_what_is_derived_rests_on_what_it_was_derived_from(assistant: Assistant) -> None:
    query = "SELECT ?period { ?period a tg:PartyPeriod ; tg:until '2026-02-20'^^xsd:date }"
    [row] = assistant.ask("sparql", query=query)["rows"]
    assert len(row["sources"]) > 1


def test_what_finland_still_owes(assistant: Assistant) -> None:
    answer = assistant.ask("obligations-of-state", state="FIN", on="2026-01-10", limit=200)
    assert answer["total"] == len(answer["rows"]) >= 80
    assert all(row["sources"] for row in answer["rows"])
    survives = [r["values"] for r in answer["rows"] if "survives" in r["values"]["standing"]]
    assert f"{BASE}provision/26-5/20.4" in {values["provision"] for values in survives}


def test_status_on_a_day(assistant: Assistant) -> None:
    result = assistant.call("status", treaty="26-5", state="Poland", on="2026-02-19")
    answer = result.structured_content
    [row] = answer["rows"]
    assert (row["values"]["status"], row["values"]["until"]) == ("party", "2026-02-20")
    assert answer["data"]["version"] in answer["citation"]
    assert answer["data"]["horizon"] == "2026-02-20"
    text = text_of(result)
    for said in (answer["question"], answer["notes"], answer["address"], "Poland (state/POL)"):
        assert said in text
    assert all(source["title"] in text for source in answer["sources"])


def test_claims_stay_claims(assistant: Assistant) -> None:
    result = assistant.call("accusations", accused="UKR")
    rows = result.structured_content["rows"]
    assert all(row["claims"]["statement"] == "statement" for row in rows)
    assert any(row["claims"].get("event") == "alleged event" for row in rows)
    assert "Said, not established" in text_of(result)
    assert "claims" not in assistant.ask("withdrawals")["rows"][0]


def test_counts_have_the_sources_of_what_they_count(assistant: Assistant) -> None:
    answer = assistant.ask("lags-between-states", treaty="26-5")
    assert f"{BASE}source/dep-26-5" in {source["source"] for source in answer["sources"]}
    assert "sources of the treaties" in answer["sourcesOf"]
    nothing = assistant.ask("sparql", query="SELECT (COUNT(*) AS ?n) { ?s a tg:State }")
    assert nothing["sources"] == []
    assert nothing["sourcesOf"].startswith("No sources")


def test_a_long_answer_tells_how_to_go_on(assistant: Assistant) -> None:
    first = assistant.ask("parties-of-treaty", treaty="26-5", limit=100)
    assert "offset 100" in first["cut"][0]
    rest = assistant.ask("parties-of-treaty", treaty="26-5", limit=100, offset=100)
    assert len(first["rows"]) + len(rest["rows"]) == first["total"]
    query = "SELECT ?s (STR(?t) AS ?text) { ?s tg:proposition ?t } ORDER BY ?s"
    wide = assistant.ask("sparql", query=query.replace("STR(?t)", "CONCAT(?t, ?t, ?t, ?t, ?t)"),
                         limit=200)  # fmt: skip
    assert 0 < len(wide["rows"]) < 196
    assert f"offset {len(wide['rows'])}" in wide["cut"][0]


@pytest.mark.parametrize(
    ("query", "names", "rows"),
    [
        ("ASK { <treaty/26-5> a tg:Treaty }", {"answer"}, 1),
        ("CONSTRUCT { <a> <b> 1, 'x'@en } {}", {"subject", "predicate", "object"}, 2),
        ("SELECT (1.5 AS ?x) ('NaN'^^xsd:double AS ?y) (BNODE() AS ?z) {}", {"x", "y", "z"}, 1),
        ("SELECT * {}", set(), 1),
        ("SELECT (TRIPLE(<a>, <b>, 1) AS ?t) {}", {"t"}, 1),
    ],
)
def test_every_form_of_query_has_rows(
    assistant: Assistant, query: str, names: set[str], rows: int
) -> None:
    answer = assistant.ask("sparql", query=query)
    assert answer["total"] == rows
    assert all(set(row["values"]) == names for row in answer["rows"])


def test_finds_by_name(assistant: Assistant) -> None:
    answer = assistant.ask("search", words="otawa treaty")
    assert answer["rows"][0]["values"]["thing"] == BASE + MINE_BAN
    many = assistant.ask("search", words="convention", type="Treaty", limit=2)
    assert len(many["rows"]) == 2 < many["total"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("sparql", {"query": "SELECT ?s {\n ?s ?p"}, "Line 2, column"),
        ("sparql", {"query": "INSERT DATA { <a> <b> <c> }"}, "Write SELECT"),
        ("sparql", {"query": "ASK { SERVICE <http://x.test/> { ?s ?p ?o } }"}, "SERVICE"),
        ("sparql", {"query": "SELECT * { ?s ?p ?o }"}, "Add a LIMIT"),
        ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"}, "2 seconds"),
        ("sparql", {}, "Parameter query is missing"),
        ("withdrawals", {"treaty": "Otawa Treaty"}, "Parameter treaty: There is no treaty"),
        ("withdrawals", {"colour": "red"}, "It has: treaty, unconfirmed"),
        ("withdrawals", {"treaty": ["26-5"]}, "Parameter treaty: write a text"),
        ("withdrawals", {"limit": 201}, "from 1 to 200"),
        ("status", {"on": "2025-02-30"}, "The calendar has no 2025-02-30"),
        ("followers-within-days", {"days": "some"}, "Write a whole number"),
        ("search", {"words": "x", "type": "Ship"}, "There is no type"),
    ],
)
def test_a_mistake_is_told(
    assistant: Assistant, name: str, arguments: dict[str, object], said: str
) -> None:
    result = assistant.call(name, **arguments)
    assert result.is_error
    assert said in text_of(result)
    assert "Traceback" not in assistant.log()


def test_documents_are_the_ontology_and_the_queries(assistant: Assistant) -> None:
    assert "a owl:Class" in assistant.read("treatygraph://ontology/source.ttl")
    assert "treatygraph://ontology/source.ttl" in assistant.documents()
    assert assistant.read("treatygraph://queries/status") == questions()["status"].text
