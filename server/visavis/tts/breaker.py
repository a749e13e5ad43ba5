"""Leaves an engine alone that keeps failing, so that visitors do not wait for it one after the other."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from visavis.tts.engine import EngineError

logger = logging.getLogger(__name__)

FAILURES: Final = 3
"""So many in a row, and it is left alone."""
FIRST_REST_S: Final = 5.0
LONGEST_REST_S: Final = 300.0
_ABOUT_THE_CALL: Final = frozenset({"voice_unknown", "language_unknown"})
"""Codes that say nothing of the engine's health."""
_LASTING: Final = frozenset({"engine_refused", "budget_spent"})
"""Codes that the next call will get as well."""


class Breaker:
    """Whether one engine may be asked. After a rest one caller tries; the others go elsewhere until that is known.

    A rest is 5 s, and doubles up to 5 min as long as each try fails. ``clock`` tells seconds.
    """

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._clock = clock
        self._failures = 0
        self._rests = 0
        self._rests_until = 0.0
        self._probing = False

    @property
    def resting(self) -> bool:
        """It failed too often, and nobody has spoken with it since."""
        return self._rests > 0

    @property
    def rest_s(self) -> float:
        """Seconds for which it is still left alone."""
        return max(0.0, self._rests_until - self._clock())

    @property
    def admissible(self) -> bool:
        """Whether it may be asked now."""
        return not self.resting or (self.rest_s == 0 and not self._probing)

    def begin(self) -> None:
        """It is being asked. :meth:`end` follows, whatever happens."""
        self._probing = self._probing or (self.resting and self.rest_s == 0)

    def end(self) -> None:
        """It was asked; how that went is told before or after, if it is known."""
        self._probing = False

    def succeeded(self) -> None:
        """It spoke."""
        if self.resting:
            logger.warning("engine %s speaks again", self._name)
        self._failures = self._rests = 0

    def failed(self, error: EngineError) -> None:
        """It did not speak."""
        if error.code in _ABOUT_THE_CALL or self.rest_s > 0:  # asked although it rests: the rest goes on
            return
        self._failures += 1
        if not self.resting and self._failures < FAILURES and error.code not in _LASTING:
            return
        self._rests += 1
        # The exponent is bounded, for an engine that fails for weeks.
        rest_s = max(FIRST_REST_S * 2 ** min(self._rests - 1, 10), error.retry_after_s or 0.0)
        rest_s = min(LONGEST_REST_S, rest_s)
        self._rests_until = self._clock() + rest_s
        logger.warning("engine %s is left alone for %.0f s: %s", self._name, rest_s, error)


class Breakers:
    """One for each engine, by name, as long as the server runs."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by_engine: dict[str, Breaker] = {}

    def of(self, engine: str) -> Breaker:
        """The breaker of this engine."""
        return self._by_engine.setdefault(engine, Breaker(engine, self._clock))
