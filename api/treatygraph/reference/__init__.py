"""What is told of the ontology, the rules and the questions, and how they belong together."""
