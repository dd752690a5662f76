"""An assistant: the client of the protocol's own package, over the program as a user starts it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mcp_types as types
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client

PROGRAM = [sys.executable, "-c", "from treatygraph.cli import app; app()", "mcp"]


class Assistant:
    """One session with the server, whose log grows in a file."""

    def __init__(self, portal: BlockingPortal, client: Client, log: Path) -> None:
        self._portal, self._client, self._log = portal, client, log

    def tools(self) -> dict[str, types.Tool]:
        """The tools by name."""
        return {tool.name: tool for tool in self._portal.call(self._client.list_tools).tools}

    def call(self, name: str, **arguments: Any) -> types.CallToolResult:
        """The result of a tool; what it says of its structure is checked by the client."""
        return self._portal.call(self._client.call_tool, name, arguments)

    def ask(self, name: str, **arguments: Any) -> dict[str, Any]:
        """The structured content of an answer."""
        result = self.call(name, **arguments)
        assert not result.is_error, text_of(result)
        assert isinstance(result.structured_content, dict)
        return result.structured_content

    def documents(self) -> list[str]:
        """The addresses of the resources."""
        listed = self._portal.call(self._client.list_resources)
        return [resource.uri for resource in listed.resources]

    def read(self, uri: str) -> str:
        """The text of a resource."""
        [content] = self._portal.call(self._client.read_resource, uri).contents
        assert isinstance(content, types.TextResourceContents)
        return content.text

    def log(self) -> str:
        """What the server has written to its standard error."""
        return self._log.read_text(encoding="utf-8")


def text_of(result: types.CallToolResult) -> str:
    """The text of a result."""
    [content] = result.content
    assert isinstance(content, types.TextContent)
    return content.text


@pytest.fixture(scope="session")
def environment(build_folder: Path, _no_submissions: Path) -> dict[str, str]:
    """What the server is to know: clients pass on few variables by themselves."""
    return {
        "TREATYGRAPH_BUILD_FOLDER": str(build_folder),
        "TREATYGRAPH_SUBMISSIONS_FOLDER": str(_no_submissions),
        "TREATYGRAPH_QUERY_SECONDS": "2",
    }


@pytest.fixture(scope="session")
def assistant(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """One session for all tests."""
    path = tmp_path_factory.mktemp("mcp") / "log"
    program = StdioServerParameters(command=PROGRAM[0], args=PROGRAM[1:], env=environment)
    with path.open("w", encoding="utf-8") as log, start_blocking_portal() as portal:
        client = Client(stdio_client(program, errlog=log))
        with portal.wrap_async_context_manager(client):
            yield Assistant(portal, client, path)
