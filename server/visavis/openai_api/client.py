"""OpenAI's client library as we use it: what is sent goes to nobody else, and into no log."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from visavis.bounded_errors import bound_error

from .settings import ApiSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CONNECT_S: Final = 5.0
READ_S: Final = 600.0
"""Whoever asks us has shorter patience; this only ends what nobody waits for."""


class ApiClient:
    """One service and the connections to it. ``close`` when done.

    ``read_s`` is the longest silence of the service, in seconds. ``bound`` is called with each response before its body
    is read, and holds what the service never ends to a limit (:mod:`visavis.bounded_errors`).
    """

    def __init__(
        self,
        settings: ApiSettings,
        *,
        read_s: float = READ_S,
        bound: Callable[[Any], Awaitable[None]] = bound_error,
    ) -> None:
        self._settings = settings
        self._read_s = read_s
        self._bound = bound
        self._loading = Lock()
        self._api: AsyncOpenAI | None = None

    def load(self) -> None:
        """Load the client library, which may take seconds: for a thread. Nothing is asked of the service."""
        with self._loading:
            if self._api is None:
                self._api = self._made()

    @property
    def loaded(self) -> bool:
        """Whether :meth:`load` was called."""
        return self._api is not None

    @property
    def api(self) -> AsyncOpenAI:
        """The library's client, which is loaded."""
        assert self._api is not None, "the client is not loaded"
        return self._api

    def options(self) -> dict[str, Any]:
        """What each request is made with: a server that wants no key is sent none, and nobody but OpenAI, or whoever
        stands for it, whose customer we are there: the library reads that from the environment by itself."""
        import openai

        left_out = [] if self._settings.secret else ["Authorization"]
        if self._settings.url:
            left_out += ["OpenAI-Organization", "OpenAI-Project"]
        return {"extra_headers": {name: openai.Omit() for name in left_out}} if left_out else {}

    async def close(self) -> None:
        """Close the connections that are kept."""
        if self._api is not None:
            await self._api.close()

    def _made(self) -> AsyncOpenAI:
        import openai

        # Its debug lines hold whole requests and answers: what was said.
        logging.getLogger("openai").setLevel(logging.WARNING)
        settings = self._settings
        return openai.AsyncOpenAI(
            # Where conversations go is the operator's to say, so no redirection is followed.
            http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [self._bound]}, follow_redirects=False),
            api_key=settings.secret or "none",
            base_url=settings.address,
            timeout=openai.Timeout(self._read_s, connect=min(CONNECT_S, self._read_s)),
            max_retries=0,  # whoever asks us decides whether there is time for another try
        )
