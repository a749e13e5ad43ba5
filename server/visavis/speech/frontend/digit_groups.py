"""Digits that are written in groups: telephone numbers, serial numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from .reader import Number, Reader
from .scan import Scan


def _singly(_group: str) -> bool:
    return False


def say_groups(
    state: Scan,
    reader: Reader,
    match: re.Match[str],
    *,
    telephone: bool = True,
    as_number: Callable[[str], bool] = _singly,
) -> None:
    """Digits one by one, with a pause between the groups of the written form. A group for which ``as_number`` is true
    is said as a number."""
    for position, group in enumerate(re.finditer(r"\d+", match.group())):
        if position:
            state.pause()
        start, end = match.start() + group.start(), match.start() + group.end()
        if as_number(group.group()):
            state.say(reader, reader.number(Number(group.group())), start, end)
        else:
            state.digits(reader, start, end, telephone=telephone)


def say_telephone(
    state: Scan,
    reader: Reader,
    match: re.Match[str],
    *,
    plus: str | None = None,
    as_number: Callable[[str], bool] = _singly,
) -> None:
    """The same of a telephone number, whose plus is said: as ``plus``, else as the language says any."""
    if match.group()[0] == "+":
        state.say(reader, plus or reader.signs["plus"], match.start(), match.start() + 1)
    say_groups(state, reader, match, as_number=as_number)
