"""SHACL-SPARQL: constraints, components, and variables that are bound beforehand."""

from __future__ import annotations

import pytest
from tests.shacl.cases import find, short, values
from tests.shacl.random_graphs import PREFIXES
from tests.shacl.reference import by_engine, by_pyshacl, parse

from treatygraph.shacl import Failure, ShapesError, read_shapes, validate
from treatygraph.shacl.query import Query

DECLARED = """
:prefixes sh:declare [ sh:prefix "" ; sh:namespace "http://example.org/" ] .
"""
MANY = " ".join(f":n{i} a :C ; :p {i} ; :q {i % 3} ; :r [ :p {i % 2} ] ." for i in range(40))


def constraint(select: str, kind: str = "select") -> str:
    return f'sh:{kind} """{select}""" ; sh:prefixes :prefixes'


def sparql(select: str) -> str:
    return f"sh:sparql [ {constraint(select)} ]"


def test_each_solution_is_a_violation() -> None:
    select = "SELECT $this ?value WHERE { $this :p ?value FILTER(?value > 1) }"
    assert values(find(":n :p 1 , 2 , 3 .", sparql(select), DECLARED)) == ["2", "3"]


def test_a_solution_without_value_is_about_the_focus_node() -> None:
    select = "SELECT $this WHERE { $this :p ?any }"
    assert values(find(":n :p 1 .", sparql(select), DECLARED)) == ["n"]


def test_a_solution_that_comes_twice_counts_once() -> None:
    select = "SELECT $this WHERE { $this :p ?any }"
    assert values(find(":n :p 1 , 2 .", sparql(select), DECLARED)) == ["n"]


def test_path_stands_for_the_path_of_a_property_shape() -> None:
    select = "SELECT $this ?value WHERE { $this $PATH ?value }"
    shape = f"sh:path ( :p [ sh:inversePath :q ] ) ; {sparql(select)}"
    assert values(find(":n :p :a . :b :q :a .", shape, DECLARED)) == ["b"]


def test_messages_tell_what_the_query_bound() -> None:
    select = "SELECT $this ?value ?other WHERE { $this :p ?value ; :q ?other }"
    shape = f'sh:message "{{?value}} is not {{$other}}, {{?none}}"@en ; {sparql(select)}'
    [result] = find(":n :p 1 ; :q :a .", shape, DECLARED)
    assert [m.value for m in result.messages] == ["1 is not http://example.org/a, {?none}"]


def test_a_query_may_give_the_message_and_the_path() -> None:
    select = 'SELECT $this (:p AS ?path) ("So." AS ?message) WHERE { $this :p ?any }'
    [result] = find(":n :p 1 .", sparql(select), DECLARED)
    assert [message.value for message in result.messages] == ["So."]
    assert "example.org/p" in str(result.path)


def test_a_query_may_report_a_failure() -> None:
    select = "SELECT $this (true AS ?failure) WHERE { $this :p ?any }"
    with pytest.raises(Failure, match="reports a failure"):
        find(":n :p 1 .", sparql(select), DECLARED)


def test_a_constraint_can_be_switched_off() -> None:
    inner = constraint("SELECT $this WHERE { $this :p ?any }")
    assert find(":n :p 1 .", f"sh:sparql [ {inner} ; sh:deactivated true ]", DECLARED) == []


UNSUPPORTED = {
    "MINUS": "SELECT $this WHERE { $this :p ?a MINUS { $this :q ?a } }",
    "VALUES": "SELECT $this WHERE { VALUES ?a { 1 } $this :p ?a }",
    "SERVICE": "SELECT $this WHERE { SERVICE <http://example.org/> { $this :p ?a } }",
    r"AS \?this": "SELECT $this WHERE { BIND(1 AS $this) }",
    r"a subquery has to return \?this": "SELECT $this WHERE { { SELECT ?a WHERE { ?a :p 1 } } }",
    r"has to return \$this": "SELECT ?a WHERE { $this :p ?a }",
    r"\$PATH": "SELECT $this WHERE { $this $PATH ?a }",
    "cannot be read": "SELECT $this WHERE { $this :p }",
    "another form": "ASK { $this :p 1 }",
}


@pytest.mark.parametrize(("what", "select"), UNSUPPORTED.items(), ids=UNSUPPORTED)
def test_a_query_is_refused(what: str, select: str) -> None:
    with pytest.raises(ShapesError, match=what):
        find("", sparql(select), DECLARED)


def test_words_in_comments_and_strings_are_not_refused() -> None:
    select = "SELECT $this WHERE { # MINUS\n $this :p 'VALUES' }"
    assert len(find(":n :p 'VALUES' .", sparql(select), DECLARED)) == 1


