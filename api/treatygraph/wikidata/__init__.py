"""Wikidata: a local extract of its items, what it says otherwise, and links to propose."""
