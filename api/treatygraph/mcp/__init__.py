"""The record for assistants: the catalogue, SPARQL and search as tools of an MCP server."""
