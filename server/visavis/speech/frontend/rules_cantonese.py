"""What Hong Kong writes otherwise than the mainland: telephone numbers of eight digits."""

from __future__ import annotations

import re

from .scan import Rule, Scan

_TELEPHONE = re.compile(r"(?:\+852[ -]?)?[235-9]\d{3}([ -])\d{4}(?![\d-])")


def _telephone(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    if match.group()[0] == "+":
        state.say(reader, "加", match.start(), match.start() + 1)
    for part in re.finditer(r"\d+", match.group()):
        if part.start() > 1:
            state.pause()
        state.digits(reader, match.start() + part.start(), match.start() + part.end(), telephone=True)
    return match.end()


CANTONESE_RULES: tuple[Rule, ...] = ((_TELEPHONE, _telephone),)
