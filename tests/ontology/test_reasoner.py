"""A real reasoner (HermiT) finds the ontology consistent, and finds what is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from treatygraph import resources
from treatygraph.terms import ONTOLOGY

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None, reason="HermiT needs Java: consistency was not checked"
)

TG = rdflib.Namespace(ONTOLOGY)
EX = rdflib.Namespace("https://example.org/")
EXAMPLE = Path(__file__).parent / "example.ttl"


@pytest.fixture(scope="module")
def _files() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in [*resources.files("ontology", "*.ttl"), EXAMPLE]:
        graph.parse(path, format="turtle")
    # All modules are here already; the reasoner is not to look for them on the web.
    graph.remove((None, OWL.imports, None))
    return graph


@pytest.fixture
def ontology(_files: rdflib.Graph) -> rdflib.Graph:
    """The ontology with an example, which a test may add to."""
    graph = rdflib.Graph()
    graph += _files
    return graph


def _check(graph: rdflib.Graph, folder: Path) -> list[str]:
    """Names of unsatisfiable classes; raises where the ontology is inconsistent."""
    import owlready2

    path = folder / "ontology.nt"
    graph.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    # Beside an unsatisfiable class the library lists owl:Nothing, its equivalent.
    return sorted({cls.name for cls in world.inconsistent_classes()} - {"Nothing"})


def test_is_consistent_and_every_class_can_have_members(
    ontology: rdflib.Graph, tmp_path: Path
) -> None:
    assert _check(ontology, tmp_path) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Withdrawal", "Suspension"), ("Event", "AllegedEvent"), ("Statement", "Event"),
     ("Ratification", "Accession"), ("State", "Organisation"), ("Prohibition", "Permission")],
)  # fmt: skip
def test_an_individual_of_two_disjoint_classes_is_found(
    ontology: rdflib.Graph, tmp_path: Path, one: str, other: str
) -> None:
    import owlready2

    ontology.add((EX.thing, RDF.type, TG[one]))
    ontology.add((EX.thing, RDF.type, TG[other]))
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        _check(ontology, tmp_path)


def test_a_class_that_cannot_have_members_is_found(ontology: rdflib.Graph, tmp_path: Path) -> None:
    ontology.add((EX.Impossible, RDF.type, OWL.Class))
    ontology.add((EX.Impossible, RDFS.subClassOf, TG.Withdrawal))
    ontology.add((EX.Impossible, RDFS.subClassOf, TG.Suspension))
    assert _check(ontology, tmp_path) == ["Impossible"]
