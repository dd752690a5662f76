"""Prints the time of status answers, inside the process and over HTTP on one kept connection."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable

import uvicorn

from treatygraph.cli.serve import listen
from treatygraph.ingest.names import Names
from treatygraph.settings import read_settings
from treatygraph.status.answer import tell_status
from treatygraph.status.inquiry import read_inquiry
from treatygraph.store.build import open_graph
from treatygraph.web.app import create_app

ASKED = {
    "one pair": "treaty=26-5&state=POL&on=2026-02-20",
    "all of 26-5": "treaty=26-5&on=2026-02-20",
    "all of 4-11": "treaty=4-11&on=2026-02-03",
    "one pair, assumed conflict": "treaty=26-5&state=POL&on=2026-02-20&assume-conflict=2026-02-01",
}


def milliseconds(do: Callable[[], object], times: int) -> str:
    """Least and median time of so many runs, after one that does not count."""
    do()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        do()
        taken.append(1000 * (time.perf_counter() - begun))
    return f"least {min(taken):6.2f}  median {statistics.median(taken):6.2f}"


def main() -> None:
    settings = read_settings(port=0)
    graph = open_graph(settings)
    names = Names(graph.store)

    def tell(state: str) -> str:
        inquiry = read_inquiry(names, graph.store, "26-5", state, "2026-02-20")
        return json.dumps(tell_status(graph.store, names, inquiry))

    print("in the process, milliseconds")
    print(f"  one pair                    {milliseconds(lambda: tell('POL'), 200)}")
    print(f"  all of 26-5                 {milliseconds(lambda: tell(''), 50)}")
    listener = listen(settings)
    server = uvicorn.Server(uvicorn.Config(create_app(settings, graph), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1])

    def get(path: str) -> bytes:
        connection.request("GET", path)
        return connection.getresponse().read()

    print("over HTTP, milliseconds")
    print(f"  /healthz                    {milliseconds(lambda: get('/healthz'), 200)}")
    for name, query in ASKED.items():
        print(f"  {name:27} {milliseconds(lambda query=query: get(f'/status?{query}'), 50)}")
    connection.close()
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
