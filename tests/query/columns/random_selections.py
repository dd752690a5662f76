"""Random graphs of few terms, and queries that count, group, sort or make distinct."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from treatygraph.query.tokens import tokens
from treatygraph.terms import XSD

_NODES = [ox.NamedNode(f"urn:{name}") for name in "abc"]
_PREDICATES = [ox.NamedNode(f"urn:{name}") for name in "pqa"]
_GRAPHS = [ox.NamedNode("urn:g"), ox.NamedNode("urn:h"), ox.DefaultGraph()]


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


_DATES = [_typed(day, "date") for day in ("2024-02-29", "2025-12-27", "1999-03-01")]
_INTEGERS = [ox.Literal(number) for number in (1, 2, -3)]
_ODD = [
    _typed("2024-02-30", "date"),
    _typed("2024-02-03Z", "date"),
    _typed("20240203", "date"),
    _typed("12024-01-01", "date"),
    _typed("2024", "gYear"),
    _typed("2024-05", "gYearMonth"),
    _typed("2024-13", "gYearMonth"),
    _typed("2024-01-01T00:00:00Z", "dateTime"),
    _typed(" 7", "integer"),
    _typed("5_0", "integer"),
    _typed("12345678901234567890", "integer"),
    _typed("1.0", "decimal"),
    _typed("2.5e0", "double"),
    _typed("true", "boolean"),
    ox.Literal("a"),
    ox.Literal('q"@en'),
    ox.Literal("x\ny .\n", language="en"),
    ox.Literal("x", language="en-GB"),
    ox.Literal("2024-02-29"),
    ox.Literal("é\u2028\\", datatype=ox.NamedNode("urn:t")),
    ox.BlankNode("b"),
]


@st.composite
def graphs(draw: DrawFn) -> list[ox.Quad]:
    """Up to thirty quads, in some of which every object has a value of one kind."""
    kinds = [_DATES, _INTEGERS, _NODES, [*_DATES, *_NODES], [*_INTEGERS, *_NODES], _ODD]
    every = st.sampled_from(draw(st.sampled_from(kinds)))
    quad = st.builds(
        ox.Quad,
        st.sampled_from(_NODES),
        st.sampled_from(_PREDICATES),
        every,
        st.sampled_from(_GRAPHS),
    )
    return draw(st.lists(quad, min_size=6, max_size=30))


_subjects = st.sampled_from(["?x"] * 4 + ["$x", "?y", "?y", "<urn:a>", ":b"])
_predicates = st.sampled_from([":p"] * 9 + [":q"] * 6 + ["a", "?v", "^:q", ":p/:q", ":p|:q"])
_objects = st.one_of(
    st.sampled_from(["?x", "?y", "?z", "?d", "?d", "?d"]),
    st.sampled_from([":a", ":b", "1", "'2024-02-29'^^xsd:date", "'a'", "[]", "[ :p ?d ]", "+2"]),
)
_filters = st.sampled_from(
    [
        "?d >= '2024-02-29'^^xsd:date",
        "?d < '2025-01-01'^^xsd:date && ?d > '2000-01-01'^^xsd:date",
        "'2024-02-29'^^xsd:date = ?d",
        "?d > 1",
        "2 <= ?d",
        "?d = 'a'",
        "LANG(?d) = 'en'",
        "LANG(?d) = ''",
        "?n > 2000",
        "?d > ?x",
        "?d > '2024'^^xsd:gYear",
    ]
)


@st.composite
def _group(draw: DrawFn, rest: str) -> str:
    """The inside of a group that may bind the variables of the rest of the query."""
    parts = ["?x :p ?d ."] if draw(st.integers(0, 3)) else []
    for _ in range(draw(st.integers(1, 2))):
        form = draw(st.sampled_from(["{} {} {}", "{} {} {}", "{} {} {} ; {} {}", "{} {} {} , {}"]))
        pieces = [draw(_subjects), draw(_predicates), draw(_objects)]
        pieces += [draw(_objects)] if "," in form else [draw(_predicates), draw(_objects)]
        parts.append(form.format(*pieces) + " .")
    if draw(st.integers(0, 2)) == 0:
        parts.insert(draw(st.integers(0, len(parts))), f"FILTER({draw(_filters)})")
    parts += [f"?{name} :q ?x ." for name in "yv" if f"?{name}" in rest and draw(st.booleans())]
    wanted = "?n" in "".join(parts) + rest
    if "AS ?n" not in rest and (wanted or not draw(st.integers(0, 5))):
        parts.append("BIND(YEAR(?d) AS ?n)")
    return " ".join(parts)


_aggregates = st.sampled_from(
    ["COUNT(*)", "COUNT(?x)"] * 3
    + ["COUNT(?d)", "COUNT(DISTINCT ?d)", "COUNT(DISTINCT ?x)", "COUNT(?n)"]
    + ["MIN(?d)", "MIN(DISTINCT ?d)", "MAX(?d)", "MAX(?n)", "SUM(?d)", "(?d)"]
)
_keys = st.lists(
    st.sampled_from(["?x"] * 3 + ["?d"] * 3 + ["?y", "?v", "?n"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@st.composite
def selections(draw: DrawFn) -> str:
    """A SELECT; where rows are cut off, all that it returns is sorted by."""
    head = "PREFIX : <urn:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT "
    keys = draw(_keys)
    listed = " ".join(keys)
    form = draw(st.sampled_from(["count", "group", "year", "distinct", "first"]))
    found = "".join(
        f"({aggregate} AS ?c{number}) "
        for number, aggregate in enumerate(draw(st.lists(_aggregates, min_size=1, max_size=3)))
    )
    if form == "count":
        shown, after = found, ""
    elif form == "group":
        order = draw(st.sampled_from(["", " ORDER BY ?c0", " ORDER BY DESC(?c0) LIMIT 50"]))
        shown = " ".join(keys[: draw(st.integers(0, len(keys)))]) + f" {found}"
        after = f"GROUP BY {listed}{order}"
    elif form == "year":
        shown, after = f"?n {found}", f"GROUP BY (YEAR(?d) AS ?n) {listed}"
    elif form == "distinct":
        shown, after = f"DISTINCT {listed}", ""
    else:
        first = draw(st.sampled_from(["?d", "DESC(?d)", "ASC(?d)", "?n"]))
        shown = draw(st.sampled_from(["", "DISTINCT "])) + draw(st.sampled_from(["?d ?x", "?x"]))
        limit = f"LIMIT {draw(st.integers(0, 9))} OFFSET {draw(st.integers(0, 3))}"
        after = f"ORDER BY {first} ?x {limit}"
    return f"{head}{shown} WHERE {{ {draw(_group(shown + after))} }} {after}"


@st.composite
def mistakes(draw: DrawFn) -> str:
    """A selection of which some tokens are missing, doubled or in another place."""
    words = [token[0] for token in tokens(draw(selections()))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(words) - 1))
        word = draw(st.sampled_from([*words, "", "DISTINCT", "(", "}", "{", "OPTIONAL {", "99"]))
        words[at : at + draw(st.integers(0, 2))] = [word]
    return " ".join(words)
