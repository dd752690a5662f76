"""Prints the CPU time of each phase of validation, over the record at several times its size."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from datetime import date

from treatygraph.store.copies import assemble_copies
from treatygraph.validate.record import Record
from treatygraph.validate.validation import validate

TODAY = date(2026, 11, 22)
NAMES = {"record": "read", "context": "rules", "core shapes": "core"}


def measure(times: int) -> tuple[int, dict[str, float], int]:
    """The number of results, CPU seconds by phase, and MB at most, of a process of its own.

    Copies are of no file: they are made before the clock begins, and there is nothing to read.
    """
    record = Record(assemble_copies(times)) if times > 1 else None
    begun: list[tuple[str, float]] = []
    results = validate([], TODAY, lambda name: begun.append((name, time.process_time())), record)
    ends = [at for _, at in begun[1:]] + [time.process_time()]
    taken = {NAMES.get(name, name): end - at for (name, at), end in zip(begun, ends, strict=True)}
    return len(results), taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    print(
        "times  results   MB   read  rules   core  constraints  checks  lines   sum  after reading"
    )
    for times in [int(word) for word in sys.argv[1:]] or [1]:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results, taken, megabytes = pool.apply(measure, [times])
        row = "{read:6.2f} {rules:6.2f} {core:6.2f} {constraints:12.2f} {checks:7.2f} {lines:6.2f}"
        total = sum(taken.values())
        ends = f"{total:6.2f} {total - taken['read']:8.2f}"
        print(f"{times:5} {results:8} {megabytes:5}", row.format(**taken), ends, flush=True)


if __name__ == "__main__":
    main()
