"""Mentions: which IRIs a query names, whether with a prefix or in full."""

from __future__ import annotations

from collections.abc import Mapping

from treatygraph.query.tokens import tokens


def mentioned(text: str, prefixes: Mapping[str, str]) -> frozenset[str]:
    """The IRIs in a query; `prefixes` are those that it uses without a declaration of its own.

    Comments and strings name nothing, and declarations of prefixes neither (SPARQL 1.1, section
    4.1.1). Of a name whose prefix is not declared nothing is known.
    """
    declared = dict(prefixes)
    found = set()
    awaited, name = "", ""
    for token in tokens(text):
        kind, told = token.lastgroup, token[0]
        if kind == "word":
            awaited = told.upper() if told.upper() == "PREFIX" else ""
        elif awaited and kind == "name":
            name = told.removesuffix(":")
        elif awaited and kind == "iri":
            declared[name] = told[1:-1]
            awaited = ""
        elif kind == "iri":
            found.add(told[1:-1])
        elif kind == "name":
            prefix, _, local = told.partition(":")
            if prefix in declared:
                found.add(declared[prefix] + local.rstrip(".").replace("\\", ""))
    return frozenset(found)
