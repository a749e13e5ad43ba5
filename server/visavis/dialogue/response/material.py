"""What a language model is given to answer from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from visavis.dialogue.answers.outcome import Candidate
from visavis.speech.frontend.directions import take_out

WORTH_TELLING = 0.1
"""Answers that resemble the question less than this are no help."""
_MOST: Final = 6


def material_of(near: Iterable[Candidate]) -> list[str]:
    """The approved answers that come nearest, as passages."""
    return [
        f"{candidate.answer.questions[0]}\n{take_out(candidate.answer.answers[0])[0]}"
        for candidate in islice(near, _MOST)
        if candidate.score >= WORTH_TELLING
    ]
