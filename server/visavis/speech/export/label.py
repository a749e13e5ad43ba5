"""The mark "AI-generated" in what leaves as a file, for programs to find.

Source: China's standard GB 45438-2025, in force since 2025-09-01 with the rules on labelling of generated content: a
field ``AIGC`` in a file's metadata, whose value is JSON with the names below. ``Label`` 1 says that it is generated.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final
from uuid import uuid4

WORDS: Final = "AI-generated"

_producer: str | None = "visavis"


def use_label(producer: str | None) -> None:
    """From now on every file of this process names this producer; with None files carry no mark."""
    global _producer  # noqa: PLW0603 - one process speaks for one operator, who is named in all of its files
    _producer = producer


def label(sound: bytes | None = None) -> dict[str, str] | None:
    """The mark for a file; None where files are to carry none.

    Its id is made of the sound, so that all files of one speech have the same; without, as of a sound that is still
    being made, it is random.
    """
    if _producer is None:
        return None
    return {
        "Label": "1",
        "ContentProducer": _producer,
        "ProduceID": uuid4().hex if sound is None else hashlib.sha256(sound).hexdigest()[:32],
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }


def label_text(sound: bytes | None = None) -> str | None:
    """The same as a comment in ASCII: for people who look, and for programs that look for ``AIGC``."""
    mark = label(sound)
    return None if mark is None else f"{WORDS} {json.dumps({'AIGC': mark})}"
