"""A lean client: prints the latencies of one query that so many connections repeat, as JSON.

Run as a program of its own, so that its work can be told from that of others:
`client.py PORT CLIENTS SECONDS LIMIT FIRST KEEP ACCEPT` with the target on stdin. It imports next
to nothing and stops when each connection has its last answer, so that slow servers are measured
by whole answers. FIRST is the number that the first request ends with, as a comment; -1 for none.
KEEP is 1 where a connection is kept for the next request.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time


class Clients:
    """So many connections to one port of the loopback address that repeat one request."""

    def __init__(self, port: int, head: bytes, tail: bytes, *, first: int, keep: bool) -> None:
        self._port, self._head, self._tail, self._keep = port, head, tail, keep
        self._number, self._vary = first, first >= 0
        self._open: dict[int, tuple[socket.socket, float, bytearray]] = {}
        self._poll = select.epoll()
        self.taken: list[float] = []
        self.failed = 0

    def run(self, clients: int, seconds: float, limit: float) -> float:
        """Seconds from the first request to the last answer; the rest stands in attributes."""
        start = time.perf_counter()
        for _ in range(clients):
            self._send(None)
        while self._open:
            events = self._poll.poll(max(0, start + limit - time.perf_counter()))
            if not events:
                self.failed += len(self._open)
                break
            for file, _ in events:
                self._read(file, again=time.perf_counter() < start + seconds)
        return time.perf_counter() - start

    def _send(self, connection: socket.socket | None) -> None:
        begun = time.perf_counter()
        if connection is None:
            connection = socket.create_connection(("127.0.0.1", self._port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._poll.register(connection, select.EPOLLIN)
        self._open[connection.fileno()] = connection, begun, bytearray()
        self._number += 1
        varied = b"%%0A%%23%d" % self._number if self._vary else b""
        connection.sendall(self._head + varied + self._tail)

    def _read(self, file: int, again: bool) -> None:
        connection, begun, answer = self._open[file]
        part = connection.recv(1 << 20)
        answer += part
        if part and not complete(answer):
            return
        if answer.startswith(b"HTTP/1.1 200"):
            self.taken.append(time.perf_counter() - begun)
        else:
            self.failed += 1
        del self._open[file]
        if part and again and self._keep:
            self._send(connection)
            return
        self._poll.unregister(file)
        connection.close()
        if again:
            self._send(None)


def complete(answer: bytes) -> bool:
    """True where an answer is all there (RFC 9112, section 6.3)."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = answer[:end].lower()
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        return answer.endswith(b"\r\n0\r\n\r\n")
    return len(answer) >= end + 4 + int(head[at + 17 :].partition(b"\r")[0])


def main() -> None:
    port, clients, seconds, limit, first, keep, accept = sys.argv[1:]
    target = sys.stdin.read().strip()
    kept = "" if keep == "1" else "Connection: close\r\n"
    asking = Clients(
        int(port),
        f"GET {target}".encode(),
        f" HTTP/1.1\r\nHost: 127.0.0.1\r\n{kept}Accept: {accept}\r\n\r\n".encode(),
        first=int(first),
        keep=keep == "1",
    )
    elapsed = asking.run(int(clients), float(seconds), float(limit))
    taken = sorted(asking.taken)
    p50, p95 = (taken[int(len(taken) * part)] if taken else 0 for part in (0.5, 0.95))
    figures = {"answers": len(taken), "seconds": elapsed, "p50": p50, "p95": p95}
    print(json.dumps({**figures, "failed": asking.failed}))


if __name__ == "__main__":
    main()
