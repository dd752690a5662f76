"""Prints what pages cost a server over the whole record: milliseconds and compressed size.

    python -m bench.pages [MOST]

Every treaty and participant with the parts of its page, at most MOST (60) things of each other
class, and the pages of the site; each once, after a start, so that none is answered from memory.
"""

from __future__ import annotations

import gzip
import http.client
import json
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from itertools import chain
from urllib.parse import quote

from tests.browser.pages import PAGES
from tests.web.server import Server

BASE = "https://w3id.org/treatygraph/"
THINGS = "SELECT DISTINCT ?thing { ?thing a ?class FILTER(STRSTARTS(STR(?thing), '%s')) }" % BASE  # noqa: UP031
WHOLE = ("treaty", "state", "organisation", "territory")
GOAL = 100


def main(most: int) -> None:
    server = Server({"rate_per_minute": 0})
    try:
        server.wait()
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        taken, sizes = measure(connection, list_pages(connection, most))
        print("| page | pages | median ms | 95 % | most | median kB, gzip |")
        print("|---|---|---|---|---|---|")
        for kind in sorted(taken):
            print_row(kind, taken[kind], sizes[kind])
        print_row("all", *([*chain(*figures.values())] for figures in (taken, sizes)))
    finally:
        server.stop()


def list_pages(connection: http.client.HTTPConnection, most: int) -> list[tuple[str, str]]:
    """The kind and the path of each page that is asked for, shuffled."""
    answer = get(connection, f"/sparql?format=json&query={quote(THINGS)}")
    by_kind = defaultdict(list)
    for row in json.loads(answer)["results"]["bindings"]:
        path = "/" + row["thing"]["value"].removeprefix(BASE)
        if "#" not in path:
            by_kind[path.split("/")[1]].append(path)
    chooser = random.Random(1)  # noqa: S311
    pages = [("site", path) for path in PAGES.values()]
    for kind, paths in sorted(by_kind.items()):
        chosen = paths if kind in WHOLE else chooser.sample(paths, min(most, len(paths)))
        pages += [(kind, path) for path in chosen]
    chooser.shuffle(pages)
    return pages


def measure(
    connection: http.client.HTTPConnection, pages: list[tuple[str, str]]
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds and compressed kilobytes by kind, those of parts of pages with their own."""
    taken, sizes = defaultdict(list), defaultdict(list)
    seen = set()
    for kind, path in pages:
        if path in seen:
            continue
        seen.add(path)
        begun = time.perf_counter()
        text = get(connection, path)
        taken[kind].append(1000 * (time.perf_counter() - begun))
        sizes[kind].append(len(gzip.compress(text, 6)) / 1000)
        if taken[kind][-1] > GOAL:
            print(f"{taken[kind][-1]:.0f} ms: {path}", file=sys.stderr)
        if kind in WHOLE:
            parts = re.findall(rf'href="({re.escape(path)}/[a-z]+)"', text.decode())
            pages += [(f"{kind}, {part.rpartition('/')[2]}", part) for part in parts]
    return taken, sizes


def get(connection: http.client.HTTPConnection, path: str) -> bytes:
    """The page; raises AssertionError where the server has none."""
    connection.request(
        "GET", path, headers={"Accept": "text/html" if "json" not in path else "*/*"}
    )
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, f"{path}: {answer.status}"
    return text


def print_row(kind: str, taken: list[float], sizes: list[float]) -> None:
    """One line of the table."""
    late = sorted(taken)[int(0.95 * (len(taken) - 1))]
    print(
        f"| {kind} | {len(taken)} | {statistics.median(taken):.1f} | {late:.1f} |"
        f" {max(taken):.1f} | {statistics.median(sizes):.1f} |"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 60)
