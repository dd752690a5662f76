"""Uses: which questions and rules name a term, and which terms they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from treatygraph.catalog.questions import Question, questions
from treatygraph.reference.mentions import mentioned
from treatygraph.reference.ontology import ontology
from treatygraph.reference.rules import Definition, definitions
from treatygraph.reference.terms import Term
from treatygraph.validate.results import SEVERITIES


@cache
def questions_by_term() -> Mapping[str, Sequence[Question]]:
    """The questions whose queries name a term, by its IRI; in the order of the catalogue."""
    found = defaultdict(list)
    for question in questions().values():
        for iri in mentioned(question.text):
            found[iri].append(question)
    return found


@cache
def rules_by_term() -> Mapping[str, Sequence[Definition]]:
    """The rules whose definitions name a term, by its IRI; the worst first, then by number."""
    found = defaultdict(list)
    for definition in sorted(definitions().values(), key=_rank):
        for iri in definition.terms:
            found[iri].append(definition)
    return found


def terms_among(iris: Iterable[str]) -> list[Term]:
    """Those of the IRIs that are terms of ours, in the order of their names."""
    terms = ontology().terms
    found = [terms[iri] for iri in iris if iri in terms]
    return sorted(found, key=lambda term: term.local_name.casefold())


def _rank(definition: Definition) -> tuple[int, bool, tuple[str, ...]]:
    numbers = definition.rule.numbers
    return SEVERITIES.index(definition.severity), not numbers, numbers
