"""Names of the project's own vocabulary, and of the few outside terms that code has to know."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/treatygraph/"
ONTOLOGY: Final = BASE + "ontology#"
SHAPES: Final = BASE + "shapes#"
CHECKS: Final = BASE + "checks/"
VOCAB: Final = BASE + "vocab/"
SCHEME: Final = VOCAB + "scheme/"
COLUMN: Final = BASE + "column#"
GRAPH: Final = BASE + "graph/"

DERIVED_GRAPH: Final = GRAPH + "derived"
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
DESCRIPTION_GRAPH: Final = GRAPH + "description"
THINGS_GRAPH: Final = GRAPH + "description/things"
# Stands for the unnamed graph where a name is needed; the store holds no graph of that name.
UNNAMED_GRAPH: Final = GRAPH + "unnamed"

RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDF_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
RDFS_SUBCLASS_OF: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
RDFS_SUBPROPERTY_OF: Final = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKOS_ALT_LABEL: Final = "http://www.w3.org/2004/02/skos/core#altLabel"
SKOS_DEFINITION: Final = "http://www.w3.org/2004/02/skos/core#definition"
SKOS_IN_SCHEME: Final = "http://www.w3.org/2004/02/skos/core#inScheme"
SKOS_PREF_LABEL: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
DCTERMS: Final = "http://purl.org/dc/terms/"
SH: Final = "http://www.w3.org/ns/shacl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def tg(name: str) -> str:
    """The IRI of a term of the ontology."""
    return ONTOLOGY + name
