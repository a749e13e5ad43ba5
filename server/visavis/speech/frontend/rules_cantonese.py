"""What Hong Kong writes otherwise than the mainland: telephone numbers of eight digits."""

from __future__ import annotations

import re

from .digit_groups import say_telephone
from .scan import Rule, Scan

_TELEPHONE = re.compile(r"(?:\+852[ -]?)?[235-9]\d{3}([ -])\d{4}(?![\d-])")


def _telephone(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    say_telephone(state, reader, match, plus="加")
    return match.end()


CANTONESE_RULES: tuple[Rule, ...] = ((_TELEPHONE, _telephone),)
