"""Peers: other SPARQL servers, started with the same data and asked the same queries."""
