"""Strikes: one case sent over a socket of its own, and what came of it."""

from __future__ import annotations

import contextlib
import json
import re
import select
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import BinaryIO

from tests.web.hostile.cases import Case


@dataclass(frozen=True)
class Outcome:
    """What came of a case: the answers as `expect` writes them, their text, the time."""

    got: str
    seconds: float
    text: str = ""


def strike(case: Case, port: int, client: str, trap: str, patience: float) -> Outcome:
    """Sends a case from an address of its own; `stuck` is what has no end after `patience`."""
    payload = case.payload(trap)
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        until = begun + (case.within or patience)
        opened = [
            stack.enter_context(contextlib.closing(_connect(port, client, case)))
            for _ in range(case.connections)
        ]
        for connection in opened:
            sender = threading.Thread(target=_send, args=(connection, case, payload))
            sender.start()
            stack.callback(sender.join)
            # Before the sender is waited for: what it sends has nobody who reads it any more.
            stack.callback(_shut, connection)
            if case.leave:
                sender.join()
        # All at once: who waits to be read is one who reads slowly, which is a case of its own.
        with ThreadPoolExecutor(len(opened)) as readers:
            told = list(readers.map(lambda reader: _receive(reader, case, until), opened))
        seconds = time.monotonic() - begun
    worst = max(told, key=lambda pair: pair[0] not in case.expect)
    return Outcome(worst[0], seconds, worst[1])


def _connect(port: int, client: str, case: Case) -> socket.socket:
    connection = socket.socket()
    if case.read is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.bind((client, 0))
    connection.connect(("127.0.0.1", port))
    return connection


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _send(connection: socket.socket, case: Case, payload: bytes) -> None:
    # That the server ends the connection is told where its answer is read.
    with contextlib.suppress(OSError):
        if case.pace and not case.endless:
            for byte in payload:
                connection.sendall(bytes([byte]))
                time.sleep(case.pace)
        else:
            connection.sendall(payload)
        while case.endless:
            connection.sendall(case.endless.encode())
            time.sleep(case.pace)


def _receive(connection: socket.socket, case: Case, until: float) -> tuple[str, str]:
    if case.leave:
        return "gone", ""
    if case.read is not None:
        return _dawdle(connection, case.read, until), ""
    got, text = [], ""
    method = case.request.partition(" ")[0] or "GET"
    with connection.makefile("rb") as stream:
        for _ in range(max(answer.count("+") for answer in case.expect) + 1):
            connection.settimeout(max(until - time.monotonic(), 0.01))
            try:
                said, more = _read_answer(stream, method)
            except TimeoutError:
                said, more = "stuck", ""
            except (HTTPException, ConnectionError):
                said, more = "closed", ""
            if said == "closed" and got:
                break
            got.append(said)
            text += more
    return "+".join(got), text


def _read_answer(stream: BinaryIO, method: str) -> tuple[str, str]:
    class Connection:
        """As much of a socket as the library wants; the stream keeps what it read too far."""

        def makefile(self, *_: object) -> BinaryIO:
            return stream

    answer = HTTPResponse(Connection(), method=method)  # type: ignore[arg-type]
    answer._close_conn = lambda: None  # type: ignore[attr-defined]
    answer.begin()
    head = f"{answer.status} {answer.headers}"
    try:
        body = answer.read()
    except (IncompleteRead, ConnectionError):
        return "cut", head
    text = head + body.decode("utf-8", "replace")
    page = re.search(r'<a href="/problems/([a-z-]+)">More on this problem</a>', text)
    if answer.status >= 400 and page:
        assert "<script>" not in text
        return f"{answer.status} {page[1]}", text
    if answer.headers.get_content_type() != "application/problem+json" or not body:
        return str(answer.status), text
    told = json.loads(body)
    assert told["status"] == answer.status
    assert told["title"]
    assert told["detail"]
    return f"{answer.status} {told['type'].rpartition('/')[2]}", text


def _dawdle(connection: socket.socket, rate: int, until: float) -> str:
    """Reads so few bytes each second that the server must end the connection itself."""
    ended = select.poll()
    ended.register(connection, select.POLLHUP | select.POLLERR | select.POLLRDHUP)
    while time.monotonic() < until:
        if ended.poll(1000 if not rate else 0):
            return "cut"
        if rate:
            time.sleep(1)
            try:
                if not connection.recv(rate):
                    return "cut"
            except ConnectionError:
                return "cut"
    return "stuck"
