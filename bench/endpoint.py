"""Prints latency and throughput of this server beside its peers, from interleaved rounds.

All servers run over the same data, one is asked at a time, and each round asks all of them every
query: noise of the machine hits all alike, and ratios are of figures taken within seconds.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from peers.direct import direct
from peers.peer import peers_of
from peers.rounds import compare, take_round
from peers.runs import Runs
from peers.servers import PEERS, STARTS
from peers.tables import print_tables

from treatygraph.settings import read_settings
from treatygraph.store.build import build, dump_path

QUERIES = Path(__file__).parent / "queries"


def read_arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="N-Quads; the dump of the build if none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="of each run")
    parser.add_argument("--limit", type=float, default=20, help="most seconds for one query")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--queries", nargs="+", help="stems of bench/queries; all if none")
    parser.add_argument("--servers", nargs="+", default=list(PEERS), choices=list(STARTS))
    parser.add_argument("--json", type=Path, help="file for every figure taken")
    return parser.parse_args()


def built_dump() -> Path:
    """The dump of the present data, built first if need be."""
    settings = read_settings()
    path = dump_path(settings)
    return path if path.exists() else build(settings)


def main() -> None:
    given = read_arguments()
    # The servers are in sessions of their own: they must not outlive this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    queries = {
        path.stem: path.read_text()
        for path in sorted(QUERIES.glob("*.rq"))
        if not given.queries or path.stem in given.queries
    }
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        data = (given.data or built_dump()).absolute()
        with peers_of(given.servers, data, Path(name)) as peers, direct(data) as engine:
            runs = Runs()
            compare(runs, queries, peers, given.limit)
            try:
                for number in range(given.rounds):
                    take_round(number, runs, queries, peers, engine, given)
            finally:
                # Also when it is stopped: what was measured until then counts.
                if given.json:
                    runs.write(given.json)
                print_tables(runs, queries, peers, given.clients)


if __name__ == "__main__":
    main()
