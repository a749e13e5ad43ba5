"""How loud the voices of an engine that comes along are: measured once, by ``tools/measure_loudness.py``."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Final

FILE_NAME: Final = "loudness.json"


@lru_cache
def declared_loudness(package: str) -> dict[str, float]:
    """LUFS by the voices' names, from the file in an engine's package; nothing without one."""
    file = files(package) / FILE_NAME
    told: dict[str, float] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return told
