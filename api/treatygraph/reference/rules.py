"""Rules: every shape and check that tells of mistakes, with where and how it is defined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from treatygraph import resources
from treatygraph.catalog.questions import checks
from treatygraph.prefixes import shorten
from treatygraph.reference.mentions import mentioned
from treatygraph.report.rules import Rule, find_rule
from treatygraph.shacl.paths import as_sparql
from treatygraph.shacl.terms import Node, Term, sh
from treatygraph.terms import CHECKS, RDFS_LABEL, SH, SHAPES
from treatygraph.validate.shapes import shapes, source

_LABEL = ox.NamedNode(RDFS_LABEL)
_BLOCK = re.compile(r"^(?=tgs:\S+ )", re.MULTILINE)
# Comments at the end of a block are about the next one.
_AFTER = re.compile(r"(?:\s|^#.*)*\Z", re.MULTILINE)
_HEADER = re.compile(r"^#\+.*\n", re.MULTILINE)
# What leads from a shape to what it does not judge itself.
_ASIDE = {SH + name for name in ("property", "prefixes", "group", "severity")}
_TARGETS = {
    "targetClass": "{}",
    "targetSubjectsOf": "whatever has {}",
    "targetObjectsOf": "each value of {}",
    "targetNode": "{} itself",
}


@dataclass(frozen=True)
class Definition:
    """One rule as it is defined: by a shape, or by a check over the whole record.

    `title` is that of its file, `shape` the name of the node shape that a property shape is a part
    of. `group` is what a form would put it under. `targets` and `path` are as people write them;
    `terms` holds the IRIs of all that the definition names, `text` the definition itself.
    """

    rule: Rule
    severity: str
    title: str
    file: str
    line: int
    shape: str
    group: str
    order: tuple[int, int]
    targets: tuple[str, ...]
    path: str
    terms: frozenset[str]
    text: str

    @property
    def local_name(self) -> str:
        """The end of its IRI, its anchor on the page of all rules."""
        return re.split("[#/]", self.rule.iri)[-1]


@cache
def definitions() -> Mapping[str, Definition]:
    """All rules by IRI: those of shapes file by file, each shape by group and order, then checks.

    Raises DataError where a shape is ill-formed.
    """
    found = [d for path in resources.files("shapes", "*.ttl") for d in _of_file(path)]
    return {d.rule.iri: d for d in (*found, *_of_checks())}


@cache
def definitions_by_number() -> Mapping[str, Sequence[Definition]]:
    """The rules by their numbers in the catalogue of rules, such as Q01, in that order."""
    found = defaultdict(list)
    for definition in definitions().values():
        for number in definition.rule.numbers:
            found[number].append(definition)
    return dict(sorted(found.items()))


def describe_rule(iri: str) -> list[ox.Triple]:
    """The triples of the shape of that IRI and of its parts; none for what is no shape."""
    parts = _parts(ox.NamedNode(iri))
    return [triple for triple in source().triples if triple.subject in parts]


def _of_file(path: Path) -> Iterator[Definition]:
    text = path.read_text(encoding="utf-8")
    title, line = text.partition("\n")[0].removeprefix("# "), 1
    blocks: dict[Node, tuple[str, int]] = {}
    for block in _BLOCK.split(text):
        if block.startswith("tgs:"):
            name = block.partition(" ")[0].removeprefix("tgs:")
            blocks.setdefault(ox.NamedNode(SHAPES + name), (_AFTER.sub("", block), line))
        line += block.count("\n")
    rank = {node: at for at, node in enumerate(blocks)}
    found = []
    for node, (_, line) in blocks.items():
        if source().all(node, sh("message")):
            owner = _owners().get(node, node)
            written = "\n\n".join(blocks[part][0] for part in _parts(node) if part in blocks)
            definition = _define(node, owner, title, _place(path), line, written)
            found.append((rank.get(owner, rank[node]), definition.order, rank[node], definition))
    yield from (entry[-1] for entry in sorted(found, key=lambda entry: entry[:-1]))


def _define(node: Node, owner: Node, title: str, file: str, line: int, text: str) -> Definition:
    shape, targets = shapes().by_node[node], shapes().by_node[owner].targets
    group = next(iter(source().nodes(node, sh("group"))), None)
    return Definition(
        rule=find_rule(_iri(node)),
        severity=shape.severity.value.removeprefix(SH).lower(),
        title=title,
        file=file,
        line=line,
        shape=_text(owner, sh("name")) if owner != node else "",
        group=_text(group, _LABEL) if group else "",
        order=(_order(group) if group else 0, _order(node)),
        targets=tuple(_TARGETS[t.kind].format(shorten(_iri(t.term))) for t in targets),
        path=_shorten(as_sparql(shape.path)) if shape.path else "",
        terms=frozenset(_named_in(node)) | {_iri(target.term) for target in targets},
        text=text,
    )


def _of_checks() -> Iterator[Definition]:
    for check in checks().values():
        yield Definition(
            rule=find_rule(CHECKS + check.name),
            severity=check.severity,
            title="Checks across the whole record.",
            file=_place(check.path),
            line=1,
            shape="",
            group="",
            order=(0, 0),
            targets=(),
            path="",
            terms=mentioned(check.text),
            text=_HEADER.sub("", check.text).strip(),
        )


@cache
def _owners() -> Mapping[Node, Node]:
    """The node shape of each property shape, whichever file says so."""
    owners = [node for node in source().subjects(sh("property")) if isinstance(node, Node)]
    return {part: node for node in owners for part in source().nodes(node, sh("property"))}


def _named_in(node: Node) -> Iterator[str]:
    for part, predicate in ((p, q) for p in _parts(node) for q in source().predicates(p)):
        for value in () if predicate.value in _ASIDE else source().all(part, predicate):
            if isinstance(value, ox.NamedNode):
                yield value.value
            elif predicate == sh("select") and isinstance(value, ox.Literal):
                yield from mentioned(value.value)


@cache
def _parts(node: Node) -> tuple[Node, ...]:
    """The node, and what its definition goes on with: blank nodes, and the nodes of its queries."""
    found: list[Node] = [node]
    for each in found:
        for predicate in source().predicates(each):
            for value in source().all(each, predicate):
                goes_on = isinstance(value, ox.BlankNode) or predicate == sh("sparql")
                if goes_on and isinstance(value, Node) and value not in found:
                    found.append(value)
    return tuple(found)


def _text(node: Node, predicate: ox.NamedNode) -> str:
    return source().texts(node, predicate)[0].value


def _order(node: Node) -> int:
    return source().integer(node, sh("order")) or 0


def _iri(term: Term) -> str:
    return str(term).strip("<>")


def _shorten(path: str) -> str:
    return re.sub("<([^>]*)>", lambda found: shorten(found[1]), path)


def _place(path: Path) -> str:
    return path.relative_to(resources.root()).as_posix()
