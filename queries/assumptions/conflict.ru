#+ summary: The state is engaged in an armed conflict from a day on, until a day or without end
#+ description: >
#+   A published day of effect of a withdrawal told what followed without the conflict. Under a clause with a
#+   condition on armed conflict it is set aside, so that the clause decides.
#+ params:
#+   treaty: {type: iri, class: Treaty, help: the treaty}
#+   state: {type: iri, class: Participant, help: the state}
#+   from: {type: date, help: first day of the conflict}
#+   until: {type: date, optional: true, help: first day without it}
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX tgv: <https://w3id.org/treatygraph/vocab/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
DELETE {
  GRAPH ?graph { ?exit tg:effectiveDate ?published }
} INSERT {
  GRAPH <https://w3id.org/treatygraph/graph/assumed> {
    <https://w3id.org/treatygraph/conflict/assumed> a tg:ArmedConflict ; rdfs:label "assumed armed conflict"@en ;
      tg:conflictParty ?state ; tg:from ?from ; tg:until ?until .
  }
} WHERE {
  VALUES ?treaty { <https://w3id.org/treatygraph/treaty/26-5> }
  VALUES ?state { <https://w3id.org/treatygraph/state/POL> }
  VALUES ?from { "2026-02-01"^^xsd:date }
  VALUES ?until { UNDEF }
  OPTIONAL {
    GRAPH ?graph {
      ?clause tg:treaty ?treaty ; tg:deferredBy ?deferral .
      ?participation tg:treaty ?treaty ; tg:participant ?state .
      ?exit tg:participation ?participation ; tg:effectiveDate ?published ; a tg:Withdrawal .
    }
    FILTER(?deferral IN (tgv:armedConflictAtExpiry, tgv:partyToArmedConflict))
  }
}
