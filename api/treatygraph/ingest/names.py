"""Names of treaties, participants, sources and code-list entries, each with the thing it names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import pyoxigraph as ox

from treatygraph.errors import UnknownName, nearest
from treatygraph.terms import BASE, SCHEME, tg

_PREFIXES = f"""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <{tg("")}>
"""

# Identifiers of participants come before names: a code is never ambiguous.
_NAMED = (
    _PREFIXES
    + """
SELECT DISTINCT ?thing ?name ?rank WHERE {
  ?class rdfs:subClassOf* %s .
  ?thing a ?class .
  { ?thing tg:registerId|tg:iso3|tg:iso2|tg:mtdsgNumber|tg:readableAlias ?name BIND(0 AS ?rank) }
  UNION
  { ?thing skos:exactMatch ?item FILTER(STRSTARTS(STR(?item), "http://www.wikidata.org/entity/Q"))
    BIND(STRAFTER(STR(?item), "entity/") AS ?name) BIND(0 AS ?rank) }
  UNION
  { ?thing rdfs:label|tg:officialName|tg:officialTitle|skos:altLabel ?name BIND(1 AS ?rank) }
}
"""
)

_CODES = _PREFIXES + "SELECT ?thing ?name WHERE { %s ?thing skos:notation ?name }"


# The ways in which people write an item of Wikidata; its number is the name.
_WIKIDATA = re.compile(r"^(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)(?=Q\d)")


def fold(name: str) -> str:
    """A name as it is compared: compatible forms, case, apostrophes and spaces made alike."""
    alike = unicodedata.normalize("NFKC", name).replace("\u2019", "'")
    return " ".join(alike.casefold().split())


class Names:
    """Finds the thing that a code, a name or an IRI means, among the things of one store."""

    CLASSES = {  # noqa: RUF012
        "treaty": "Treaty",
        "participant": "Participant",
        "agent": "Agent",
        "event": "Event",
        "source": "Source",
    }

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._tables: dict[str, dict[str, set[str]]] = {}
        self._spellings: dict[str, str] = {}
        self._known: dict[str, set[str]] = {}

    def find(self, kind: str, given: str) -> str:
        """The IRI of the one thing of a kind that `given` means.

        `kind` is treaty, participant, agent, event or source; `given` an identifier, an ISO code,
        a Wikidata number, a name in any case, or the IRI itself. Raises UnknownName, with the
        nearest names or, where a name means several things, with their IRIs.
        """
        return self._one(kind, _WIKIDATA.sub("", given), self._table(kind))

    def things(self, kind: str) -> list[str]:
        """The IRIs of all things of a kind, sorted."""
        return sorted(self._things(kind, self._table(kind)))

    def find_code(self, scheme: str, code: str) -> str:
        """The IRI of the entry of a code list that has this notation; raises UnknownName."""
        where = f"?thing skos:inScheme <{SCHEME}{scheme}> ."
        return self._one(f"entry of the list {scheme}", code, self._codes(scheme, where))

    def find_class(self, root: str, code: str) -> str:
        """The IRI of the class that has this notation, below `root` if one is named.

        Raises UnknownName.
        """
        where = f"?thing rdfs:subClassOf* <{tg(root)}> ." if root else "?thing a owl:Class ."
        kind = f"kind of {root}" if root else "class"
        return self._one(kind, code, self._codes(f"class:{root}", where))

    def _one(self, kind: str, given: str, table: dict[str, set[str]]) -> str:
        things = table.get(fold(given), set())
        if len(things) == 1:
            return next(iter(things))
        if things:
            raise UnknownName(f"single {kind}", given, sorted(things))
        if given.startswith(BASE) and given in self._things(kind, table):
            return given
        raise UnknownName(kind, given, [self._spellings[n] for n in nearest(fold(given), table)])

    def _things(self, kind: str, table: dict[str, set[str]]) -> set[str]:
        if kind not in self._known:
            self._known[kind] = {thing for things in table.values() for thing in things}
        return self._known[kind]

    def _table(self, kind: str) -> dict[str, set[str]]:
        if kind not in self._tables:
            ranked: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
            for row in self._rows(_NAMED % f"tg:{self.CLASSES[kind]}"):
                name, rank = self._fold(row["name"].value), int(row["rank"].value)
                ranked[name][rank].add(row["thing"].value)
            self._tables[kind] = {name: ranks[min(ranks)] for name, ranks in ranked.items()}
        return self._tables[kind]

    def _codes(self, key: str, where: str) -> dict[str, set[str]]:
        if key not in self._tables:
            table: dict[str, set[str]] = defaultdict(set)
            for row in self._rows(_CODES % where):
                table[self._fold(row["name"].value)].add(row["thing"].value)
            self._tables[key] = dict(table)
        return self._tables[key]

    def _fold(self, name: str) -> str:
        folded = fold(name)
        self._spellings.setdefault(folded, name)
        return folded

    def _rows(self, query: str) -> ox.QuerySolutions:
        rows = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return rows
