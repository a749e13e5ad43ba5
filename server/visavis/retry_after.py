"""How long a service asks to be left alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_S = 3600.0


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from the headers ``retry-after-ms`` or ``Retry-After`` (seconds or a date), 0 to an hour; None where
    there are none that can be read. ``headers`` are looked up in lower case.

    >>> retry_after_s({"retry-after": "7"})
    7.0
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _bounded(milliseconds / 1000)
    told = headers.get("retry-after")
    seconds = _number(told)
    if seconds is None and told:
        try:
            at = parsedate_to_datetime(told)
        except ValueError:
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - (now or datetime.now(UTC))).total_seconds()
    return None if seconds is None else _bounded(seconds)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_S)
