"""Parameters of the routes that the framework does not serve itself, as `/docs` shows them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query


def query_form(
    query: Annotated[str, Query(description="one SPARQL 1.1 query; by POST in the body")] = "",
    format: Annotated[
        str,
        Query(description="json, xml, csv, tsv; turtle, ntriples, jsonld, rdfxml, nquads, trig"),
    ] = "",
    timeout: Annotated[
        float, Query(ge=0, description="seconds after which the query is ended, if less than usual")
    ] = 0,
    memory: Annotated[
        int, Query(ge=0, description="megabytes that the query may use, if less than usual")
    ] = 0,
    size: Annotated[
        int, Query(ge=0, description="bytes that the result may have, if less than usual")
    ] = 0,
    default_graph: Annotated[
        list[str], Query(alias="default-graph-uri", description="graphs of the default graph")
    ] = [],  # noqa: B006
    named_graph: Annotated[
        list[str], Query(alias="named-graph-uri", description="named graphs that the query sees")
    ] = [],  # noqa: B006
) -> None:
    """Answers one SPARQL query: SPARQL 1.1 Protocol, GET and both forms of POST."""
    raise AssertionError("the route of the protocol stands before this one")


def void_form(
    format: Annotated[
        str, Query(description="turtle, ntriples, jsonld, rdfxml, nquads, trig, html")
    ] = "",
) -> None:
    """Tells in VoID and DCAT what the graph holds: classes, properties, kinds of graphs, links."""
    raise AssertionError("the route of the description stands before this one")


def status_form(
    treaty: Annotated[str, Query(description="treaty: identifier, MTDSG number, name or IRI")],
    state: Annotated[
        str,
        Query(description="participant: ISO code, name, IRI or Wikidata number; all if left out"),
    ] = "",
    on: Annotated[str, Query(description="day, YYYY-MM-DD; today if left out")] = "",
    assume_conflict: Annotated[
        str,
        Query(alias="assume-conflict", description="armed conflict: FROM, FROM/TO, or none"),
    ] = "",
    assume_notice: Annotated[
        str, Query(alias="assume-notice", description="day of a notice of withdrawal")
    ] = "",
    assume_consent: Annotated[
        str, Query(alias="assume-consent", description="day of a consent to be bound")
    ] = "",
) -> None:
    """Tells who is bound by a treaty on a day, by which acts and provisions."""
    raise AssertionError("the route of the status stands before this one")


def panel_form(
    treaty: Annotated[
        list[str], Query(description="treaties: identifier, MTDSG number, name or IRI; or all")
    ] = [],  # noqa: B006
    first: Annotated[str, Query(alias="from", description="first year")] = "",
    last: Annotated[str, Query(alias="to", description="last year")] = "",
    format: Annotated[str, Query(description="csv, parquet, csvw")] = "",
) -> None:
    """Gives the status of each participant of each treaty on the last day of each year."""
    raise AssertionError("the route of the panel stands before this one")


def search_form(
    q: Annotated[str, Query(description="words, in any language and script")],
    type: Annotated[str, Query(description="class, such as State or treaty")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="most results")] = 20,
    format: Annotated[str, Query(description="json or html")] = "",
) -> None:
    """Finds states, treaties, organisations and persons by name."""
    raise AssertionError("the route of the search stands before this one")


def changes_form(
    treaty: Annotated[str, Query(description="identifier or name; all treaties without")] = "",
    page: Annotated[int, Query(ge=1, description="page of the list, from 1")] = 1,
    format: Annotated[str, Query(description="html, json, csv, turtle or atom")] = "",
) -> None:
    """Tells what the versions of the data changed, treaty by treaty; `/changes.atom` as Atom."""
    raise AssertionError("the route of the changes stands before this one")


def reconciliation_form(
    queries: Annotated[str, Query(description="a batch of queries, as JSON")] = "",
    extend: Annotated[str, Query(description="a data extension query, as JSON")] = "",
) -> None:
    """Reconciliation API 0.2: the manifest; by POST in a form, or by GET, a batch.

    1.0-draft is at `/reconcile/1.0-draft`.
    """
    raise AssertionError("the route of the reconciliation stands before this one")


def report_form(
    format: Annotated[
        str, Query(description="form of the report: json, text, csv, sarif, turtle, html")
    ] = "",
    today: Annotated[str, Query(description="day that counts as today, YYYY-MM-DD")] = "",
    by: Annotated[str, Query(description="submissions only: who submits, name or ORCID iD")] = "",
) -> None:
    """Judges new facts against the graph; the body is Turtle, JSON-LD, N-Quads, TriG or CSV."""
    raise AssertionError("the route of the validation stands before this one")


def update_form(
    using_graph_uri: Annotated[
        list[str] | None, Query(alias="using-graph-uri", description="graphs that patterns see")
    ] = None,
    using_named_graph_uri: Annotated[
        list[str] | None,
        Query(alias="using-named-graph-uri", description="graphs that GRAPH in patterns sees"),
    ] = None,
) -> None:
    """Takes one SPARQL update by token, as body or in a form as `update`; all of it or nothing."""
    raise AssertionError("the route of the protocol stands before this one")


def graph_form(
    graph: Annotated[str, Query(description="IRI of the graph")] = "",
    default: Annotated[
        str | None, Query(description="the unnamed graph, in place of an IRI")
    ] = None,
    format: Annotated[
        str, Query(description="GET only: turtle, ntriples, jsonld, rdfxml, nquads, trig")
    ] = "",
) -> None:
    """Reads a graph; by token replaces it, adds to it, removes it: Graph Store Protocol."""
    raise AssertionError("the route of the protocol stands before this one")
