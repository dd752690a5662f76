"""Tables of what was measured, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from peers.peer import Peer
from peers.runs import Runs


def print_tables(
    runs: Runs, queries: Iterable[str], peers: Sequence[Peer], clients: list[int]
) -> None:
    """Prints latency by query, throughput by query, ratios, and what the client cost."""
    names = [peer.name for peer in peers]
    least = min(clients)
    for varied in (True, False):
        head = "uncached" if varied else "repeated"
        row(f"p50 ms, {head}, {least} client", "engine alone", *names)
        row(*["---"] * (len(names) + 2))
        for query in queries:
            found = [1000 * runs.median("p50", name, least, varied, query) for name in names]
            direct = 1000 * statistics.median(runs.direct.get(query, [0]))
            row(query, f"{direct:.2f}", *(f"{one:.2f}" if one else "-" for one in found))
        print()
        for count in clients:
            row(f"answers/s, {head}, {count} clients", *names)
            row(*["---"] * (len(names) + 1))
            for query in queries:
                found = [runs.median("rate", name, count, varied, query) for name in names]
                row(query, *(f"{one:.4g}" if one else "-" for one in found))
            print()
    _print_ratios(runs, names, clients)
    _print_costs(runs, queries, peers, least)


def _print_ratios(runs: Runs, names: list[str], clients: list[int]) -> None:
    modes = [(varied, count) for varied in (True, False) for count in clients]
    heads = [f"{'uncached' if varied else 'repeated'}, {count}" for varied, count in modes]
    for measure, what in (("rate", "answers/s"), ("p50", "p50"), ("p95", "p95")):
        row(f"{names[0]} over …, {what} (queries)", *heads)
        row(*["---"] * (len(heads) + 1))
        for name in names[1:]:
            cells = []
            for varied, count in modes:
                found = runs.ratios(measure, names[0], name, count, varied)
                mean = statistics.geometric_mean(found) if found else 0
                cells.append(f"{mean:.3g} ({len(found)})" if found else "-")
            row(name, *cells)
        print()


def _print_costs(runs: Runs, queries: Iterable[str], peers: Sequence[Peer], least: int) -> None:
    first = peers[0]
    over = [
        1000 * (taken - statistics.median(runs.direct[query]))
        for query in queries
        if (taken := runs.median("p50", first.name, least, True, query))
    ]
    if over:
        print(f"{first.name} over the engine alone, p50, ms: median {statistics.median(over):.2f},")
        print("  by query " + " ".join(f"{one:.2f}" for one in sorted(over)))
    print("start to first answer, s: " + ", ".join(f"{p.name} {p.server.ready:.1f}" for p in peers))
    row("CPU microseconds an answer", "client", "server", "client's share")
    row(*["---"] * 4)
    for peer in peers:
        found = [one.taken for one in runs.figures if one.server == peer.name and one.varied]
        answers = sum(one.answers for one in found) or 1
        client, server = (
            1e6 * sum(getattr(one, side) for one in found) / answers
            for side in ("client_cpu", "server_cpu")
        )
        row(peer.name, f"{client:.0f}", f"{server:.0f}", f"{client / (client + server or 1):.0%}")
    failed = [one for one in runs.figures if one.taken.failed]
    for one in failed:
        print(f"failed: {one.server}, {one.query}, {one.clients} clients: {one.taken.failed}")
    for (name, query), reason in runs.left_out.items():
        print(f"left out: {name}, {query}: {reason}")


def row(*cells: str) -> None:
    """Prints one row of a table."""
    print("| " + " | ".join(cells) + " |")
