"""Questions that only make sense behind another: "那多少钱？", "and at the weekend?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from visavis.dialogue.answers.fold import HAN
from visavis.dialogue.answers.outcome import Candidate
from visavis.speech.frontend.scripts import detect_language, primary_language

WORTH_ASKING: Final = 0.05
"""Answers less like both questions together are not what is meant by the second."""
_MOST: Final = 3
_BACK: Final = 2
"""Questions before, where the one before is itself a follow-up."""
_BEGINS: Final = re.compile(r"\s*(?:那|然后|还有|另外|(?:and|so|then|but|what about|how about)\b)", re.IGNORECASE)
_ENDS: Final = re.compile(r"呢[\s？?。！!~～]*$")
_HAN: Final = re.compile(f"[{HAN}]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT_HAN: Final = 6
_SHORT_WORDS: Final = 3


def is_follow_up(question: str) -> bool:
    """Whether it says so itself, or is too short to stand alone."""
    if _BEGINS.match(question) or _ENDS.search(question):
        return True
    han = len(_HAN.findall(question))
    return han <= _SHORT_HAN if han else len(_WORD.findall(question)) <= _SHORT_WORDS


def with_what_came_before(question: str, earlier: Sequence[str]) -> str | None:
    """Both questions as one, to be searched for; None where nothing came before, or nothing is missing. ``earlier``:
    what the visitor said before, last first."""
    if not earlier or not is_follow_up(question):
        return None
    parts = [question]
    for before in earlier[:_BACK]:
        parts.append(before)
        if not is_follow_up(before):
            break
    return " ".join(reversed(parts))


def worth_asking(near: Sequence[Candidate], language: str) -> tuple[Candidate, ...]:
    """Those that may be meant, in the visitor's language."""
    return tuple(
        candidate
        for candidate in near[:_MOST]
        if candidate.score >= WORTH_ASKING
        and primary_language(candidate.answer.language or detect_language(candidate.question)) == language
    )


def together(alone: Sequence[Candidate], both: Sequence[Candidate], told: str | None) -> tuple[Candidate, ...]:
    """What is near to either, best first, without the answer of the id ``told``, which was given already."""
    best: dict[str, Candidate] = {}
    for candidate in (*alone, *both):
        known = best.get(candidate.answer.id)
        if candidate.answer.id != told and (known is None or known.score < candidate.score):
            best[candidate.answer.id] = candidate
    return tuple(sorted(best.values(), key=lambda candidate: -candidate.score))
