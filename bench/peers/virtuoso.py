"""Virtuoso, where Debian's packages have installed it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from peers.server import Server, free_port, running

INI = Path(__file__).with_name("virtuoso.ini")
# What this server puts into DESCRIBE by default, the others leave out: where a thing is object.
DESCRIBE = 'DEFINE sql:describe-mode "CBD"\n'

# A kept connection costs it 40 ms for most answers: it sends the head alone and then waits, by
# Nagle's algorithm, until the client acknowledges that. So it is asked on new connections.


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Server]:
    """Virtuoso in a folder of its own, loopback only; its default graph is the union of all.

    Raises FileNotFoundError where it is not installed.
    """
    server, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if not server or not shell:
        raise FileNotFoundError("virtuoso-t or isql-vt (Debian: virtuoso-opensource-7-bin)")
    sql, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(Template(INI.read_text()).substitute(folder=folder, sql=sql, http=http))
    (folder / "data.nq").symlink_to(data)
    with running(
        "Virtuoso",
        [server, "+foreground", "+configfile", ini],
        f"http://127.0.0.1:{http}/sparql",
        before=DESCRIBE,
        keep=False,
    ) as found:
        load = f"ld_dir('{folder}', 'data.nq', ''); rdf_loader_run(); checkpoint;"
        subprocess.run(  # noqa: S603
            [shell, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"],
            check=True,
            capture_output=True,
        )
        yield found
