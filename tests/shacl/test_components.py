"""Components of SHACL Core: what each accepts and rejects, section by section."""

from __future__ import annotations

import pytest
from tests.shacl.cases import find, short, values

# Data, shape, values reported.
CASES = {
    "class below": (":n :p :a . :a a :D . :D rdfs:subClassOf :C .", "sh:path :p ; sh:class :C", []),
    "class above": (
        ":n :p :a . :a a :C . :D rdfs:subClassOf :C .",
        "sh:path :p ; sh:class :D",
        ["a"],
    ),
    "literal of a class": (':n :p "a" .', "sh:path :p ; sh:class :C", ["a"]),
    "day of the calendar": (
        ':n :p "2024-02-29"^^xsd:date .',
        "sh:path :p ; sh:datatype xsd:date",
        [],
    ),
    "no such day": (
        ':n :p "2023-02-29"^^xsd:date , "2024-04-31"^^xsd:date , "24-01-01"^^xsd:date .',
        "sh:path :p ; sh:datatype xsd:date",
        ["2023-02-29", "2024-04-31", "24-01-01"],
    ),
    "another datatype": (':n :p "1"^^xsd:int .', "sh:path :p ; sh:datatype xsd:integer", ["1"]),
    "number out of range": (
        ':n :p "300"^^xsd:byte .',
        "sh:path :p ; sh:datatype xsd:byte",
        ["300"],
    ),
    "datatype of one's own": (':n :p "?"^^:own .', "sh:path :p ; sh:datatype :own", []),
    "text with a language": (
        ':n :p "a"@en , "a" .',
        "sh:path :p ; sh:datatype rdf:langString",
        ["a"],
    ),
    "node kind": (':n :p :a , "a" , [] .', "sh:path :p ; sh:nodeKind sh:BlankNodeOrIRI", ["a"]),
    "too few": (":n :p :a .", "sh:path :p ; sh:minCount 2", ["-"]),
    "too many": (":n :p :a , :b .", "sh:path :p ; sh:maxCount 1", ["-"]),
    "numbers across datatypes": (
        ":n :p 1 , 1.5 , 2.0e0 , 3 .",
        "sh:path :p ; sh:maxExclusive 2",
        ["2.0e0", "3"],
    ),
    "day without a zone": (
        ':n :p "2024-01-01"^^xsd:date , "2024-01-01Z"^^xsd:date .',
        'sh:path :p ; sh:minInclusive "2000-01-01Z"^^xsd:date',
        ["2024-01-01"],
    ),
    "zones": (
        ':n :p "2024-01-01T00:30:00+01:00"^^xsd:dateTime , "2024-01-01T00:30:00Z"^^xsd:dateTime .',
        'sh:path :p ; sh:minInclusive "2024-01-01T00:00:00Z"^^xsd:dateTime',
        ["2024-01-01T00:30:00+01:00"],
    ),
    "another kind": (
        ':n :p "2" , :a , true , "x"^^xsd:integer .',
        "sh:path :p ; sh:minInclusive 0",
        ["2", "a", "true", "x"],
    ),
    "durations": (
        ':n :p "P13M"^^xsd:duration , "P11M"^^xsd:duration , "P365D"^^xsd:duration .',
        'sh:path :p ; sh:minInclusive "P1Y"^^xsd:duration',
        ["P11M", "P365D"],
    ),
    "length": (':n :p "ab" , "abc" , :a , [] .', "sh:path :p ; sh:maxLength 2", ["_:", "a", "abc"]),
    "pattern": (':n :p "ab" , "b" .', 'sh:path :p ; sh:pattern "^A" ; sh:flags "i"', ["b"]),
    "end of a pattern": (r':n :p "a\n" , "a" .', 'sh:path :p ; sh:pattern "a$"', ["a\n"]),
    "dollar in a class": (':n :p "$" , "a" .', 'sh:path :p ; sh:pattern "[$]"', ["a"]),
    "pattern as it stands": (
        ':n :p "a.b" , "acb" .',
        'sh:path :p ; sh:pattern "a.b" ; sh:flags "q"',
        ["acb"],
    ),
    "pattern of XPath": (':n :p "é" , "1" .', r'sh:path :p ; sh:pattern "^\\p{L}+$"', ["1"]),
    "language": (
        ':n :p "a"@en-GB , "b"@EN , "c"@de , "d" .',
        'sh:path :p ; sh:languageIn ( "en" )',
        ["c", "d"],
    ),
    "same language": (
        ':n :p "a"@en , "b"@EN , "c"@de , "d" , "e" .',
        "sh:path :p ; sh:uniqueLang true",
        ["-"],
    ),
    "equal sets": (":n :p :a , :b ; :q :b , :c .", "sh:path :p ; sh:equals :q", ["a", "c"]),
    "disjoint sets": (":n :p :a , :b ; :q :b , :c .", "sh:path :p ; sh:disjoint :q", ["b"]),
    "less than each": (":n :p 1 , 3 ; :q 2 , 4 .", "sh:path :p ; sh:lessThan :q", ["3"]),
    "each pair": (":n :p 2 ; :q 1 , 2 .", "sh:path :p ; sh:lessThan :q", ["2", "2"]),
    "not more": (":n :p 2 ; :q 1 , 2 .", "sh:path :p ; sh:lessThanOrEquals :q", ["2"]),
    "not": (":n :p :a , 1 .", "sh:path :p ; sh:not [ sh:nodeKind sh:IRI ]", ["a"]),
    "and": (
        ":n :p :a , 1 .",
        "sh:path :p ; sh:and ( [ sh:nodeKind sh:IRI ] [ sh:in ( :b ) ] )",
        ["1", "a"],
    ),
    "or": (
        ":n :p :a , 1 .",
        "sh:path :p ; sh:or ( [ sh:nodeKind sh:IRI ] [ sh:in ( 2 ) ] )",
        ["1"],
    ),
    "one of a pair": (
        ":n :p :a , 1 , 2 .",
        "sh:path :p ; sh:xone ( [ sh:in ( :a 1 ) ] [ sh:in ( 1 ) ] )",
        ["1", "2"],
    ),
    "none of an empty list": (":n :p :a .", "sh:path :p ; sh:or ()", ["a"]),
    "shape of a value": (
        ":n :p :a , :b . :a :q 1 .",
        "sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:minCount 1 ] ]",
        ["b"],
    ),
    "shape that is switched off": (
        ":n :p :a .",
        "sh:path :p ; sh:node [ sh:deactivated true ; sh:in () ]",
        [],
    ),
    "qualified": (
        ":n :p :a , 1 .",
        "sh:path :p ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 2",
        ["-"],
    ),
    "closed": (
        ":n :p 1 ; :q 2 ; a :C .",
        "sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ]",
        ["2"],
    ),
    "value at hand": (":n :p 1 , 2 .", "sh:path :p ; sh:hasValue 1", []),
    "value that is missing": (":n :p 1 , 2 .", "sh:path :p ; sh:hasValue 3", ["-"]),
    "list": (':n :p 1 , "1" , 1.0 .', "sh:path :p ; sh:in ( 1 )", ["1", "1.0"]),
    "inverse": (":a :p :n . :b :p :n .", "sh:path [ sh:inversePath :p ] ; sh:in ( :a )", ["b"]),
    "sequence": (
        ":n :p :a , :b . :a :q :c . :b :q :c , :d .",
        "sh:path ( :p :q ) ; sh:in ()",
        ["c", "d"],
    ),
    "sequence, back": (
        ":c :q :a . :a :p :n .",
        "sh:path [ sh:inversePath ( :q :p ) ] ; sh:in ()",
        ["c"],
    ),
    "alternative": (
        ":n :p :a , :b ; :q :b .",
        "sh:path [ sh:alternativePath ( :p :q ) ] ; sh:in ()",
        ["a", "b"],
    ),
    "any number of times": (
        ":n :p :a . :a :p :b . :b :p :n .",
        "sh:path [ sh:zeroOrMorePath :p ] ; sh:in ()",
        ["a", "b", "n"],
    ),
    "once or more": (
        ":n :p :a . :a :p :b .",
        "sh:path [ sh:oneOrMorePath :p ] ; sh:in ()",
        ["a", "b"],
    ),
    "at most once": (
        ":n :p :a . :a :p :b .",
        "sh:path [ sh:zeroOrOnePath :p ] ; sh:in ()",
        ["a", "n"],
    ),
}


