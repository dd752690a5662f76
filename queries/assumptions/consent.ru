#+ summary: The state consents to be bound on a day
#+ params:
#+   treaty: {type: iri, class: Treaty, help: the treaty}
#+   state: {type: iri, class: Participant, help: the state or organisation}
#+   from: {type: date, help: day on which it deposits its instrument}
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT {
  GRAPH <https://w3id.org/treatygraph/graph/assumed> {
    ?participation a ?unrelated ; tg:treaty ?newTreaty ; tg:participant ?newState .
    ?act a tg:ConsentOfUnknownKind ; tg:participation ?participation ; tg:date ?from .
  }
} WHERE {
  VALUES ?treaty { <https://w3id.org/treatygraph/treaty/26-5> }
  VALUES ?state { <https://w3id.org/treatygraph/state/IND> }
  VALUES ?from { "2026-12-01"^^xsd:date }
  BIND(CONCAT(STRAFTER(STR(?treaty), "/treaty/"), "/", REPLACE(STR(?state), "^.*/", "")) AS ?pair)
  BIND(IRI(CONCAT("https://w3id.org/treatygraph/participation/", ?pair)) AS ?participation)
  BIND(IRI(CONCAT("https://w3id.org/treatygraph/action/", ?pair, "/assumed-consent")) AS ?act)
  # What stands in two graphs is found twice: only who has no relation to the treaty gets one.
  OPTIONAL { GRAPH ?graph { ?participation tg:treaty ?related } }
  BIND(IF(BOUND(?related), ?none, tg:Participation) AS ?unrelated)
  BIND(IF(BOUND(?related), ?none, ?treaty) AS ?newTreaty)
  BIND(IF(BOUND(?related), ?none, ?state) AS ?newState)
}
