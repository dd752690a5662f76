"""A session: what goes over standard output, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from mcp.shared.exceptions import MCPError
from tests.assistants.conftest import PROGRAM, Assistant
from typer.testing import CliRunner

from treatygraph.cli import app, mcp

_HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}  # fmt: skip
_ASK = {"jsonrpc": "2.0", "id": 2, "method": "ping"}


@contextmanager
def session(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The program with both messages answered; what it forks is in a session of its own."""
    process = subprocess.Popen(
        PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env={**os.environ, **environment}, start_new_session=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    with process:
        for message in ("not JSON", json.dumps(_HELLO), json.dumps(_ASK)):
            process.stdin.write(f"{message}\n")
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        assert [(answer["jsonrpc"], answer["id"]) for answer in answers] == [("2.0", 1), ("2.0", 2)]
        yield process
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_it_ends_when_its_input_ends(environment: dict[str, str]) -> None:
    with session(environment) as process:
        rest, _ = process.communicate(timeout=30)
    assert rest == ""
    assert process.returncode == 0


def test_it_ends_when_it_is_told_to(environment: dict[str, str]) -> None:
    with session(environment) as process:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM


def test_an_unknown_tool_or_document_is_an_error_of_the_protocol(assistant: Assistant) -> None:
    with pytest.raises(MCPError, match="Did you mean withdrawals"):
        assistant.call("withdrawls")
    with pytest.raises(MCPError, match="There is no resource"):
        assistant.read("treatygraph://data/treaties/26-5.ttl")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp, "find_spec", lambda _: None)
    done = CliRunner().invoke(app, ["mcp"])
    assert done.exit_code == 2
    assert "pip install 'treatygraph[mcp]'" in " ".join(done.stderr.split())
