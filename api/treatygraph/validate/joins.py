"""Joins: the properties by which constraints, rules and checks go from one thing to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from treatygraph.catalog.questions import checks
from treatygraph.prefixes import prefixes
from treatygraph.store.rules import rules
from treatygraph.terms import RDF_TYPE, RDFS_SUBCLASS_OF, SKOS_IN_SCHEME
from treatygraph.validate.shapes import sparql_queries

Properties = frozenset[ox.NamedNode]


@cache
def rule_joins() -> Properties:
    """Every property that a rule reads."""
    return _named(rule.text for rule in rules())


@cache
def joins() -> Properties:
    """Every property that a rule, a constraint or a check of things or treaties reads.

    Read off their texts, so that it stays complete: all that is named there, terms that are no
    properties included. A literal alone joins two things in one way only, as the name that treaties
    share (`lookups.py`), and never as a shared date.
    """
    texts = list(sparql_queries())
    texts += [check.text for check in checks().values() if check.scope in ("thing", "treaty")]
    return rule_joins() | _named(texts)


@cache
def read_properties() -> Properties:
    """What is read of a thing in the neighbourhood of one that is judged."""
    also = (RDF_TYPE, RDFS_SUBCLASS_OF, SKOS_IN_SCHEME)
    return joins() | {ox.NamedNode(name) for name in also}


def _named(texts: Iterable[str]) -> Properties:
    known = prefixes()
    named = set()
    for text in texts:
        # What a rule adds is not what it reads: the head of a rule is left out.
        _, _, body = text.partition("WHERE")
        named.update(re.findall(r"<(https?:[^\s<>]+)>", body))
        short = re.findall(r"\b(\w+):(\w[\w-]*)", body)
        named.update(known[prefix] + local for prefix, local in short if prefix in known)
    return frozenset(map(ox.NamedNode, named))
