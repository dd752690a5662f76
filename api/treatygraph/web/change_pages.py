"""The page of changes: sentences by version and treaty, each with its thing and its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request

from treatygraph.changes.groups import Group
from treatygraph.changes.telling import Row
from treatygraph.days import in_words
from treatygraph.query.formats import GRAPHS, Form
from treatygraph.store.build import Graph
from treatygraph.terms import BASE
from treatygraph.web.labels import Labels
from treatygraph.web.negotiation import CSV
from treatygraph.web.rendering import Alternate, render_text
from treatygraph.web.results import Cell

ATOM: Final = Form("atom", "application/atom+xml", None)
JSON: Final = Form("json", "application/json", None)
FORMS: Final = (JSON, CSV, GRAPHS[0], ATOM)
_OFFERED = {"Atom feed": ATOM, "CSV": CSV, "JSON": JSON, "Turtle": GRAPHS[0]}
# Of each treaty that changed; the other forms have all.
_MOST_ROWS = 50
ABOUT: Final = "What the versions of the data changed, treaty by treaty"


@dataclass(frozen=True)
class Part:
    """A part of the history: of one treaty, of one change, one page of it."""

    treaty: str
    place: str
    name: str
    groups: Sequence[Group]
    page: int
    pages: int
    noted: bool

    @property
    def path(self) -> str:
        """Where it stands below the address of the site."""
        return f"/changes/{self.name}" if self.name else "/changes"

    def query(self, page: int = 0, form: str = "") -> str:
        """The query of its address, with another page or form."""
        said = {"treaty": self.place, "page": str(page) if page > 1 else "", "format": form}
        given = urlencode({key: value for key, value in said.items() if value})
        return f"?{given}" if given else ""


@dataclass(frozen=True)
class _Shown:
    """One sentence on the page: its thing, the rest of it, all that is said, and its sources."""

    thing: Cell
    rest: str
    details: str
    sources: Sequence[Cell]


def render_changes(request: Request, asked: Part) -> str:
    """The page of a part of the history."""
    graph: Graph = request.app.state.graph
    labels = Labels(graph.store)
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    shown: list[tuple[Group, list[dict[str, Any]]]] = []
    for group in asked.groups:
        if not shown or shown[-1][0].change is not group.change:
            shown.append((group, []))
        rows = group.recorded[:_MOST_ROWS]
        follows = group.derived[: max(0, _MOST_ROWS - len(rows))]
        shown[-1][1].append({
            "group": group,
            "recorded": [_show(row, labels, root) for row in rows],
            "derived": [_show(row, labels, root) for row in follows],
            "more": len(group.rows) - len(rows) - len(follows),
        })  # fmt: skip
    return render_text(
        request,
        "changes.html",
        title=title_of(request, asked),
        intro=ABOUT,
        trouble="" if asked.noted else explain_gap(request),
        asked=asked,
        shown=shown,
        alternates=[
            Alternate(
                title, form.media_type, f"{root}{asked.path}{asked.query(asked.page, form.name)}"
            )
            if form is not ATOM or asked.name
            else feed_of(root, asked.place)
            for title, form in _OFFERED.items()
        ],
    )


def feed_of(root: str, place: str = "") -> Alternate:
    """The feed of all changes, or of those of the treaty with an identifier."""
    query = f"?{urlencode({'treaty': place})}" if place else ""
    return Alternate("Atom feed of changes", ATOM.media_type, f"{root}/changes.atom{query}")


def _show(row: Row, labels: Labels, root: str) -> _Shown:
    name = in_words(row.thingLabel)
    starts = row.sentence.startswith(name)
    return _Shown(
        thing=_cell(labels, root, row.thing, name) if starts else Cell(""),
        rest=row.sentence[len(name) :] if starts else row.sentence,
        details="" if row.property or row.basis == "derived" else in_words(row.after or row.before),
        sources=[_cell(labels, root, iri, labels.name(iri)) for iri in row.sources],
    )


def _cell(labels: Labels, root: str, iri: str, name: str) -> Cell:
    """The name with a link, unless nothing is known of the thing any longer."""
    if iri.startswith(BASE):
        return Cell(name, f"{root}/{iri.removeprefix(BASE)}" if labels.is_known(iri) else "")
    return Cell(name, iri if iri.startswith(("https://", "http://")) else "")


def title_of(request: Request, asked: Part) -> str:
    """What a part of the history is called."""
    graph: Graph = request.app.state.graph
    about = f": {Labels(graph.store).name(asked.treaty)}" if asked.treaty else ""
    return f"Changes{about}"


def explain_gap(request: Request) -> str:
    """Why the history does not reach to the version that is served."""
    graph: Graph = request.app.state.graph
    what = f"the version that is served, {graph.version},"
    return f"What {what} changed could not be kept: the list does not reach to it."
