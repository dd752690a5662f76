"""The directory: the index of names, as the server and as its workers have it."""

from __future__ import annotations

import asyncio

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from treatygraph.reconciliation.index import Index
from treatygraph.reconciliation.reading import open_index
from treatygraph.validate.gate import Difference
from treatygraph.web.desk import INDEX


class Directory:
    """Makes the index when it is first asked for, and anew when names have changed."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._index: Index | None = None
        self._making = asyncio.Lock()
        self._sharing = asyncio.Lock()

    async def index(self) -> Index:
        """The index of the names as they are."""
        if index := self._index:
            return index
        async with self._making:
            while not self._index:
                state = self._app.state
                graph = state.graph
                made = await run_in_threadpool(open_index, graph.store, state.settings)
                # What was made while the data changed may miss the change.
                if state.graph is graph:
                    self._index = made
            return self._index

    async def share(self) -> None:
        """Has the workers make the index; those who ask at a time, once."""
        if self._sharing.locked():
            async with self._sharing:
                return
        async with self._sharing:
            await self._app.state.workers.change(INDEX)

    def renew(self, difference: Difference) -> None:
        """Forgets the index where a difference in the store is one in what it tells."""
        if self._index and self._index.tells_of(difference.added | difference.removed):
            self._index = None
