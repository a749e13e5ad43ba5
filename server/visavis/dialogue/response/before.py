"""What the turn before left behind, of which the visitor may now be speaking: "yes", "the second one"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from visavis.dialogue.answers.fold import fold
from visavis.protocol.server import AnswerSource, ShownButton

_ASKING: Final = frozenset({"suggestions", "unknown", "trouble", "small_talk"})
"""Who has asked whether the visitor wants what is on a button. Under an approved answer "OK" is nothing but OK."""
_ORDINALS: Final = (
    ("一", "1", "first|1st|one"),
    ("[二两]", "2", "second|2nd|two"),
    ("三", "3", "third|3rd|three"),
    ("四", "4", "fourth|4th|four"),
    ("五", "5", "fifth|5th|five"),
    ("六", "6", "sixth|6th|six"),
)
_PLACES: Final = tuple(
    re.compile(
        rf"(?:我?(?:要|选|想问)?第?(?:{han}|{digit})个?|(?:number |option )?{digit}|"
        rf"(?:the |number |option )?(?:{latin})(?: one)?)"
    )
    for han, digit, latin in _ORDINALS
)
_LAST: Final = re.compile(r"我?(?:要|选|想问)?最后一?个?|(?:the )?last(?: one)?")


@dataclass(frozen=True, slots=True)
class Before:
    """Of one conversation, when a question begins."""

    source: AnswerSource = "none"
    answer_id: str | None = None
    """Of an approved answer."""
    buttons: tuple[ShownButton, ...] = field(default=(), repr=False)
    """What was offered, in order."""

    def meant(self, said: str, *, agrees: bool) -> str | None:
        """What one of the buttons asks, where ``said`` chooses it: by its title, by its place, or, where nothing else
        was offered, by agreeing."""
        if not self.buttons:
            return None
        if agrees:
            return self.buttons[0].say if len(self.buttons) == 1 and self.source in _ASKING else None
        folded = fold(said)
        for button in self.buttons:
            if folded and folded == fold(button.title):
                return button.say
        if len(self.buttons) == 1:
            return None
        if _LAST.fullmatch(folded):
            return self.buttons[-1].say
        place = next((at for at, words in enumerate(_PLACES) if words.fullmatch(folded)), len(self.buttons))
        return self.buttons[place].say if place < len(self.buttons) else None
