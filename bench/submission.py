"""Prints the CPU time to judge submissions of ten triples, at several times the record's size."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from treatygraph.store.copies import assemble_copies
from treatygraph.terms import BASE, GRAPH, RDF_TYPE, tg
from treatygraph.validate.context import Change
from treatygraph.validate.record import Record
from treatygraph.validate.validation import judge

TODAY = date(2026, 11, 22)
PREFIXES = f"""
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix tgv: <https://w3id.org/treatygraph/vocab/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{BASE}> .
"""
WITHDRAWAL = """
<withdrawal/{treaty}/{state}-again> a tg:Withdrawal ;
    tg:participation <participation/{treaty}/{state}> ;
    tg:notificationDate "2026-10-01"^^xsd:date ;
    tg:recordedStatus tgv:pending ;
    tg:statedReason "not available"@en ;
    tg:noticeGivenTo <organisation/UNO> ;
    tg:confidence tgv:low ;
    prov:wasDerivedFrom <source/own> ;
.
"""
ACCESSION = """
<participation/{treaty}/{state}> a tg:Participation ;
    tg:treaty <treaty/{treaty}> ;
    tg:participant <state/{state}> ;
    prov:wasDerivedFrom <source/own> ;
.
<action/{treaty}/{state}/accession> a tg:Accession ;
    tg:participation <participation/{treaty}/{state}> ;
    tg:date "2026-10-01"^^xsd:date ;
    tg:asWritten "1 Oct 2026 a" ;
    prov:wasDerivedFrom <source/own> ;
.
"""
STATEMENT = """
<statement/st-099-01> a tg:Statement ;
    tg:statementKind tgv:accusation ;
    tg:manner tgv:narration ;
    tg:speaker <person/po-001> ;
    tg:roleText "spokesperson of the ministry"@en ;
    tg:onBehalfOf <state/RUS> ;
    tg:proposition "It breaks the treaty."@en ;
    tg:saidOn "2026-10-01"^^xsd:date ;
    tg:precision tgv:day ;
    tg:reportedIn <source/news-unnamed-2025-07-09> ;
    tg:passage "p4" ;
    tg:about <treaty/{treaty}> , <state/{state}> ;
    prov:wasDerivedFrom <source/news-unnamed-2025-07-09> ;
.
"""


def things(store: ox.Store, kind: str) -> set[str]:
    """Identifiers of all things of a class, such as `26-5/LVA`, but not those of copies."""
    quads = store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(tg(kind)))
    found = {q.subject.value.removeprefix(BASE).split("/", 1)[1] for q in quads}
    return {name for name in found if "-copy" not in name}


def workload(store: ox.Store) -> dict[str, list[list[ox.Triple]]]:
    """Submissions by kind, the same for every size of the record."""
    treaties, states = sorted(things(store, "Treaty")), sorted(things(store, "State"))
    parties = sorted(things(store, "Participation"))
    chance = random.Random(1)  # noqa: S311 - chooses, and keeps no secret
    pairs = {f"{treaty}/{state}" for treaty in treaties for state in states}
    kinds = {
        "withdrawal": (WITHDRAWAL, chance.sample(parties, 50)),
        "accession": (ACCESSION, chance.sample(sorted(pairs - set(parties)), 50)),
        "statement": (STATEMENT, chance.sample(sorted(pairs), 50)),
        "26-5, LVA": (WITHDRAWAL, ["26-5/LVA"] * 10),
    }
    return {kind: [parse(text, pair) for pair in chosen] for kind, (text, chosen) in kinds.items()}


def parse(text: str, pair: str) -> list[ox.Triple]:
    treaty, state = pair.split("/")
    said = PREFIXES + text.format(treaty=treaty, state=state)
    return [quad.triple for quad in ox.parse(said, format=ox.RdfFormat.TURTLE)]


def milliseconds(triples: list[ox.Triple], record: Record) -> float:
    """CPU time, which is that of the wall on a machine that does nothing else."""
    begun = time.process_time()
    judge(Change({GRAPH + "submission/bench": triples}), TODAY, record)
    return 1000 * (time.process_time() - begun)


def open_copies(times: int) -> ox.Store:
    """The graph so many times over, as the server has it: read from a dump.

    In the store that derived it all, lookups meet what was removed meanwhile.
    """
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, "copies.nq")
        assemble_copies(times).dump(dump, format=ox.RdfFormat.N_QUADS)
        store = ox.Store()
        store.load(path=dump, format=ox.RdfFormat.N_QUADS)
    return store


def print_row(times: int, size: int, kind: str, triples: int, taken: list[float]) -> None:
    middle, most = statistics.median(taken), max(taken)
    centile = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    row = f"{times:5} {size:10,}  {kind:12} {triples or '':>7} {len(taken):7}"
    print(f"{row} {middle:10.1f} {centile:8.1f} {most:8.1f}", flush=True)


def main() -> None:
    print("times       size  submission   triples  judged  median ms  95 % ms  most ms")
    for times in [int(word) for word in sys.argv[1:]] or [1]:
        store = open_copies(times)
        record, size = Record(store), len(store)
        submissions = workload(store)
        for kind in submissions.values():
            milliseconds(kind[0], record)
        taken = {
            kind: [milliseconds(triples, record) for triples in chosen]
            for kind, chosen in submissions.items()
        }
        for kind, of_kind in taken.items():
            print_row(times, size, kind, len(submissions[kind][0]), of_kind)
        print_row(times, size, "all", 0, [one for of_kind in taken.values() for one in of_kind])
        del store, record


if __name__ == "__main__":
    main()
