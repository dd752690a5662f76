"""Shapes: good files pass, each bad file fires the shape that its first line names, and only it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import SH, SKOS
from rdflib.plugins.sparql import processor

from treatygraph.terms import BASE, ONTOLOGY_GRAPH, SHAPES, tg
from treatygraph.validate import validation
from treatygraph.validate.changes import Change
from treatygraph.validate.context import Context, open_context
from treatygraph.validate.record import Record
from treatygraph.validate.reference import run_pyshacl, to_rdflib
from treatygraph.validate.results import Result
from treatygraph.validate.shapes import shapes
from treatygraph.validate.validation import validate

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 22)
GOOD = sorted(FOLDER.rglob("good-*.ttl"))
BAD = sorted(FOLDER.rglob("bad-*.ttl"))
ONTOLOGY = ox.NamedNode(ONTOLOGY_GRAPH)
LINKS = (ox.NamedNode(str(SKOS.exactMatch)), ox.NamedNode(tg("alleges")))


def _named(path: Path) -> str:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# tgs:"), "a bad file names the shape that must report it"
    return SHAPES + first.removeprefix("# tgs:")


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", GOOD, ids=_id)
def test_good_files_pass(path: Path, record: Record) -> None:
    # What becomes wrong elsewhere, such as a printed number of parties, is no fault of the file.
    found = validate([path], TODAY, record=record)
    assert [result for result in found if result.file.endswith(path.name)] == []


def test_a_result_names_all_properties_of_its_path(record: Record) -> None:
    [result] = validate([FOLDER / "event" / "bad-concerns-nothing.ttl"], TODAY, record=record)
    assert result.path == f"<{tg('concerns')}>|<{tg('actor')}>"


def test_every_shape_is_seen_to_fire() -> None:
    explained = {str(shape) for shape in _shapes().subjects(SH.message)}
    assert explained == {_named(path) for path in BAD}


def test_every_folder_is_a_file_of_shapes_with_a_good_example(project: Path) -> None:
    folders = {path.parent.name for path in BAD}
    files = {path.stem for path in (project / "shapes").glob("*.ttl")}
    assert folders == files - {"groups"}, "headings of forms demand nothing"
    assert folders == {path.parent.name for path in GOOD}


@pytest.fixture(scope="module")
def ontology(record: Record) -> rdflib.Graph:
    """The ontology as rdflib has it, which takes longer than all else that a test reads."""
    return to_rdflib(q.triple for q in record.store.quads_for_pattern(None, None, None, ONTOLOGY))


@contextmanager
def _near(context: Context, ontology: rdflib.Graph) -> Iterator[rdflib.Graph]:
    """The part of the context that bears on the focus nodes, which keeps the reference quick.

    All that the nodes refer to and all acts of the participations they speak of, with the
    treaties, clauses and provisions of these; code lists, classes, links, allegations and tenures
    as a whole.
    """
    assert context.focus is not None
    said = {q for node in context.focus for q in context.store.quads_for_pattern(node, None, None)}
    spoken = {q.object.value for q in said if isinstance(q.object, ox.NamedNode)}
    spoken |= {node.value for node in context.focus}
    treaties = {m[1] for iri in spoken if (m := re.search(r"/(\d+-\d+(?:-[a-d])?)(?:/|$)", iri))}
    states = {
        iri.rsplit("/", 1)[1] for iri in spoken if "/state/" in iri or "/participation/" in iri
    }

    @cache
    def bears(iri: str) -> bool:
        kind, *path = iri.removeprefix(BASE).split("/")
        everywhere = ("http:", "vocab", "ontology", "validation", "tenure", "office")
        if kind.split("#")[0] in everywhere or iri in spoken:
            return True
        if kind in ("treaty", "provision", "clause"):
            return path[0] in treaties
        return len(path) > 1 and path[0] in treaties and path[1] in states

    graphs = [graph for graph in context.store.named_graphs() if graph != ONTOLOGY]
    quads = (q for g in graphs for q in context.store.quads_for_pattern(None, None, None, g))
    near = (q.triple for q in quads if q.predicate in LINKS or bears(_iri(q.subject)))
    added = to_rdflib(near) - ontology
    ontology += added
    try:
        yield ontology
    finally:
        ontology -= added


def _iri(node: object) -> str:
    assert isinstance(node, ox.NamedNode)
    return node.value


@cache
def _shapes() -> rdflib.Graph:
    return to_rdflib(shapes().triples)


@cache
def _shapes_graph() -> ShapesGraph:
    return ShapesGraph(_shapes())


@pytest.fixture(scope="module", autouse=True)
def _queries_parsed_once() -> Iterator[None]:
    """rdflib takes longer to parse the query of a constraint than to run it on one node."""
    parse, translate = cache(processor.parseQuery), processor.translateQuery
    translated: dict[int, Any] = {}

    def translate_once(parsed: Any, *rest: Any) -> Any:
        if id(parsed) not in translated:
            translated[id(parsed)] = translate(parsed, *rest)
        return translated[id(parsed)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", parse)
        patch.setattr(processor, "translateQuery", translate_once)
        yield


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Context]:
    """The contexts that validation opens: the reference judges the same, opened no second time."""
    contexts: list[Context] = []

    def open_and_keep(change: Change, today: date, record: Record) -> Context:
        contexts.append(open_context(change, today, record))
        return contexts[-1]

    monkeypatch.setattr(validation, "open_context", open_and_keep)
    return contexts


def _key(result: Result) -> tuple[str, ...]:
    return (
        result.focus,
        result.path,
        result.value,
        result.severity,
        result.component,
        result.shape,
    )


# Where a day does not exist rdflib compares by NotImplemented, and Python tells.
@pytest.mark.filterwarnings("ignore:NotImplemented should not be used:DeprecationWarning")
@pytest.mark.parametrize("path", BAD, ids=_id)
def test_bad_files_fire_their_shape_and_no_other(
    path: Path, record: Record, opened: list[Context], ontology: rdflib.Graph
) -> None:
    """So they do by pySHACL alone, the reference: the same multiset, one focus node at a time.

    What becomes wrong elsewhere in the record because of them comes on top.
    """
    found = validate([path], TODAY, record=record)
    results = [result for result in found if result.file.endswith(path.name)]
    assert {result.shape for result in results} == {_named(path)}
    assert all(result.line > 0 for result in results), "a finding tells its line"
    [context] = opened
    assert context.focus is not None
    with _near(context, ontology) as near:
        reference = run_pyshacl(near, _shapes_graph(), {node.value for node in context.focus})
        assert Counter(map(_key, reference)) == Counter(map(_key, results))
