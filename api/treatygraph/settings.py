"""Every setting, with its environment variable and its default."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from treatygraph import resources
from treatygraph.errors import UsageError


def _build_folder() -> Path:
    if resources.is_checkout():
        return resources.root() / "build"
    return platformdirs.user_cache_path("treatygraph")


def _submissions_folder() -> Path:
    return platformdirs.user_data_path("treatygraph") / "submissions"


class Settings(BaseSettings):
    """Settings of one run; the environment variable of each is `TREATYGRAPH_` and its name."""

    model_config = SettingsConfigDict(env_prefix="TREATYGRAPH_", frozen=True)

    host: Annotated[str, Field(description="address that the server listens on")] = "127.0.0.1"
    port: Annotated[int, Field(description="port that the server listens on", ge=0, le=65535)] = (
        8000
    )
    build_folder: Annotated[Path, Field(description="folder for the built graph")] = Field(
        default_factory=_build_folder
    )
    submissions_folder: Annotated[
        Path, Field(description="folder of graphs that users wrote, part of the record")
    ] = Field(default_factory=_submissions_folder)
    token: Annotated[
        str, Field(description="secret of those who may write; nobody may where it is empty")
    ] = ""
    query_bytes: Annotated[int, Field(description="longest query in bytes", gt=0)] = 100_000
    query_nesting: Annotated[
        int, Field(description="deepest nesting of brackets in a query", gt=0)
    ] = 64
    query_seconds: Annotated[
        float, Field(description="longest time for one query in seconds", gt=0)
    ] = 30
    query_megabytes: Annotated[
        int, Field(description="most memory for one query in megabytes", gt=0)
    ] = 1024
    result_bytes: Annotated[int, Field(description="longest result in bytes", gt=0)] = 100_000_000
    file_bytes: Annotated[
        int, Field(description="longest file that a command takes in, in bytes", gt=0)
    ] = 20_000_000
    submission_bytes: Annotated[
        int, Field(description="longest submission, update or graph in bytes", gt=0)
    ] = 2_000_000
    submission_triples: Annotated[
        int, Field(description="most triples in a submission, or added by a write", gt=0)
    ] = 20_000
    update_seconds: Annotated[
        float, Field(description="longest time for one update of the store in seconds", gt=0)
    ] = 120
    workers: Annotated[int, Field(description="queries evaluated at once", gt=0)] = Field(
        default_factory=lambda: os.cpu_count() or 1
    )
    queue: Annotated[int, Field(description="most queries that wait for a worker", gt=0)] = 64
    cache_bytes: Annotated[
        int, Field(description="size of the answers that are kept for the next who asks", ge=0)
    ] = 64_000_000
    rate_per_minute: Annotated[
        int, Field(description="requests a minute from one address; 0 for any number", ge=0)
    ] = 600
    rate_burst: Annotated[int, Field(description="of these at once", gt=0)] = 120
    trusted_proxies: Annotated[
        str, Field(description="addresses and networks whose `X-Forwarded-For` is believed")
    ] = ""
    log_queries: Annotated[bool, Field(description="texts of queries in the access log")] = False
    log_clients: Annotated[bool, Field(description="addresses of clients in the access log")] = (
        False
    )

    head_bytes: Annotated[
        int, Field(description="longest address, and longest headers, of a request in bytes", gt=0)
    ] = 65_536
    request_seconds: Annotated[
        float, Field(description="longest time for a request to arrive in seconds", gt=0)
    ] = 20
    answer_seconds: Annotated[
        float, Field(description="longest time to take 64 kB of an answer in seconds", gt=0)
    ] = 20
    connections: Annotated[int, Field(description="most connections at once", gt=0)] = 800
    client_connections: Annotated[
        int, Field(description="most connections at once from one address", gt=0)
    ] = 100

    wikidata_folder: Annotated[Path, Field(description="folder of the extract of Wikidata")] = (
        Field(default_factory=lambda: platformdirs.user_data_path("treatygraph") / "wikidata")
    )
    wikidata_url: Annotated[
        str, Field(description="address of Wikidata, or of another Wikibase with its data")
    ] = "https://www.wikidata.org"
    wikidata_contact: Annotated[
        str, Field(description="mail address or page that requests to Wikidata name, as it asks")
    ] = ""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for item in value.split(",") if value else ():
            ip_network(item.strip())
        return value

    @field_validator("wikidata_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write an address such as https://www.wikidata.org")
        return value.rstrip("/")


def read_settings(**given: object) -> Settings:
    """The settings of this run: what is given and not None, else the environment, else defaults.

    Raises UsageError that names the environment variable and what is wrong with its value.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        said = [f"TREATYGRAPH_{str(e['loc'][0]).upper()}: {e['msg']}." for e in error.errors()]
        raise UsageError(" ".join(said)) from None
