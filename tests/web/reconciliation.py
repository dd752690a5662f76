"""A client of a server that reconciles, and the schemas of the specification where they are had."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import referencing
from starlette.testclient import TestClient

SUITE = os.environ.get("TREATYGRAPH_RECONCILIATION_SUITE", "")


class Service:
    """The service in both versions."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, **parameters: Any) -> Any:
        """What GET of an address answers, as JSON."""
        answer = self.client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def match(self, queries: Any, **headers: str) -> Any:
        """The result batch of version 0.2."""
        form = {"queries": json.dumps(queries)}
        answer = self.client.post("/reconcile", data=form, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def match_draft(self, *queries: Any) -> Any:
        """The result batch of the draft."""
        answer = self.client.post("/reconcile/1.0-draft/match", json={"queries": queries})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def extend(self, query: Any) -> Any:
        """The values of properties in version 0.2."""
        answer = self.client.post("/reconcile", data={"extend": json.dumps(query)})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def extend_draft(self, query: Any) -> Any:
        """The values of properties in the draft."""
        answer = self.client.post("/reconcile/1.0-draft/extend", json=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


def check(version: str, schema: str, told: Any) -> None:
    """Judges what was told by a schema of the suite; raises what jsonschema does."""
    folder = Path(SUITE) / version / "schemas"
    schemas = {path.name: json.loads(path.read_bytes()) for path in folder.glob("*.json")}
    registry: Any = referencing.Registry().with_resources(
        (document["$id"], referencing.jsonschema.DRAFT7.create_resource(document))
        for document in schemas.values()
    )
    validator = jsonschema.Draft7Validator(schemas[f"{schema}.json"], registry=registry)
    validator.validate(told)