@pytest.mark.parametrize(("data", "shape", "reported"), CASES.values(), ids=CASES)
def test_a_component_reports(data: str, shape: str, reported: list[str]) -> None:
    assert values(find(data, shape)) == reported


def test_a_value_that_is_reached_twice_is_reported_twice() -> None:
    inner = "[ sh:path :q ; sh:property [ sh:path :r ; sh:minCount 1 ] ]"
    results = find(":n :q :a . :n :p :n .", f"sh:property {inner} , {inner}")
    assert [short(result.focus) for result in results] == ["a", "a"]


def test_a_result_of_a_closed_shape_names_the_property() -> None:
    [result] = find(":n :p 1 .", "sh:closed true")
    assert str(result.path) == "Step(predicate=<NamedNode value=http://example.org/p>)"


def test_a_shape_gives_its_severity_and_message() -> None:
    [result] = find("", 'sh:path :p ; sh:minCount 1 ; sh:severity sh:Info ; sh:message "One."@en')
    assert result.severity.value.endswith("#Info")
    assert [message.value for message in result.messages] == ["One."]


def test_a_result_without_a_message_has_one_of_its_component() -> None:
    [result] = find("", "sh:path :p ; sh:minCount 1")
    assert [message.value for message in result.messages] == ["There are fewer than 1 values."]


def test_siblings_are_not_counted() -> None:
    thumb, finger = "[ sh:class :Thumb ]", "[ sh:class :Finger ]"
    disjoint = "sh:qualifiedValueShapesDisjoint true"
    shape = f"""sh:property
      [ sh:path :p ; sh:qualifiedValueShape {thumb} ; sh:qualifiedMinCount 1 ; {disjoint} ] ,
      [ sh:path :p ; sh:qualifiedValueShape {finger} ; sh:qualifiedMinCount 1 ; {disjoint} ]"""
    assert len(find(":n :p :a , :b . :a a :Thumb . :b a :Finger .", shape)) == 0
    assert len(find(":n :p :a . :a a :Thumb , :Finger .", shape)) == 2
