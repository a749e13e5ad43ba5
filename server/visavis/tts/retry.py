"""How often, and how soon, an engine that failed is asked again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from visavis.extensions.retry_wait import FIRST_WAIT_S, retry_wait_s
from visavis.tts.engine import EngineError

MARGIN_S: Final = 0.5
"""What a listener still hears is not used up to the last."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits grow by the factor 2 and are spread at random, so that many sessions do not come back at once."""

    retries: int = 2
    """Times that the same engine is asked again for one sentence."""
    budget_s: float = 4.0
    """So long after the sentence was first asked for an engine is still asked again, though nothing is heard."""
    first_wait_s: float = FIRST_WAIT_S
    longest_wait_s: float = 8.0

    def wait_s(
        self, error: EngineError, failures: int, elapsed_s: float, slack_s: float, spread: float | None = None
    ) -> float | None:
        """Seconds until the engine is asked again; None when it is not.

        ``failures`` (1 or more) and ``elapsed_s`` count this sentence's tries with this engine. ``slack_s`` is how long
        the listener had something else to hear when the sentence was begun. ``spread``, 0 to 1, stands for the random
        number. A service that says when to come back is not asked before.
        """
        wait_s = retry_wait_s(
            error,
            failures,
            self.retries,
            random.random() if spread is None else spread,
            first_wait_s=self.first_wait_s,
            longest_wait_s=self.longest_wait_s,
        )
        if wait_s is None:
            return None
        return wait_s if elapsed_s + wait_s <= max(self.budget_s, slack_s - MARGIN_S) else None


NO_RETRY: Final = RetryPolicy(retries=0)
