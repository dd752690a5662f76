"""Joins: the properties by which constraints, rules and checks go from one thing to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox

from treatygraph.catalog.questions import checks
from treatygraph.prefixes import prefixes
from treatygraph.store.rules import rule_files
from treatygraph.terms import tg
from treatygraph.validate.shapes import sparql_constraints

# A state takes part in hundreds of treaties. What a constraint asks of two participations of one
# state it asks within one treaty, to which both lead; and none asks what is said of a state.
NOT_FOLLOWED_BACK = frozenset({ox.NamedNode(tg("participant"))})


@cache
def joining_properties() -> frozenset[ox.NamedNode]:
    """Every property that a constraint, a rule or a check of scope “thing” reads.

    Read off their texts, so that it stays complete: all that is named there, terms that are no
    properties included. Nothing joins two things by a literal alone, such as a shared date.
    """
    known = prefixes()
    named = set()
    for text in _patterns():
        named.update(re.findall(r"<(https?:[^\s<>]+)>", text))
        short = re.findall(r"\b(\w+):(\w[\w-]*)", text)
        named.update(known[prefix] + local for prefix, local in short if prefix in known)
    return frozenset(map(ox.NamedNode, named))


def _patterns() -> Iterator[str]:
    # What a rule adds is not what it reads: the head of a rule is left out.
    texts = [constraint.select for constraint in sparql_constraints()]
    texts += [path.read_text(encoding="utf-8") for path in rule_files()]
    texts += [check.text for check in checks().values() if check.scope == "thing"]
    for text in texts:
        yield text.partition("WHERE")[2]
