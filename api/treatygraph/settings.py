"""Every setting, with its environment variable and its default."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from treatygraph import resources


def _build_folder() -> Path:
    if resources.is_checkout():
        return resources.root() / "build"
    return platformdirs.user_cache_path("treatygraph")


class Settings(BaseSettings):
    """Settings of one run; the environment variable of each is `TREATYGRAPH_` and its name."""

    model_config = SettingsConfigDict(env_prefix="TREATYGRAPH_", frozen=True)

    host: str = Field("127.0.0.1", description="address that the server listens on")
    port: int = Field(8000, description="port that the server listens on", ge=0, le=65535)
    public_url: str = Field(
        "", description="address under which readers reach the server, where a proxy stands before it"
    )
    build_folder: Path = Field(
        default_factory=_build_folder, description="folder for the built graph"
    )
    query_bytes: int = Field(100_000, description="longest query in bytes", gt=0)
    query_nesting: int = Field(64, description="deepest nesting of brackets in a query", gt=0)
