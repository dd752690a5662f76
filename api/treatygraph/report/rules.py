"""Rules: what the shapes graph, or the header of a check, says of the rule behind a result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from treatygraph.catalog.questions import checks
from treatygraph.prefixes import shorten
from treatygraph.terms import BASE, CHECKS, DCTERMS, SH, SHAPES
from treatygraph.validate.shapes import source

_NUMBER = re.compile(r"Q\d+")
_PLACEHOLDER = re.compile(r"\{[?$]\w+\}")


@dataclass(frozen=True)
class Rule:
    """One shape or check: `iri` names it, `advice` says what to write instead.

    `numbers` are those of the catalogue of rules that it carries out, such as Q01: none, one or
    several. Texts are empty where the shape does not state them.
    """

    iri: str
    name: str = ""
    description: str = ""
    advice: str = ""
    numbers: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The IRI with its prefix, as people write it."""
        return shorten(self.iri).strip("<>")

    @property
    def path(self) -> str:
        """The address of its page, empty where the rule is not ours."""
        own = self.iri.startswith((SHAPES, CHECKS))
        return self.iri.replace(SHAPES, BASE + "shapes/").removeprefix(BASE) if own else ""


@cache
def find_rule(shape: str) -> Rule:
    """The rule with the IRI of that shape or check; one without texts where it is not ours."""
    check = checks().get(shape.removeprefix(CHECKS))
    if check:
        numbers = (check.rule,) if check.rule else ()
        name = check.name.removesuffix(f"-{check.severity}").replace("-", " ")
        return Rule(shape, name, check.description, check.summary, numbers)
    node = ox.NamedNode(shape)

    def text(predicate: str) -> str:
        values = source().all(node, ox.NamedNode(predicate))
        return values[0].value if values and isinstance(values[0], ox.Literal) else ""

    return Rule(
        iri=shape,
        name=text(SH + "name"),
        description=text(SH + "description"),
        # A result fills the placeholders with what it found; the rule itself found nothing.
        advice=_PLACEHOLDER.sub("…", text(SH + "message")),
        numbers=tuple(_NUMBER.findall(text(DCTERMS + "identifier"))),
    )
