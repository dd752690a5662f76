"""Small random data graphs and shapes graphs, as Turtle: every component, path and target."""

from __future__ import annotations

from random import Random

PREFIXES = """
@prefix : <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = [f":n{number}" for number in range(6)]
CLASSES = [f":C{number}" for number in range(4)]
PREDICATES = [f":p{number}" for number in range(4)]
NUMBERS = ["1", "2", "3.5", "-4", "2.0e0", '"7"^^xsd:integer', '"2.0"^^xsd:decimal']
DAYS = ['"2020-02-29"^^xsd:date', '"2020-03-01"^^xsd:date', '"1999-12-31"^^xsd:date']
TIMES = [
    '"2020-02-29T10:00:00"^^xsd:dateTime',
    '"2020-02-29T10:00:00Z"^^xsd:dateTime',
    '"2020-02-29T11:00:00+02:00"^^xsd:dateTime',
]
TEXTS = ['"a"', '"abc"', '"b"@en', '"B"@en', '"b"@en-GB', '"c"@de', '""']
ODD = ["true", '"x"^^xsd:integer', '"2021-02-29"^^xsd:date', '"300"^^xsd:byte', '"x"^^:own']
DATATYPES = [
    "xsd:integer",
    "xsd:string",
    "xsd:date",
    "xsd:decimal",
    "rdf:langString",
    "xsd:boolean",
]
KINDS = ["sh:IRI", "sh:BlankNode", "sh:Literal", "sh:BlankNodeOrIRI", "sh:IRIOrLiteral"]


class Maker:
    """Makes a data graph and a shapes graph that fit together.

    Where ranges are asked for, all literals are of one kind that has an order, or texts: the
    reference has an order for unlike ones too, which SPARQL has not.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  # the same graphs at every run
        self.ordered = self.random.choice([NUMBERS, DAYS, TIMES, None])
        self.literals = (self.ordered or NUMBERS + DAYS + TIMES + ODD) + TEXTS

    def data(self) -> str:
        """A data graph of some fifty triples."""
        # The reference orders times with and without a zone here too.
        comparable = DAYS if self.ordered is DAYS else NUMBERS
        lines = [f"{c} rdfs:subClassOf {self.random.choice(CLASSES)} ." for c in CLASSES[1:]]
        for node in [*NODES, "_:b0", "_:b1"]:
            for _ in range(self.random.randrange(2)):
                lines.append(f"{node} a {self.random.choice(CLASSES)} .")
            for _ in range(self.random.randrange(6)):
                value = self.random.choice(
                    self.random.choice([NODES, ["_:b0", "_:b1"], self.literals, self.literals])
                )
                lines.append(f"{node} {self.random.choice(PREDICATES)} {value} .")
            for predicate in (":q0", ":q0", ":q1"):
                lines.append(f"{node} {predicate} {self.random.choice(comparable)} .")
        return PREFIXES + "\n".join(lines)

    def shapes(self) -> str:
        """A shapes graph of four shapes with targets, some of them nested."""
        made = [self._shape(2, f":s{number}") for number in range(4)]
        pair = self.random.choice(["sh:lessThan", "sh:lessThanOrEquals"])
        made.append(f":s4 a sh:PropertyShape ; sh:path :q0 ; {pair} :q1 ; {self._target()} .")
        return PREFIXES + "\n".join(made)

    def _shape(self, depth: int, name: str) -> str:
        path = f"sh:path {self._path(2)} ; " if self.random.random() < 0.6 else ""
        kind = "sh:PropertyShape" if path else "sh:NodeShape"
        said = [f"a {kind}", self._target()]
        if self.random.random() < 0.2:
            said.append("sh:severity sh:Warning")
        return f"{name} {path}{' ; '.join(said + self._constraints(depth, bool(path)))} ."

    def _inner(self, depth: int, path: bool | None = None) -> str:
        has_path = self.random.random() < 0.5 if path is None else path
        said = [f"sh:path {self._path(1)}"] if has_path else []
        if self.random.random() < 0.05:
            said.append("sh:deactivated true")
        return f"[ {' ; '.join(said + self._constraints(depth, has_path))} ]"

    def _target(self) -> str:
        return self.random.choice(
            [
                f"sh:targetNode {self.random.choice(NODES)} , {self.random.choice(NODES)}",
                f"sh:targetClass {self.random.choice(CLASSES)}",
                f"sh:targetClass {self.random.choice(CLASSES)}",
                f"sh:targetSubjectsOf {self.random.choice(PREDICATES)}",
                f"sh:targetObjectsOf {self.random.choice(PREDICATES)}",
                f"sh:targetNode :n0 ; sh:targetObjectsOf {self.random.choice(PREDICATES)}",
            ]
        )

    def _path(self, depth: int) -> str:
        if depth == 0 or self.random.random() < 0.6:
            return self.random.choice(PREDICATES)
        inner = [self._path(depth - 1) for _ in range(2)]
        return self.random.choice(
            [
                f"[ sh:inversePath {inner[0]} ]",
                f"( {inner[0]} {inner[1]} )",
                f"[ sh:alternativePath ( {inner[0]} {inner[1]} ) ]",
                f"[ sh:zeroOrMorePath {inner[0]} ]",
                f"[ sh:oneOrMorePath {inner[0]} ]",
                f"[ sh:zeroOrOnePath {inner[0]} ]",
            ]
        )

    def _constraints(self, depth: int, path: bool) -> list[str]:
        chosen = {}
        for _ in range(self.random.randrange(1, 3)):
            said = self._constraint(depth, path)
            chosen[said.split()[0]] = said
        return list(chosen.values())

    def _constraint(self, depth: int, path: bool) -> str:
        literal = self.random.choice(self.literals)
        simple = [
            f"sh:class {self.random.choice(CLASSES)}",
            f"sh:datatype {self.random.choice(DATATYPES)}",
            f"sh:nodeKind {self.random.choice(KINDS)}",
            f"sh:minLength {self.random.randrange(1, 4)}",
            f"sh:maxLength {self.random.randrange(4)}",
            f'sh:pattern "{self.random.choice(["^a", "b", "[0-9]$", "^http"])}" ; sh:flags "i"',
            f'sh:languageIn ( "{self.random.choice(["en", "de", "*"])}" "fr" )',
            f"sh:equals {self.random.choice(PREDICATES)}",
            f"sh:disjoint {self.random.choice(PREDICATES)}",
            f"sh:hasValue {self.random.choice([literal, self.random.choice(NODES)])}",
            f"sh:in ( {literal} {self.random.choice(self.literals)} {self.random.choice(NODES)} )",
            f"sh:closed true ; sh:ignoredProperties ( rdf:type {self.random.choice(PREDICATES)} )",
        ]
        if self.ordered:
            side, kind = self.random.choice(["min", "max"]), self.random.choice(["In", "Ex"])
            simple.append(f"sh:{side}{kind}clusive {self.random.choice(self.ordered)}")
        counted = [
            f"sh:minCount {self.random.randrange(3)}",
            f"sh:maxCount {self.random.randrange(3)}",
            "sh:uniqueLang true",
        ]
        if depth == 0:
            return self.random.choice(simple + counted if path else simple)

        def inner(path: bool | None = None) -> str:
            return self._inner(depth - 1, path)

        nested = [
            f"sh:not {inner()}",
            f"sh:{self.random.choice(['and', 'or', 'xone'])} ( {inner()} {inner()} )",
            f"sh:node {inner(False)}",
            f"sh:property {inner(True)}",
            f"sh:property {inner(True)} , {inner(True)}",
        ]
        side = self.random.choice(["in", "ax"])
        qualified = [f"sh:qualifiedValueShape {inner()} ; sh:qualifiedM{side}Count 1"]
        return self.random.choice(simple + nested + nested + (counted + qualified if path else []))
