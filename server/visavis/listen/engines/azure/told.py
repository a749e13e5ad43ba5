"""What the Speech SDK tells while it listens."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from visavis.listen.recogniser import Heard


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more comes. ``fault`` is the SDK's name of what went wrong, empty for nothing."""

    fault: str = ""
    details: str = field(default="", repr=False)
    """In the SDK's words; may quote what was said."""


Told = Heard | Ended


def confidence_in(result: str) -> float | None:
    """Of the best reading in the service's own JSON; None where it tells none."""
    try:
        told: Any = json.loads(result)["NBest"][0]["Confidence"]
        return min(1.0, max(0.0, float(told)))
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None
