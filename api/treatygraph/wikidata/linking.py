"""Linking: items that may be those of things without one, each with the grounds for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from treatygraph.progress import Progress, silent
from treatygraph.terms import BASE
from treatygraph.wikidata.client import Client
from treatygraph.wikidata.comparing import put_side_by_side, select
from treatygraph.wikidata.extract import ENTITY, make_folder
from treatygraph.wikidata.fetching import fetch

# Grounds that are independent of each other; a class alone tells little.
_INDEPENDENT = frozenset({"name", "day", "identifier"})
# Names of a thing that are searched for: the label, and two more.
_NAMES = 3
_SEARCHES = "searches.tsv"


@dataclass(frozen=True)
class Proposal:
    """An item that may be that of a thing; `sure` where nobody need be asked.

    That is so where two independent grounds speak for it, and for no other item of that thing.
    """

    kind: str
    thing: str  # IRI
    label: str
    item: str  # number
    item_label: str
    grounds: Mapping[str, Sequence[str]]  # what is the same, by ground
    sure: bool

    @property
    def reasons(self) -> str:
        """The grounds in words: name “hentzau protocol”, day 1999-07-08."""
        return ", ".join(
            f"{ground} {detail}" for ground, details in self.grounds.items() for detail in details
        )


def search_items(
    record: ox.Store, folder: Path, client: Client, kind: str = "", progress: Progress = silent
) -> int:
    """Searches Wikidata for things without an item, and fetches what it finds into the extract.

    Returns how many things were searched for. Those that were searched for before are passed
    over: the extract has a list of them, so that a search that was broken off goes on where it
    stopped. Raises UsageError where Wikidata does not answer.
    """
    make_folder(folder)
    done_path = folder / _SEARCHES
    known = done_path.read_text(encoding="utf-8").splitlines() if done_path.exists() else []
    done = {line.split("\t")[0] for line in known}
    names: dict[str, list[str]] = defaultdict(list)
    for row in select(record, "unlinked"):
        if kind in ("", row["kind"]) and row["thing"] not in done:
            names[row["thing"]].append(row["name"])
    for number, (thing, called) in enumerate(names.items()):
        progress(thing.removeprefix(BASE), number, len(names))
        found = [item for name in called[:_NAMES] for item in client.search(name)]
        fetch(dict.fromkeys(found), folder, client)
        with done_path.open("a", encoding="utf-8") as file:
            file.write(f"{thing}\t{' '.join(dict.fromkeys(found))}\n")
    return len(names)


def propose(record: ox.Store, extract: ox.Store, kind: str = "") -> list[Proposal]:
    """Items of the extract that may be those of things without one, sorted by the things' names.

    Each agrees in a name or an identifier; of one thing, those with most grounds come first.
    """
    both = put_side_by_side("signs", record, extract)
    grounds: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    about: dict[tuple[str, str], dict[str, str]] = {}
    for row in select(both, "candidates"):
        if kind in ("", row["kind"]):
            pair = row["thing"], row["item"]
            about[pair] = row
            quoted = row["ground"] in ("name", "class")
            grounds[pair][row["ground"]].append(f"“{row['detail']}”" if quoted else row["detail"])
    strong = {pair for pair, by in grounds.items() if len(_INDEPENDENT & by.keys()) >= 2}
    strong_of = Counter(thing for thing, _ in strong)
    claimed = Counter(item for _, item in strong)
    proposals = [
        Proposal(
            kind=row["kind"],
            thing=thing,
            label=row["thingLabel"],
            item=item.removeprefix(ENTITY),
            item_label=row["itemLabel"],
            grounds={ground: tuple(details) for ground, details in grounds[thing, item].items()},
            sure=(thing, item) in strong and strong_of[thing] == 1 and claimed[item] == 1,
        )
        for (thing, item), row in about.items()
    ]
    return sorted(
        proposals,
        key=lambda p: (p.label, p.thing, -len(_INDEPENDENT & p.grounds.keys()), p.item),
    )
