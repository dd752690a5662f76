"""Validation as a call: stores and triples, focus nodes, reports."""

from __future__ import annotations

import pyoxigraph as ox
from tests.shacl.cases import HERE, find
from tests.shacl.random_graphs import PREFIXES, Maker
from tests.shacl.reference import parse

from treatygraph.shacl import as_report, read_shapes, validate
from treatygraph.shacl.paths import read_path
from treatygraph.shacl.source import Source
from treatygraph.shacl.terms import RDF, SH, sh


def in_store(turtle: str) -> ox.Store:
    store = ox.Store()
    store.extend(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))
    return store


def test_only_focus_nodes_are_judged_and_only_if_they_are_targets() -> None:
    shapes = read_shapes(parse(PREFIXES + ":s sh:targetClass :C ; sh:nodeKind sh:Literal ."))
    store = in_store(":a a :C . :b a :C . :c a :D .")
    focus = [ox.NamedNode(HERE + name) for name in ("a", "c", "none")]
    assert [result.focus for result in validate(store, shapes, focus)] == [focus[0]]


def test_constants_are_compared_as_a_store_spells_them() -> None:
    shape = ':s sh:targetNode :n ; sh:path :p ; sh:in ( "01"^^xsd:integer "P12M"^^xsd:duration ) .'
    shapes = read_shapes(parse(PREFIXES + shape))
    assert (
        list(validate(in_store(':n :p "001"^^xsd:integer , "P1Y"^^xsd:duration .'), shapes)) == []
    )


def test_a_store_knows_integers_by_their_number_alone() -> None:
    shape = ":s sh:targetNode :n ; sh:path :p ; sh:datatype xsd:byte ."
    shapes = read_shapes(parse(PREFIXES + shape))
    store = in_store(':n :p "12"^^xsd:byte , "300"^^xsd:byte , "c"^^xsd:byte .')
    assert {result.value.value for result in validate(store, shapes)} == {"300", "c"}


def test_validation_leaves_the_store_as_it_was() -> None:
    store = in_store(":n :p 1 .")
    select = "SELECT $this WHERE { GRAPH $shapesGraph { $currentShape ?p ?o } }"
    shape = f':s sh:targetNode :n ; sh:sparql [ sh:select "{select}" ] .'
    assert len(list(validate(store, read_shapes(parse(PREFIXES + shape))))) > 0
    assert len(store) == 1


def test_a_report_without_results_conforms() -> None:
    triples = list(as_report([]))
    assert [t.object.value for t in triples if t.predicate == sh("conforms")] == ["true"]


def test_a_result_is_reported_in_full() -> None:
    report = Source(as_report(find(":n :p 1 .", 'sh:path :p ; sh:in () ; sh:message "No."@en')))
    [node] = report.subjects(sh("focusNode"))
    said = {p.value.removeprefix(SH).removeprefix(RDF) for p in report.predicates(node)}
    assert said == {
        "type", "focusNode", "resultPath", "value", "resultSeverity", "resultMessage",
        "sourceConstraintComponent", "sourceShape",
    }  # fmt: skip


def test_paths_of_a_report_are_those_of_the_shapes() -> None:
    for seed in range(20):
        maker = Maker(seed)
        results = list(validate(parse(maker.data()), read_shapes(parse(maker.shapes()))))
        report = Source(as_report(results))
        pairs = [
            (n, path)
            for n in report.subjects(sh("resultPath"))
            for path in report.all(n, sh("resultPath"))
        ]
        paths = [read_path(report, node, path) for node, path in pairs]
        assert sorted(map(str, paths)) == sorted(str(r.path) for r in results if r.path)
