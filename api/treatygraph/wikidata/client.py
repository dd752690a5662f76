"""The client: asks Wikidata one thing at a time, and waits when it is told to.

https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
https://www.mediawiki.org/wiki/API:Etiquette
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import pyoxigraph as ox
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, make_headers

import treatygraph
from treatygraph.errors import UsageError
from treatygraph.settings import Settings

_HOME = "https://w3id.org/treatygraph"
_AGAIN = "What was fetched is kept: write the same command again to go on."
# Errors of the API by which a server asks for patience, under status 200.
_LATER = frozenset({"maxlag", "ratelimited", "readonly"})


class Client:
    """Asks for items and searches; every request is tried again until the server has given in.

    A dropped connection, a broken body, 429 and 5xx are tried again after the time that the server
    names in `Retry-After`, or else after one that doubles.
    """

    def __init__(self, settings: Settings, tries: int = 8, first_wait: float = 0.5) -> None:
        self._base = settings.wikidata_url
        contact = f"; {settings.wikidata_contact}" if settings.wikidata_contact else ""
        agent = f"treatygraph/{treatygraph.__version__} ({_HOME}{contact})"
        self._retries = Retry(
            total=tries,
            backoff_factor=first_wait,
            backoff_max=60,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=("GET",),
            raise_on_status=False,
            retry_after_max=600,
        )
        made = make_headers(accept_encoding=True, user_agent=agent)
        options: dict[str, Any] = {"headers": made, "timeout": 60, "maxsize": 1}
        parts = urlsplit(self._base)
        proxy = "" if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme, "")
        try:
            self._pool = (
                urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
            )
        except HTTPError as error:
            raise UsageError(f"The proxy of the environment cannot be used: {error}") from None

    def read_item(self, item: str) -> list[ox.Triple] | None:
        """The triples of an item as a dump has them; None where there is no such item.

        Of an item that was merged into another, the one triple that says so. Raises UsageError
        where Wikidata gives no answer in the end.
        """
        url = f"{self._base}/wiki/Special:EntityData/{item}.ttl?flavor=dump"
        response = self._ask(url)
        if response.status != 200:
            return None
        try:
            parsed = ox.parse(response.data, format=ox.RdfFormat.TURTLE, base_iri=url, lenient=True)
            return [quad.triple for quad in parsed]
        except SyntaxError as error:
            raise UsageError(f"{url} is not Turtle: {error.msg}. {_AGAIN}") from None

    def search(self, name: str, language: str = "en", most: int = 7) -> list[str]:
        """The numbers of the items that have such a label or alias, best first."""
        asked = {
            "action": "wbsearchentities", "search": name, "language": language, "uselang": language,
            "type": "item", "limit": most, "format": "json", "maxlag": 5,
        }  # fmt: skip
        url = f"{self._base}/w/api.php?{urlencode(asked)}"
        retries = self._retries
        while True:
            response = self._ask(url)
            try:
                answer = json.loads(response.data)
                found = [result["id"] for result in answer.get("search", ())]
                problem = answer.get("error", {})
            except (ValueError, AttributeError, TypeError, KeyError):
                raise UsageError(f"{url} does not answer as an API of Wikidata does.") from None
            if not problem:
                return found
            if problem.get("code") not in _LATER:
                raise UsageError(f"{url} answers: {problem.get('info', 'nothing')}")
            try:
                retries = retries.increment("GET", url, response=response)
                retries.sleep(response)
            except HTTPError:
                raise UsageError(f"{url}: {problem.get('info', '')} {_AGAIN}") from None

    def _ask(self, url: str) -> urllib3.BaseHTTPResponse:
        """The answer, with status 200, or 404 or 410 for what is not there."""
        try:
            response = self._pool.request("GET", url, retries=self._retries)
        except HTTPError as error:
            reason = getattr(error, "reason", None) or error
            raise UsageError(f"{url} cannot be had: {reason}. {_AGAIN}") from None
        if response.status not in (200, 404, 410):
            raise UsageError(f"{url} answers {response.status}. {_AGAIN}")
        return response
