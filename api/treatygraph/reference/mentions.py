"""Mentions: which IRIs a query names, whether with a prefix or in full."""

from __future__ import annotations

from treatygraph.prefixes import prefixes
from treatygraph.query.tokens import tokens


def mentioned(text: str) -> frozenset[str]:
    """The IRIs in a query, which need not declare the prefixes of the project.

    Comments and strings name nothing, and declarations of prefixes neither (SPARQL 1.1, section
    4.1.1). Of a name with another prefix that is not declared nothing is known.
    """
    declared = dict(prefixes())
    found: set[str] = set()
    declaring, prefix = False, ""
    for token in tokens(text):
        kind, told = token.lastgroup, token[0]
        if kind == "word":
            declaring = told.upper() == "PREFIX"
        elif kind == "iri" and declaring:
            declared[prefix], declaring = told[1:-1], False
        elif kind == "iri":
            found.add(told[1:-1])
        elif kind == "name":
            prefix, _, local = told.partition(":")
            if not declaring and prefix in declared:
                found.add(declared[prefix] + local.rstrip(".").replace("\\", ""))
    return frozenset(found)
