"""How soon an extension that failed is asked again."""

from __future__ import annotations

import math
from typing import Final

from .error import ExtensionError

FIRST_WAIT_S: Final = 0.25


def retry_wait_s(
    error: ExtensionError,
    failures: int,
    retries: int,
    spread: float,
    *,
    first_wait_s: float = FIRST_WAIT_S,
    longest_wait_s: float = math.inf,
) -> float | None:
    """Seconds until it is asked again; None when it is not, since that would not help or it failed more than
    ``retries`` times.

    Waits grow by the factor 2 with each of the ``failures`` (1 or more), up to ``longest_wait_s``. ``spread``, 0 to 1
    at random, keeps many that failed together from coming back at once. A service that says when to come back is not
    asked before.
    """
    if not error.retryable or failures > retries:
        return None
    wait_s: float = min(longest_wait_s, first_wait_s * 2 ** (failures - 1)) * (0.5 + spread / 2)
    return max(wait_s, error.retry_after_s or 0.0)
