"""Keeping: a page that was rendered is sent again while the data is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from treatygraph.store.build import Graph
from treatygraph.web.cache import Cache, Entry
from treatygraph.web.codings import choose_coding
from treatygraph.web.conditions import is_held
from treatygraph.web.rendering import page_headers

Render = Callable[[], Awaitable[str]]


async def send_page(
    request: Request, told: str, render: Render, headers: Mapping[str, str]
) -> Response:
    """The page of this address: as it was kept, or as `render` makes it now.

    `told` is what it depends on besides data and path, such as a day. Its entity tag is weak:
    compressed or not, the same thing is said.
    """
    cache: Cache[Entry] = request.app.state.cache
    graph: Graph = request.app.state.graph
    key = (graph.version, "page", request.scope.get("root_path", ""), request.url.path, told)
    entry = cache.get(key)
    if not entry:
        entry = Entry("text/html", (await render()).encode())
        cache.put(key, entry)
    tag = f'W/"{hashlib.blake2b(entry.content, digest_size=12).hexdigest()}"'
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag, **headers}
    headers |= page_headers()
    if is_held(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = "text/html; charset=utf-8"
    coding = choose_coding(",".join(request.headers.getlist("accept-encoding")))
    if not coding:
        return Response(entry.content, headers=headers)
    headers |= {"Content-Encoding": coding, "Vary": "Accept, Accept-Encoding"}
    content = entry.encode(coding)
    # Keeps account of the coding, which may have been added now.
    cache.put(key, entry)
    return Response(content, headers=headers)
