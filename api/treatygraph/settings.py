"""Every setting, with its environment variable and its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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

    host: Annotated[str, Field(description="address that the server listens on")] = "127.0.0.1"
    port: Annotated[int, Field(description="port that the server listens on", ge=0, le=65535)] = (
        8000
    )
    build_folder: Annotated[Path, Field(description="folder for the built graph")] = Field(
        default_factory=_build_folder
    )
    query_bytes: Annotated[int, Field(description="longest query in bytes", gt=0)] = 100_000
    query_nesting: Annotated[
        int, Field(description="deepest nesting of brackets in a query", gt=0)
    ] = 64
