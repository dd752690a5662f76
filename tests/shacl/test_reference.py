"""The engine gives the results of pySHACL, the reference, as often as that does."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from tests.shacl.random_graphs import Maker
from tests.shacl.reference import by_engine, by_pyshacl, parse

from treatygraph.shacl import read_shapes, validate

SEEDS = range(60)


# Where a day does not exist rdflib compares by NotImplemented, and Python tells.
@pytest.mark.filterwarnings("ignore:NotImplemented should not be used:DeprecationWarning")
@pytest.mark.parametrize("seed", SEEDS)
def test_random_graphs_give_the_results_of_the_reference(seed: int) -> None:
    maker = Maker(seed)
    data, shapes = parse(maker.data()), parse(maker.shapes())
    assert by_engine(validate(data, read_shapes(shapes))) == by_pyshacl(data, shapes)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_store_gives_the_results_of_its_triples(seed: int) -> None:
    maker = Maker(seed)
    store = ox.Store()
    store.extend(ox.parse(maker.data(), format=ox.RdfFormat.TURTLE))
    # Every triple in a second graph too: the union of the graphs is judged.
    other = ox.NamedNode("http://example.org/other")
    store.extend([ox.Quad(q.subject, q.predicate, q.object, other) for q in store])
    shapes = read_shapes(quad.triple for quad in _stored(maker.shapes()))
    triples = [quad.triple for quad in store]
    assert by_engine(validate(store, shapes)) == by_engine(validate(triples, shapes))


@pytest.mark.parametrize("seed", SEEDS)
def test_judging_node_by_node_gives_the_results_of_all_at_once(seed: int) -> None:
    maker = Maker(seed)
    store = ox.Store()
    store.extend(ox.parse(maker.data(), format=ox.RdfFormat.TURTLE))
    shapes = read_shapes(parse(maker.shapes()))
    nodes = {term for quad in store for term in (quad.subject, quad.object)}
    nodes |= {target.term for shape in shapes for target in shape.targets}
    single = [by_engine(validate(store, shapes, {node})) for node in nodes]
    assert sum(single, start=by_engine([])) == by_engine(validate(store, shapes))


def _stored(turtle: str) -> ox.Store:
    store = ox.Store()
    store.extend(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return store
