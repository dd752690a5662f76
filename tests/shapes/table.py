"""Table of the data-quality rules: what enforces each, how severe it is, and whether it fires."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS, SH

from treatygraph import resources
from treatygraph.catalog.questions import checks
from treatygraph.terms import SHAPES
from treatygraph.validate.record import Record, open_record
from treatygraph.validate.validation import validate

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Rule:
    """One row of rules.csv: number, title and severity of a rule of the catalogue."""

    number: str
    title: str
    severity: str


@dataclass(frozen=True)
class Enforcer:
    """A shape or a check that enforces a rule, by name without prefix."""

    name: str
    severity: str
    good: tuple[Path, ...]  # files that hold a target of the shape, and pass
    bad: tuple[Path, ...]  # files that the shape must report


def read_rules() -> list[Rule]:
    """All rules of the catalogue in order."""
    with (FOLDER / "rules.csv").open(encoding="utf-8") as file:
        return [Rule(row["rule"], row["title"], row["severity"]) for row in csv.DictReader(file)]


@cache
def enforcers() -> Mapping[str, list[Enforcer]]:
    """The shapes and checks of each rule, by number; checks have no files, but tests."""
    graph = _graph("shapes")
    found = defaultdict(list)
    for shape, numbers in graph.subject_objects(DCTERMS.identifier):
        name = str(shape).removeprefix(SHAPES)
        severity = str(graph.value(shape, SH.severity)).removeprefix(str(SH)).lower()
        enforcer = Enforcer(name, severity, tuple(_good(shape)), tuple(_bad(name)))
        for number in str(numbers).split(","):
            found[number.strip()].append(enforcer)
    for check in checks().values():
        if check.rule:
            found[check.rule].append(Enforcer(check.name, check.severity, (), ()))
    return {number: sorted(said, key=lambda e: e.name) for number, said in found.items()}


def fires(enforcer: Enforcer, files: Iterable[Path]) -> bool:
    """Whether each of the files, and there is one, makes the shape report something in it."""
    found = [
        {r.shape for r in validate([path], TODAY, record=_record()) if r.file.endswith(path.name)}
        for path in files
    ]
    return bool(found) and all(SHAPES + enforcer.name in shapes for shapes in found)


def _bad(name: str) -> Iterable[Path]:
    for path in sorted(FOLDER.rglob("bad-*.ttl")):
        if path.read_text(encoding="utf-8").splitlines()[0] == f"# tgs:{name}":
            yield path


def _good(shape: rdflib.term.Node) -> Iterable[Path]:
    graph = _graph("shapes")
    owner = graph.value(None, SH.property, shape) or shape
    classes = {
        below
        for above in graph.objects(owner, SH.targetClass)
        for below in _graph("ontology").transitive_subjects(RDFS.subClassOf, above)
    }
    used = {*graph.objects(owner, SH.targetSubjectsOf), *graph.objects(owner, SH.targetObjectsOf)}
    for path in sorted(FOLDER.rglob("good-*.ttl")):
        said = _parsed(path)
        if classes & set(said.objects(None, RDF.type)) or used & set(said.predicates()):
            yield path


@cache
def _record() -> Record:
    return open_record()


@cache
def _graph(folder: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in resources.files(folder, "*.ttl"):
        graph.parse(path, format="turtle")
    return graph


@cache
def _parsed(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="turtle")


def main() -> int:
    """1 where a rule has a gap, else 0; prints a line for each rule and enforcer."""
    gaps = 0
    for rule in read_rules():
        print(f"{rule.number}  {rule.title}: {rule.severity}")
        found = enforcers().get(rule.number, [])
        if rule.severity not in {enforcer.severity for enforcer in found}:
            print(f"     nothing enforces it as {rule.severity}")
            gaps += 1
        for enforcer in found:
            if enforcer.name in checks():
                print(f"     {enforcer.name}  {enforcer.severity}  check, see test_checks.py")
                continue
            told = fires(enforcer, enforcer.bad)
            gaps += not (told and enforcer.good)
            print(
                f"     {enforcer.name}  {enforcer.severity}  good {len(enforcer.good)}"
                f"  bad {len(enforcer.bad)}  fires {'yes' if told else 'NO'}"
            )
    print(f"{gaps} gaps")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
