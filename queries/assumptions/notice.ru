#+ summary: The depositary receives notice of withdrawal from the state on a day
#+ params:
#+   treaty: {type: iri, class: Treaty, help: the treaty}
#+   state: {type: iri, class: Participant, help: the state or organisation}
#+   from: {type: date, help: day on which the notice is received}
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT {
  GRAPH <https://w3id.org/treatygraph/graph/assumed> {
    ?withdrawal a tg:Withdrawal ; tg:participation ?participation ; tg:notificationDate ?from .
  }
} WHERE {
  VALUES ?treaty { <https://w3id.org/treatygraph/treaty/26-5> }
  VALUES ?state { <https://w3id.org/treatygraph/state/UKR> }
  VALUES ?from { "2025-07-18"^^xsd:date }
  BIND(CONCAT(STRAFTER(STR(?treaty), "/treaty/"), "/", REPLACE(STR(?state), "^.*/", "")) AS ?pair)
  BIND(IRI(CONCAT("https://w3id.org/treatygraph/participation/", ?pair)) AS ?participation)
  BIND(IRI(CONCAT("https://w3id.org/treatygraph/withdrawal/", ?pair, "/assumed")) AS ?withdrawal)
}
