"""A server that is killed, told to end, or told that the data has changed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
from tests.web.server import serving

from treatygraph.settings import Settings
from treatygraph.store.build import dump_path
from treatygraph.store.submissions import keep_graphs

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="looks processes up as Linux tells them"
)

GRAPH = "https://example.org/graph/notes"
ADDED = f"<https://example.org/a> <https://example.org/says> <https://example.org/b> <{GRAPH}> .\n"


@pytest.fixture(scope="module")
def folders(_ontology: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A build without a record, from which a server starts sooner, and an empty folder."""
    build, submissions = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("submissions")
    settings = Settings(build_folder=build, submissions_folder=submissions)
    _ontology.dump(dump_path(settings), format=ox.RdfFormat.N_QUADS)
    return build, submissions


@pytest.fixture
def server(folders: tuple[Path, Path]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with serving(build_folder=folders[0], submissions_folder=folders[1]) as started:
        yield started


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(word) for word in told.split()]


def descendants(pid: int) -> list[int]:
    """All processes that have come of a process."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def ask(address: str, query: str) -> bool:
    answer = httpx2.get(f"{address}/sparql", params={"query": query}, timeout=30)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"])


def gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def test_it_ends_with_all_its_processes(server: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, process = server
    assert ask(address, "ASK {}")
    started = descendants(process.pid)
    assert len(started) >= 3, "a server, a nursery, a worker"
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert eventually(lambda: all(gone(pid) for pid in started))


def test_who_has_just_connected_is_answered_by_a_server_that_ends(
    server: tuple[str, subprocess.Popen[bytes]],
) -> None:
    address, process = server
    assert ask(address, "ASK {}")
    place = address.removeprefix("http://")
    with closing(HTTPConnection(place, timeout=30)) as fresh:
        with closing(HTTPConnection(place, timeout=30)) as used:
            fresh.connect()
            used.request("GET", "/healthz")
            used.getresponse().read()
            process.terminate()
            assert used.sock.recv(1) == b"", "what is idle is closed when the server begins to end"
        fresh.request("GET", "/healthz")
        assert fresh.getresponse().status == 200
    assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_whatever_process_is_killed_it_answers_again(
    server: tuple[str, subprocess.Popen[bytes]], depth: int
) -> None:
    """The server, its nursery, and a worker."""
    address, process = server
    assert ask(address, "ASK {}")
    victim = process.pid
    for _ in range(depth + 1):
        (victim, *_) = children(victim)
    os.kill(victim, signal.SIGKILL)

    def answers() -> bool:
        try:
            return ask(address, "ASK { ?s ?p ?o }")
        except (httpx2.TransportError, AssertionError):
            return False

    assert eventually(answers)
    assert process.poll() is None


def test_nothing_is_left_of_a_killed_supervisor(
    server: tuple[str, subprocess.Popen[bytes]],
) -> None:
    address, process = server
    assert ask(address, "ASK {}")
    started = descendants(process.pid)
    process.kill()
    process.wait(timeout=10)
    assert eventually(lambda: all(gone(pid) for pid in started))


def test_new_data_is_served_without_a_failed_request(build_folder: Path, tmp_path: Path) -> None:
    # A copy, for a new build takes the place of the one before.
    build = Path(shutil.copytree(build_folder, tmp_path / "build"))
    submissions = tmp_path / "submissions"
    with serving(build_folder=build, submissions_folder=submissions) as (address, process):
        there = f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
        assert not ask(address, there)
        answers: list[bool | str] = []
        over = threading.Event()

        def keep_asking() -> None:
            while not over.wait(0.005):
                try:
                    answers.append(ask(address, there))
                except (httpx2.TransportError, AssertionError) as error:
                    answers.append(repr(error))

        asking = threading.Thread(target=keep_asking)
        asking.start()
        keep_graphs(submissions, {GRAPH: ADDED})
        process.send_signal(signal.SIGHUP)
        seen = eventually(lambda: answers[-1:] == [True], seconds=120)
        over.set()
        asking.join()
        assert seen
        assert set(answers) == {False, True}, "nothing else was answered"
        latest, *_, first = httpx2.get(f"{address}/changes").json()["changes"]
    assert [row["thing"] for row in latest["rows"]] == ["https://example.org/a"]
    assert first["rows"] == [], "the first version that was served has none before it"


def test_data_that_is_no_good_changes_nothing(
    server: tuple[str, subprocess.Popen[bytes]], folders: tuple[Path, Path]
) -> None:
    address, process = server
    served = httpx2.get(f"{address}/healthz").json()["version"]
    broken = folders[1] / "broken.nq"
    broken.write_text("no quads\n")
    try:
        process.send_signal(signal.SIGHUP)
        time.sleep(3)
        assert httpx2.get(f"{address}/healthz").json()["version"] == served
        assert process.poll() is None
    finally:
        broken.unlink()
