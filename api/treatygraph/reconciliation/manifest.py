"""The service manifests: what the service is and offers, in both versions of the protocol."""

from __future__ import annotations

from typing import Any, Final

import treatygraph
from treatygraph.reconciliation.extension import SETTINGS
from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.queries import DRAFT, MOST_QUERIES, OLD
from treatygraph.terms import BASE, ONTOLOGY

PREVIEW_WIDTH: Final = 430
PREVIEW_HEIGHT: Final = 300
_DEFAULT_TYPES: Final = (
    "State", "Treaty", "Organisation", "FormerState", "Territory", "Person",
)  # fmt: skip
_NAME: Final = "treatygraph: states, treaties, organisations and persons"


def manifest(index: Index, version: str, server: str) -> dict[str, Any]:
    """The manifest of the service of a server, whose address ends in a slash."""
    types = [
        {"id": kind, "name": index.kinds[kind].label}
        for kind in _DEFAULT_TYPES
        if kind in index.kinds
    ]
    shared = {
        "versions": [version],
        "name": _NAME,
        "documentation": f"{server}docs",
        "serviceVersion": treatygraph.__version__,
        "defaultTypes": types,
        "batchSize": MOST_QUERIES,
    }
    return shared | (_draft(server) if version == DRAFT else _old(f"{server}reconcile", server))


def _old(endpoint: str, server: str) -> dict[str, Any]:
    """(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/)"""
    assert OLD == "0.2"
    return {
        "identifierSpace": BASE,
        "schemaSpace": ONTOLOGY,
        "view": {"url": f"{server}{{{{id}}}}"},
        "preview": {
            "url": f"{endpoint}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            what: {
                "service_url": endpoint,
                "service_path": f"/suggest/{what}",
                "flyout_service_url": endpoint,
                "flyout_service_path": f"/flyout/{what}?id=${{id}}",
            }
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": endpoint, "service_path": "/extend/propose"},
            "property_settings": [
                {"name": id, "type": type, "label": name, "help_text": help, "default": default}
                for id, type, name, help, default in SETTINGS
            ],
        },
    }


def _draft(server: str) -> dict[str, Any]:
    """(https://www.w3.org/community/reports/reconciliation/, 1.0-draft)"""
    return {
        "lang": "en",
        "dir": "ltr",
        "view": {"url": f"{server}{{+id}}"},
        "preview": {"width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {"id": id, "type": type, "name": name, "helpText": help, "default": default}
                for id, type, name, help, default in SETTINGS
            ],
        },
        "standardizedScore": True,
    }
