#+ summary: The state is engaged in no armed conflict, recorded or not
#+ params:
#+   state: {type: iri, class: Participant, help: the state}
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
DELETE {
  GRAPH ?graph { ?conflict tg:conflictParty ?state }
  GRAPH ?record { <https://w3id.org/treatygraph/graph/context/conflicts> tg:dataHorizon ?horizon }
} WHERE {
  VALUES ?state { <https://w3id.org/treatygraph/state/UKR> }
  OPTIONAL { GRAPH ?graph { ?conflict tg:conflictParty ?state } }
  OPTIONAL { GRAPH ?record { <https://w3id.org/treatygraph/graph/context/conflicts> tg:dataHorizon ?horizon } }
}
