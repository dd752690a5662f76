"""Random small graphs, and queries whose EXISTS takes every form that is rewritten."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

NODES = [ox.NamedNode(f"urn:{name}") for name in "abc"]
PREDICATES = [ox.NamedNode(f"urn:{name}") for name in "pqa"]
GRAPHS = [ox.NamedNode("urn:g"), ox.NamedNode("urn:h")]
_OBJECTS = [*NODES, ox.Literal(1), ox.Literal(2)]

quads = st.lists(
    st.builds(
        ox.Quad,
        st.sampled_from(NODES),
        st.sampled_from(PREDICATES),
        st.sampled_from(_OBJECTS),
        st.sampled_from(GRAPHS),
    ),
    max_size=10,
)
_nodes = st.sampled_from(["?x", "?y", "?z", "$x", "?l", "?m", "<urn:a>", ":b"])
_objects = st.one_of(_nodes, st.sampled_from(["1", "2", "'1'^^xsd:integer", "[]", "[ :p ?l ]"]))
_plain = st.sampled_from([":p", ":q", "<urn:a>", "^:p"])
_paths = st.one_of(
    _plain,
    st.sampled_from(["?v", ":p/:q", "^:q/:p", ":p|:q", ":p/:q|:a", ":p+", ":p*", ":q?", "!:p"]),
    st.sampled_from(["(:p/:q)*", "^(:p|:q)", ":p/:q*", ":p/(:q|^:p)+", "!(:p|^:q)"]),
)


@st.composite
def _triples(draw: DrawFn, paths: SearchStrategy[str], most: int) -> str:
    """A block of one to `most` triples, with the abbreviations of Turtle."""
    parts = []
    for _ in range(draw(st.integers(1, most))):
        subject = draw(st.one_of(_nodes, st.just("[ :q ?m ]")))
        first, second = draw(paths), draw(paths)
        form = draw(st.sampled_from(["{} {} {}", "{} {} {} ; {} {} ;", "{} {} {} , {}"]))
        pieces = [subject, first, draw(_objects)]
        pieces += [draw(_objects)] if "," in form else [second, draw(_objects)]
        parts.append(form.format(*pieces))
    return " . ".join(parts)


_tests = st.sampled_from(
    ["?x != ?y", "BOUND(?l)", "?l = 1 || ?y > 1", "!BOUND(?z)", "?l != ?m", "?x IN (:b, ?l)"]
)


@st.composite
def _group(draw: DrawFn, depth: int = 2) -> str:
    """The inside of a group: triples first, and what may follow them."""
    text = draw(_triples(_paths, 3))
    if draw(st.booleans()):
        text += f" FILTER({draw(_tests)})"
    if draw(st.booleans()):
        text += f" FILTER({draw(_tests)}) . " + draw(_triples(_paths, 2))
    if depth and draw(st.booleans()):
        inner = draw(_group(depth=depth - 1))
        form = draw(
            st.sampled_from(
                [
                    "FILTER NOT EXISTS {{ {} }}",
                    "FILTER(EXISTS {{ {} }} || ?x = :b)",
                    "OPTIONAL {{ {} }}",
                    "MINUS {{ {} }}",
                    "GRAPH ?g {{ {} }}",
                    "{{ {} }} UNION {{ ?x :p ?y . ?y :q ?l }}",
                    "{{ SELECT ?x ?l {{ {} }} }}",
                    "VALUES ?x {{ :a :b }} FILTER EXISTS {{ {} }}",
                    "BIND(?x AS ?n) FILTER NOT EXISTS {{ {} }}",
                ]
            )
        )
        text += " " + form.format(inner)
    return text


@st.composite
def queries(draw: DrawFn) -> str:
    """A query with EXISTS or NOT EXISTS, whose columns are its variables."""
    outer = draw(_triples(_plain, 2))
    form = draw(
        st.sampled_from(
            [
                "{outer} FILTER NOT EXISTS {{ {inner} }}",
                "{outer} FILTER EXISTS {{ {inner} }}",
                "{outer} OPTIONAL {{ ?y :q ?z FILTER NOT EXISTS {{ {inner} }} }}",
                "OPTIONAL {{ {outer} }} FILTER NOT EXISTS {{ {inner} }}",
                "GRAPH ?g {{ {outer} FILTER NOT EXISTS {{ {inner} }} }}",
                "GRAPH <urn:g> {{ {outer} }} FILTER NOT EXISTS {{ {inner} }}",
                "{outer} BIND(EXISTS {{ {inner} }} AS ?found)",
                "{{ {outer} }} UNION {{ ?x :q ?y }} FILTER(!EXISTS {{ {inner} }})",
            ]
        )
    )
    text = form.format(outer=outer, inner=draw(_group()))
    return f"PREFIX : <urn:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT * {{ {text} }}"
