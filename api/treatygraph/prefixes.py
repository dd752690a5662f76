"""The one list of prefixes, read from `ontology/prefixes.ttl`."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from treatygraph import resources

_DECLARED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?prefix ?namespace WHERE { ?d sh:prefix ?prefix ; sh:namespace ?namespace }
ORDER BY ?prefix
"""


@cache
def prefixes() -> dict[str, str]:
    """Namespace by prefix, in the order of the prefixes."""
    store = ox.Store()
    store.load(path=resources.root() / "ontology" / "prefixes.ttl", format=ox.RdfFormat.TURTLE)
    rows = store.query(_DECLARED)
    assert isinstance(rows, ox.QuerySolutions)
    return {row["prefix"].value: row["namespace"].value for row in rows}


def shorten(iri: str) -> str:
    """The IRI as prefix and local name where a prefix fits, else between angle brackets."""
    fitting = [(len(ns), p, ns) for p, ns in prefixes().items() if iri.startswith(ns)]
    if fitting:
        _, prefix, namespace = max(fitting)
        local = iri[len(namespace) :]
        if local and "/" not in local:
            return f"{prefix}:{local}"
    return f"<{iri}>"
