"""The ontology: all files of `ontology/`, with what each thing in them is to the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.reference.terms import KINDS, Alignment, Module, Term
from treatygraph.terms import (
    BASE,
    DCTERMS,
    ONTOLOGY,
    OWL,
    RDF_TYPE,
    RDFS_LABEL,
    RDFS_SUBCLASS_OF,
    RDFS_SUBPROPERTY_OF,
    SKOS,
    SKOS_DEFINITION,
    SKOS_IN_SCHEME,
    SKOS_PREF_LABEL,
    VOCAB,
)

_NAMES: Final = (RDFS_LABEL, SKOS_PREF_LABEL, DCTERMS + "title")
_DEFINITIONS: Final = (SKOS_DEFINITION, DCTERMS + "description")
_RELATIONS: Final = {
    RDFS_SUBCLASS_OF: "is a kind of",
    RDFS_SUBPROPERTY_OF: "is a kind of",
    SKOS + "exactMatch": "is the same as",
    SKOS + "closeMatch": "is close to",
    SKOS + "broadMatch": "is narrower than",
    SKOS + "narrowMatch": "is broader than",
    SKOS + "relatedMatch": "is related to",
}

Value = ox.NamedNode | ox.Literal


class Ontology:
    """All files of `ontology/`: their modules and terms, and whatever else they say."""

    def __init__(
        self, files: Mapping[Path, Sequence[ox.Triple]], prefixes: Mapping[Path, Mapping[str, str]]
    ) -> None:
        self._values: dict[tuple[str, str], list[Value]] = defaultdict(list)
        self._subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        for triple in (triple for triples in files.values() for triple in triples):
            assert isinstance(triple.subject, ox.NamedNode)
            assert isinstance(triple.object, Value)
            subject, predicate = triple.subject.value, triple.predicate.value
            self._values[subject, predicate].append(triple.object)
            if isinstance(triple.object, ox.NamedNode):
                self._subjects[triple.object.value, predicate].append(subject)
        self.terms = {
            term.iri: term for path in files for term in self._read_terms(path, files[path])
        }
        self.modules = {
            module.iri: module
            for path in files
            for module in self._read_modules(path, files[path], prefixes[path])
        }

    def values(self, iri: str, predicate: str) -> list[Value]:
        """What the files give as the values of a property of a thing, in their order."""
        return self._values.get((iri, predicate), [])

    def iris(self, iri: str, predicate: str) -> list[str]:
        """Those of the values that are IRIs."""
        return [v.value for v in self.values(iri, predicate) if isinstance(v, ox.NamedNode)]

    def predicates(self, iri: str) -> list[str]:
        """The properties that the files give a thing."""
        return [predicate for subject, predicate in self._values if subject == iri]

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """What has that thing as a value of a property."""
        return self._subjects.get((iri, predicate), [])

    def text(self, iri: str, *predicates: str) -> str:
        """The first value of the first of the properties that has one; empty without any."""
        return next((v.value for p in predicates for v in self.values(iri, p)), "")

    def of_kind(self, kind: str) -> list[Term]:
        """The terms of one kind, in the order of their names."""
        found = [term for term in self.terms.values() if term.kind == kind]
        return sorted(found, key=lambda term: term.local_name.casefold())

    def below(self, iri: str) -> list[Term]:
        """The classes or properties directly below one, in the order of their names."""
        found = {*self.subjects(RDFS_SUBCLASS_OF, iri), *self.subjects(RDFS_SUBPROPERTY_OF, iri)}
        terms = [self.terms[each] for each in found if each in self.terms]
        return sorted(terms, key=lambda term: term.local_name.casefold())

    def above(self, iri: str) -> list[Term]:
        """All classes above one, the nearest first; of an entry, its code list."""
        found = [iri]
        for each in found:
            higher = self.iris(each, RDFS_SUBCLASS_OF) + self.iris(each, SKOS_IN_SCHEME)
            found += [one for one in higher if one not in found]
        return [self.terms[each] for each in found[1:] if each in self.terms]

    def alignments(self, iri: str) -> list[Alignment]:
        """What a term is to those of other vocabularies."""
        return [a for module in self.modules.values() for a in module.alignments if a.term == iri]

    def _read_terms(self, path: Path, triples: Sequence[ox.Triple]) -> Iterator[Term]:
        for iri, kind in _typed(triples, KINDS):
            if iri.startswith((ONTOLOGY, VOCAB)):
                label, told = self.text(iri, *_NAMES), self.text(iri, *_DEFINITIONS)
                yield Term(iri, KINDS[kind], label, told, _place(path))

    def _read_modules(
        self, path: Path, triples: Sequence[ox.Triple], prefixes: Mapping[str, str]
    ) -> Iterator[Module]:
        here = {iri for iri, term in self.terms.items() if term.file == _place(path)}
        for iri, _ in _typed(triples, [OWL + "Ontology"]):
            yield Module(
                iri=iri,
                file=_place(path),
                title=self.text(iri, DCTERMS + "title"),
                description=self.text(iri, DCTERMS + "description"),
                version=self.text(iri, OWL + "versionIRI").rpartition("/")[2],
                modified=self.text(iri, DCTERMS + "modified"),
                licence=self.text(iri, DCTERMS + "license"),
                terms=tuple(sorted(here)),
                alignments=tuple(_read_alignments(triples, prefixes)),
            )


@cache
def ontology() -> Ontology:
    """The ontology of the project; raises SyntaxError where a file is not Turtle."""
    paths = [p for p in resources.files("ontology", "*.ttl") if p.name != "prefixes.ttl"]
    files, prefixes = {}, {}
    for path in paths:
        parser = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        files[path] = [quad.triple for quad in parser]
        prefixes[path] = parser.prefixes
    return Ontology(files, prefixes)


def _typed(triples: Sequence[ox.Triple], kinds: Container[str]) -> Iterator[tuple[str, str]]:
    for triple in triples:
        if triple.predicate.value == RDF_TYPE and _iri(triple.object) in kinds:
            yield _iri(triple.subject), _iri(triple.object)


def _read_alignments(
    triples: Sequence[ox.Triple], prefixes: Mapping[str, str]
) -> Iterator[Alignment]:
    for triple in triples:
        relation = _RELATIONS.get(triple.predicate.value)
        target = _iri(triple.object) if relation else ""
        if relation and not target.startswith(BASE):
            fitting = ((p, ns) for p, ns in prefixes.items() if target.startswith(ns))
            prefix, namespace = max(fitting, key=lambda pair: len(pair[1]), default=("", ""))
            name = f"{prefix}:{target.removeprefix(namespace)}" if prefix else target
            yield Alignment(_iri(triple.subject), relation, target, name)


def _iri(term: object) -> str:
    assert isinstance(term, ox.NamedNode)
    return term.value


def _place(path: Path) -> str:
    return path.relative_to(resources.root()).as_posix()
