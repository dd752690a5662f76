"""The server: one session with an assistant over standard input and output.

(https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio)
"""

from __future__ import annotations

from typing import Any, Final

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

import treatygraph
from treatygraph.errors import Busy, GaveUp, OutOfTime, QueryError, UsageError, nearest
from treatygraph.mcp.calls import Calls
from treatygraph.mcp.documents import ontology_documents, query_template, read_document
from treatygraph.mcp.tools import all_tools
from treatygraph.query.workers import Workers
from treatygraph.settings import Settings
from treatygraph.store.build import Graph
from treatygraph.web.problems import KINDS

# What to do about an error that does not say so itself.
_ADVICE: Final = {
    QueryError: "Write SELECT, ASK, CONSTRUCT or DESCRIBE; updates and SERVICE are refused.",
    OutOfTime: KINDS["out-of-time"].advice,
    GaveUp: KINDS["query-not-evaluated"].advice,
    Busy: KINDS["busy"].advice,
}
_LONGEST_ERROR: Final = 1000


async def serve(graph: Graph, settings: Settings, workers: Workers) -> None:
    """Answers a client until it closes standard input."""
    server = make_server(graph, settings, workers)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def make_server(graph: Graph, settings: Settings, workers: Workers) -> Server[Any]:
    """A server of the tools and documents over a graph."""
    tools = {tool.name: tool for tool in all_tools(settings)}
    calls = Calls(graph, settings, workers)

    async def list_tools(context: Any, _: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[*tools.values()])

    async def call_tool(context: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        if asked.name not in tools:
            close = ", ".join(nearest(asked.name, tools))
            hint = f"Did you mean {close}?" if close else "List the tools."
            raise MCPError(types.INVALID_PARAMS, f"There is no tool {asked.name}. {hint}")
        try:
            answer = await calls.answer(tools[asked.name], asked.arguments)
        except UsageError as error:
            return types.CallToolResult(content=[_text(_explain(error))], is_error=True)
        return types.CallToolResult(
            content=[_text(answer.as_text())], structured_content=answer.as_object()
        )

    async def list_resources(context: Any, _: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=ontology_documents())

    async def list_templates(context: Any, _: Any) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[query_template()])

    async def read_resource(
        context: Any, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        return types.ReadResourceResult(contents=[read_document(asked.uri)])

    return Server(
        "treatygraph",
        version=treatygraph.__version__,
        instructions=_instruct(graph),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _instruct(graph: Graph) -> str:
    return (
        "Knowledge graph of international treaties: who was bound by what on which day, by which "
        "act, and who says what about it. Ask the tool whose question fits; search finds what a "
        "treaty, state or person is called; sparql is for what no other tool asks. A parameter "
        "that is not given has the default of its schema: give the treaty, the state and the day "
        "that are meant. Rows name their sources by number: cite them, with the address of the "
        "answer. What a row names under claims is what somebody says, and never a fact: tell who "
        f"says it. The record reaches to {graph.horizon} at most; what happened later is not in it."
    )


def _explain(error: UsageError) -> str:
    advice, said = _ADVICE.get(type(error), ""), str(error)
    # It may repeat what was sent.
    said = said if len(said) < _LONGEST_ERROR else f"{said[:_LONGEST_ERROR]} …"
    return f"{said} {advice}".rstrip()


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)