# Whether $this may stay unbound, and a query.
QUERIES = [
    (True, "SELECT $this ?value WHERE { $this :p ?value FILTER(?value > 20) }"),
    (True, "SELECT $this ?value WHERE { ?other :q ?value . $this :q ?value ; :p 3 }"),
    (True, "SELECT $this WHERE { $this :p ?v OPTIONAL { $this :q ?o FILTER(?o > 1) } "
           "FILTER(!BOUND(?o)) }"),
    (True, "SELECT $this WHERE { $this :p ?v FILTER NOT EXISTS { $this :q 2 } }"),
    (True, "SELECT $this ?value WHERE { $this :r/:p ?value . FILTER(?value = 0) }"),
    (True, "SELECT $this WHERE { $this :p ?v { $this :q 1 } UNION { $this :q 2 } }"),
    (True, "SELECT $this WHERE { $this :p ?v OPTIONAL { ?o :p ?v FILTER(?o != $this) } "
           "FILTER(BOUND(?o)) }"),
    (False, "SELECT $this WHERE { FILTER($this != :n3) }"),
    (False, "SELECT $this WHERE { $this :p ?v { FILTER($this = :n3) } }"),
    (False, "SELECT $this WHERE { $this :p ?v { BIND($this AS ?me) FILTER(?me = :n3) } }"),
    (False, "SELECT $this ?value WHERE { $this :p* ?value }"),
    (False, "SELECT $this ?value WHERE { BIND($this AS ?value) $this :q 1 }"),
    (False, "SELECT $this WHERE { OPTIONAL { $this :q 2 ; :p ?v } $this :p ?v }"),
    (False, "SELECT $this WHERE { { SELECT $this (COUNT(?o) AS ?n) WHERE { $this :q ?o } "
            "GROUP BY $this } FILTER(?n > 0) }"),
    (False, "SELECT $this (COUNT(?o) AS ?value) WHERE { $this :q ?o } GROUP BY $this"),
    (False, "SELECT $this ?value WHERE { $this :p ?p ; :q ?value } ORDER BY ?value LIMIT 1"),
]  # fmt: skip


@pytest.mark.parametrize(("free", "select"), QUERIES, ids=str)
def test_a_query_gives_the_results_of_the_reference(
    free: bool, select: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For all nodes with $this unbound, if it can be, for all bound at once, and one by one."""
    assert Query(select).free("this") == free
    data = parse(PREFIXES + MANY)
    graph = parse(f"{PREFIXES}{DECLARED} :s sh:targetClass :C ; {sparql(select)} .")
    expected, shapes = by_pyshacl(data, graph), read_shapes(graph)
    assert by_engine(validate(data, shapes)) == expected
    nodes = {triple.subject for triple in data}
    single = [by_engine(validate(data, shapes, {node})) for node in nodes]
    assert sum(single, start=by_engine([])) == expected
    monkeypatch.setattr("treatygraph.shacl.sparql._MANY", 10)
    assert by_engine(validate(data, shapes)) == expected


def test_blank_nodes_are_bound_too() -> None:
    select = "SELECT $this ?value WHERE { { BIND($this AS ?value) } FILTER EXISTS { $this :p 1 } }"
    data = parse(PREFIXES + MANY)
    shapes = parse(f"{PREFIXES}{DECLARED} :s sh:targetObjectsOf :r ; {sparql(select)} .")
    assert sum(by_engine(validate(data, read_shapes(shapes))).values()) == 20


COMPONENT = """
:Least a sh:ConstraintComponent ; sh:parameter [ sh:path :least ] ,
    [ sh:path :unless ; sh:optional true ] ;
"""
ASK = "ASK { FILTER($value >= $least || $value = COALESCE(?unless, 0)) }"


def test_an_ask_validator_judges_each_value() -> None:
    component = f"{COMPONENT} sh:validator [ {constraint(ASK, 'ask')} ] . {DECLARED}"
    assert values(find(":n :p 0 , 1 , 2 .", "sh:path :p ; :least 2", component)) == ["1"]
    assert values(find(":n :p 0 , 1 , 2 .", "sh:path :p ; :least 2 ; :unless 1", component)) == [
        "0"
    ]


def test_a_shape_without_a_mandatory_parameter_is_not_judged() -> None:
    component = f"{COMPONENT} sh:validator [ {constraint(ASK, 'ask')} ] . {DECLARED}"
    assert find(":n :p 0 .", "sh:path :p ; :unless 1", component) == []


def test_a_select_validator_comes_before_one_for_any_shape() -> None:
    select = "SELECT $this ?value WHERE { $this $PATH ?value FILTER(?value = $least) }"
    component = f"""{COMPONENT} sh:validator [ {constraint(ASK, "ask")} ] ;
        sh:propertyValidator [ {constraint(select)} ] . {DECLARED}"""
    [result] = find(":n :p 0 , 1 , 2 .", "sh:path :p ; :least 2", component)
    assert (short(result.value), short(result.component)) == ("2", "Least")


def test_the_shapes_graph_can_be_asked() -> None:
    select = "SELECT $this WHERE { GRAPH $shapesGraph { $currentShape :least ?least } $this :p ?p }"
    assert len(find(":n :p 0 .", f":least 1 ; {sparql(select)}", DECLARED)) == 1
