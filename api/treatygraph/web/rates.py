"""How often a client may ask: a bucket of tokens for each address.

Programs on the same machine ask as often as they like: they can exhaust it without a server, and
the server listens to nobody else unless it is told to. What a proxy passes on counts.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treatygraph.settings import Settings
from treatygraph.web.problems import problem

# Who asks these watches the server.
_EXEMPT = frozenset({"/healthz", "/readyz", "/metrics"})
# Some ten megabytes. The client that has not asked for longest is forgotten first.
_MOST_CLIENTS = 50_000


@dataclass(frozen=True)
class Standing:
    """How a client stands: requests that it has left, and seconds until it has all again.

    `wait` are the seconds until the next request is taken, 0 where this one was.
    """

    left: int
    full: float
    wait: float


class Buckets:
    """A bucket for each key, kept as the moment at which it is full again."""

    def __init__(
        self, per_minute: int, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval, self._burst, self._clock = 60 / per_minute, burst, clock
        self._full: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> Standing:
        """Takes a token of the key's bucket if one is left there."""
        now = self._clock()
        full = max(self._full.pop(key, now), now)
        wait = full + self._interval - self._burst * self._interval - now
        taken = wait <= 1e-9
        if taken:
            full += self._interval
        self._full[key] = full
        if len(self._full) > _MOST_CLIENTS:
            self._full.popitem(last=False)
        left = math.floor(self._burst - (full - now) / self._interval + 1e-9)
        return Standing(left, full - now, 0 if taken else wait)


class Rates:
    """Answers 429 to clients that ask too often; tells all others how they stand.

    In `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10) the quota is
    the size of the bucket, the window the time in which an empty one fills.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        rate, burst = settings.rate_per_minute, settings.rate_burst
        self._buckets = Buckets(rate, burst) if rate else None
        window = math.ceil(burst * 60 / rate) if rate else 0
        self._policy = f'"client";q={burst};w={window}'
        self._rate = f"{rate} requests a minute, {burst} of them at once"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, or with a problem."""
        key = client_key(scope) if scope["type"] == "http" and not _is_exempt(scope) else ""
        if not self._buckets or not key:
            await self._app(scope, receive, send)
            return
        standing = self._buckets.take(key)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._policy
                headers["RateLimit"] = f'"client";r={standing.left};t={math.ceil(standing.full)}'
            await send(message)

        if not standing.wait:
            await self._app(scope, receive, tell)
            return
        wait = math.ceil(standing.wait)
        detail = f"This server takes {self._rate}, from one address. Ask again in {wait} s."
        answer = problem(Request(scope), "too-many-requests", detail)
        answer.headers["Retry-After"] = str(wait)
        await answer(scope, receive, tell)


def client_key(scope: Scope) -> str:
    """Whose bucket a request takes from, empty for programs on the same machine.

    An IPv4 address, or the first 64 bits of an IPv6 address: that many belong to one network.
    """
    address = _network((scope.get("client") or ("",))[0])
    if not address:
        # All clients of a proxy share a bucket until it is named as trusted.
        headers = Headers(scope=scope)
        return "proxy" if "x-forwarded-for" in headers or "forwarded" in headers else ""
    return address


@lru_cache(maxsize=10_000)
def _network(client: str) -> str:
    """The address or network that is limited; empty for this machine and what has no address."""
    try:
        address = ip_address(client)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address) >> 64 << 64)
    return str(address)


def _is_exempt(scope: Scope) -> bool:
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path in _EXEMPT or path.startswith("/static/")
