"""`/update`: the update operation of the SPARQL 1.1 Protocol (section 2.2)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from treatygraph.settings import Settings
from treatygraph.web.problems import RequestProblem
from treatygraph.web.protocol import check_token, read_all, read_graphs, read_parameters
from treatygraph.web.writing import write

_DIRECT = "application/sparql-update"


async def update(request: Request) -> Response:
    """200 with the number of triples that an update added and removed, or 422 with a report.

    Only for those who send the token. POST with a form that holds `update`, or with the update as
    body; `using-graph-uri` and `using-named-graph-uri` choose the graphs that patterns see.
    """
    check_token(request)
    settings: Settings = request.app.state.settings
    parameters = await read_parameters(request, "update", _DIRECT, settings.submission_bytes)
    texts = read_all(parameters, "update")
    if len(texts) != 1:
        what = "several updates" if texts else "no update"
        raise RequestProblem("bad-request", f"The request has {what}: send one as “update”.")
    task = {
        "update": texts[0],
        "default": read_graphs(parameters, "using-graph-uri"),
        "named": read_graphs(parameters, "using-named-graph-uri"),
    }
    # One after the other: each is judged against the graph with those before it.
    async with request.app.state.accepting:
        done = await write(request, task)
    if isinstance(done, Response):
        return done
    return JSONResponse({"added": len(done.added), "removed": len(done.removed)})
