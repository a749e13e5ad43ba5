"""Stage directions in plain text: ``[gesture:greeting]`` and ``[emotion:happy]``.

They are neither said nor shown. Each becomes a mark of the same name (``gesture:greeting``) at its place, as
``<mark name="gesture:greeting"/>`` does in SSML, and the client acts when that place is heard. Whether a model has
the gesture is the client's to know. Anything else in brackets is ordinary text.
"""

from __future__ import annotations

import re

from .assemble import Event

_DIRECTION = re.compile(r"\[(gesture|emotion):[ \t]*([^\s\[\]:](?:[^\[\]:\n]{0,38}[^\s\[\]:])?)[ \t]*\]")


def take_out(text: str) -> tuple[str, list[Event]]:
    """``text`` without directions, and a mark for each at its place in what is left."""
    parts: list[str] = []
    events: list[Event] = []
    length = 0
    end = 0
    for found in _DIRECTION.finditer(text):
        before = text[end : found.start()]
        end = found.end()
        # One space is enough between words that a direction stood between, and none at the very beginning.
        spaced = before[-1:].isspace() or (not before and (not parts or parts[-1][-1:].isspace()))
        if spaced and text[end : end + 1] == " ":
            end += 1
        if before:
            parts.append(before)
            length += len(before)
        events.append(Event(length, mark=f"{found[1]}:{found[2]}"))
    if not events:
        return text, events
    return "".join(parts) + text[end:], events
