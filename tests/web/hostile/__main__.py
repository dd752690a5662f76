"""Prints the table of the corpus: what was sent, what was expected, what came, milliseconds."""

from __future__ import annotations

import statistics
import sys

from tests.web.hostile.campaign import DEADLINE, run_campaign
from tests.web.hostile.cases import cases

from treatygraph.settings import Settings


def main(themes: list[str]) -> int:
    """Runs the cases of these themes, or all, one after the other; the number that went wrong."""
    corpus = [case for case in cases().values() if not themes or case.theme in themes]
    here = {"build_folder": Settings().build_folder}
    campaign = run_campaign(corpus, here, lanes=1, patience=DEADLINE + 2)
    wrong = 0
    print("| request | expected | got | ms | |\n|---|---|---|---|---|")
    for case in corpus:
        outcome = campaign.outcomes[case.name]
        good = outcome.got in case.expect and outcome.seconds < (case.within or DEADLINE + 0.5)
        wrong += not good
        print(
            f"| {case.theme}: {case.name} | {' or '.join(case.expect)} | {outcome.got} "
            f"| {1000 * outcome.seconds:.0f} | {'' if good else '!'} |"
        )
    plain, held = sorted(campaign.plain), campaign.megabytes
    print(f"\n{len(corpus)} cases, {wrong} wrong; the trap was asked {len(campaign.asked)} times")
    print(
        f"plain queries meanwhile: {len(plain)}, failed {len(campaign.failures)}; "
        f"median {1000 * statistics.median(plain):.0f} ms, "
        f"95 % {1000 * plain[len(plain) * 19 // 20]:.0f} ms, most {1000 * plain[-1]:.0f} ms"
    )
    print(f"memory of all processes, MB: {held[0]:.0f} first, {max(held):.0f} most, {held[-1]:.0f}")
    print(f"processes left: {len(campaign.left)}", *campaign.failures[:10], sep="\n")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
