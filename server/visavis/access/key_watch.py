"""Follows the file of keys while the server runs, so that keys are rotated without a new start."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from visavis.access.keys import KeyFileError, KeyRing, read_keys

logger = logging.getLogger(__name__)

LOOKS_EVERY_S: Final = 5.0


class KeyWatch:
    """The ring of a file. A file that has become unreadable changes nothing: the keys that were read last hold."""

    def __init__(self, path: Path) -> None:
        """Reads the file. Raises :class:`KeyFileError`."""
        self._path = path
        self._ring = read_keys(path)
        self._told = ""
        self._looking: asyncio.Task[None] | None = None

    def ring(self) -> KeyRing:
        """The keys as they were read last."""
        return self._ring

    def start(self) -> None:
        """Look again and again; :meth:`close` ends it."""
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def look(self) -> None:
        """Read the file once more."""
        try:
            ring = await asyncio.to_thread(read_keys, self._path)
        except KeyFileError as error:
            if str(error) != self._told:
                logger.error("VISAVIS_TOKEN_KEYS: %s; the keys from before hold", error)
            self._told = str(error)
            return
        self._told = ""
        if ring != self._ring:
            logger.info("VISAVIS_TOKEN_KEYS: %d keys, %r signs", len(ring.secrets), ring.signing[0])
            self._ring = ring

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_EVERY_S)
            await self.look()
