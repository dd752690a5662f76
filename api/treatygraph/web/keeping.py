"""Keeping: a page that was rendered is sent again while the data is the same."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Hashable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from treatygraph.store.build import Graph
from treatygraph.web.cache import Cache, Entry
from treatygraph.web.codings import choose_coding
from treatygraph.web.conditions import is_held
from treatygraph.web.rendering import page_headers

Rendering = dict[Hashable, asyncio.Future[str]]
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
    entry = cache.get(key) or await _render_once(request.app.state.rendering, key, render)
    tag = f'W/"{hashlib.blake2b(entry.content, digest_size=12).hexdigest()}"'
    # Keeps account of a coding as well, which may be added now.
    coding = choose_coding(",".join(request.headers.getlist("accept-encoding")))
    content = entry.encode(coding) if coding else entry.content
    cache.put(key, entry)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag, **headers}
    headers |= page_headers()
    if is_held(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = "text/html; charset=utf-8"
    if coding:
        headers |= {"Content-Encoding": coding, "Vary": "Accept, Accept-Encoding"}
    return Response(content, headers=headers)


async def _render_once(rendering: Rendering, key: Hashable, render: Render) -> Entry:
    """The page of that key; of those who ask for it at the same time, one is waited for."""
    task = rendering.get(key)
    if not task:
        task = rendering[key] = asyncio.ensure_future(render())
        task.add_done_callback(lambda _: rendering.pop(key))
    # Whoever leaves does not end it for the others.
    return Entry("text/html", (await asyncio.shield(task)).encode())
