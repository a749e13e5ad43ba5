"""How loud each voice is, learnt from what it said, and kept for the next time."""

from __future__ import annotations

import json
import logging
import os
import secrets
from pathlib import Path
from typing import Any, Final

from visavis.tts.engine import Voice
from visavis.tts.evening.meter import Level, together

logger = logging.getLogger(__name__)

USUAL: Final = Level(-20.0, 0.3)
"""What is expected of a voice of which nothing is known: a third of a second of its own sound says as much."""
OF_ITS_ENGINE_S: Final = 0.5
"""The mean of an engine's other voices counts as so many seconds of a new one."""
MEMORY_S: Final = 60.0
"""What was heard counts as no more than this, so that a voice which changes is learnt anew."""
MOST_VOICES: Final = 1000
_FORMAT: Final = 1


class VoiceLevels:
    """What is known of all voices of a server. Used on one thread; ``save`` writes to a file for the next start."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._learnt = _read(path)
        self._changed: set[str] = set()

    def of(self, voice: Voice) -> Level:
        """How loud it is, and for how many seconds' worth that is known; what an engine declares is certain."""
        if voice.loudness_lufs is not None:
            return Level(voice.loudness_lufs, MEMORY_S)
        own = self._learnt.get(voice.name)
        if own is not None:
            return own
        family = f"{voice.engine}:"
        others = [level.lufs for name, level in self._learnt.items() if name.startswith(family)]
        return Level(sum(others) / len(others), OF_ITS_ENGINE_S) if others else USUAL

    def heard(self, voice: Voice, level: Level) -> None:
        """It said something in its usual manner."""
        before = self._learnt.pop(voice.name, None)
        known = level if before is None else together(before, level)
        self._learnt[voice.name] = Level(known.lufs, min(known.seconds, MEMORY_S))
        self._changed.add(voice.name)
        while len(self._learnt) > MOST_VOICES:
            del self._learnt[next(iter(self._learnt))]

    def save(self) -> None:
        """Write what was learnt beside what other processes did."""
        if self._path is None or not self._changed:
            return
        merged = _read(self._path)
        for name in self._changed & self._learnt.keys():
            merged.pop(name, None)
            merged[name] = self._learnt[name]
        self._changed.clear()
        told = {name: [round(level.lufs, 2), round(level.seconds, 1)] for name, level in merged.items()}
        content = json.dumps({"format": _FORMAT, "voices": dict(list(told.items())[-MOST_VOICES:])}, indent=1)
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                draft.write_text(content)
                os.replace(draft, self._path)  # noqa: PTH105  # Path.replace says the same
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("how loud voices are cannot be kept in %s: %s", self._path, error.strerror or error)


def _read(path: Path | None) -> dict[str, Level]:
    """What a file tells; nothing for one that is missing or damaged."""
    try:
        told: Any = json.loads(path.read_text()) if path is not None else {}
        if told.get("format") != _FORMAT:
            return {}
        return {str(name): _level(*known) for name, known in told["voices"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _level(loudness_lufs: float, seconds: float) -> Level:
    if not (-70 < loudness_lufs < 10 and 0 < seconds <= MEMORY_S):
        raise ValueError("no loudness of a voice")
    return Level(loudness_lufs, seconds)
