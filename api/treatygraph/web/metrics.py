"""`/metrics`: what the server has done and how it is, for Prometheus.

The values of labels are few, whatever clients send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from treatygraph.store.build import Graph
from treatygraph.web.access import OUTCOMES, Record

# What a part of the server tells of itself: numbers by the names of `_GAUGES`, and of `_COUNTERS`
# for each reason a number.
Figures = Mapping[str, float | Mapping[str, float]]

_GAUGES: Final = {
    "workers_alive": "Workers that live.",
    "workers_busy": "Workers that do a task.",
    "queue_length": "Tasks that wait for a worker.",
    "cache_bytes": "Size of what the cache holds.",
    "cache_entries": "Answers that the cache holds.",
}
_COUNTERS: Final = {"worker_restarts": "Workers that were replaced, by why they ended."}
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts requests; asks the graph and the parts of the server when the page is read."""

    def __init__(
        self, graph: Callable[[], Graph], sources: Sequence[Callable[[], Figures]] = ()
    ) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Figures(graph, sources))
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "treatygraph_requests", "Requests.", ("route", "method", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "treatygraph_request_seconds", "Time until a request is answered.", ("route",),
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._queries = Counter(
            "treatygraph_queries", "Queries.", ("outcome",), registry=self._registry
        )
        self._cache = Counter(
            "treatygraph_cache_requests", "Queries looked for in the cache.", ("result",),
            registry=self._registry,
        )  # fmt: skip
        for outcome in OUTCOMES:
            self._queries.labels(outcome)
        # To look a series up takes longer than to count in it; there are few.
        remember = lru_cache(maxsize=1000)
        self._request, self._time = remember(self._requests.labels), remember(self._seconds.labels)
        self._query, self._hit = remember(self._queries.labels), remember(self._cache.labels)

    def count(self, record: Record) -> None:
        """Counts one request."""
        self._request(record.route, record.method, record.status).inc()
        self._time(record.route).observe(record.seconds)
        if "outcome" in record.state:
            self._query(record.state["outcome"]).inc()
        if "cache" in record.state:
            self._hit(record.state["cache"]).inc()

    def text(self) -> bytes:
        """The page, in the text format of Prometheus, version 0.0.4."""
        return generate_latest(self._registry)


class _Figures(Collector):
    def __init__(
        self, graph: Callable[[], Graph], sources: Sequence[Callable[[], Figures]]
    ) -> None:
        self._graph, self._sources = graph, sources

    def collect(self) -> Iterator[Metric]:
        graph = self._graph()
        yield GaugeMetricFamily("treatygraph_triples", "Triples of the graph.", graph.size)
        yield InfoMetricFamily("treatygraph_data", "The data.", {"version": graph.version})
        for source in self._sources:
            for name, told in source().items():
                if isinstance(told, Mapping):
                    counter = CounterMetricFamily(
                        f"treatygraph_{name}", _COUNTERS[name], labels=("reason",)
                    )
                    # A copy: this runs in a thread, while the server may count a new reason.
                    for reason, number in dict(told).items():
                        counter.add_metric((reason,), number)
                    yield counter
                else:
                    yield GaugeMetricFamily(f"treatygraph_{name}", _GAUGES[name], told)
