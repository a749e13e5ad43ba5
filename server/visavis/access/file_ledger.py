"""What was spent, in a file: it outlives the server, and the workers of one machine share it."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from visavis.access.budgets import Ledger
from visavis.hub.hub import HubError

WAIT_S: Final = 5.0


class FileLedger(Ledger):
    """A few sums with their ends, in JSON; a sum that has ended is left out when the next one is written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        return await asyncio.to_thread(self._added, name, amount, lasts_s)

    def _added(self, name: str, amount: int, lasts_s: float) -> int:
        now = time.time()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=WAIT_S):
                sums = {one: kept for one, kept in self._read().items() if kept[1] > now}
                total = int(sums.get(name, (0, 0.0))[0]) + amount
                sums[name] = (total, now + lasts_s)
                beside = self._path.with_suffix(".new")
                beside.write_text(json.dumps(sums, indent=1), encoding="utf-8")
                beside.replace(self._path)
        except (OSError, Timeout, ValueError, TypeError, LookupError) as error:
            raise HubError(f"{self._path.name} cannot be read or written ({type(error).__name__})") from None
        return total

    def _read(self) -> dict[str, tuple[int, float]]:
        if not self._path.exists():
            return {}
        return {name: (int(total), float(ends)) for name, (total, ends) in json.loads(self._path.read_bytes()).items()}
