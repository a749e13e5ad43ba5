"""An approved answer as what is said and shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from visavis.dialogue.answers.answer import Answer, Link, Picture, Reply
from visavis.protocol.server import ShownButton, ShownLink, ShownPicture
from visavis.speech.frontend.scripts import detect_language

from .part import HandOver, Part, Said, Shown

HANDOVER_TAG: Final = "handover"
"""An answer with this tag calls for a person."""


def said_of(answer: Answer, wording: int = 0) -> Said:
    """What is said of an answer: the wording of this number, counted round. Equal for all who ask, so that it can be
    spoken in advance."""
    text = answer.answers[wording % len(answer.answers)]
    spoken = text if answer.gesture is None else f"[gesture:{answer.gesture}]{text}"
    return Said(spoken, answer.language or detect_language(text), answer.emotion)


def parts_of(answer: Answer, wording: int) -> Iterator[Part]:
    """All of an answer."""
    yield said_of(answer, wording)
    shown = shown_of(answer.links, answer.pictures, answer.replies)
    if shown is not None:
        yield shown
    if HANDOVER_TAG in answer.tags:
        yield HandOver(answer.id)


def shown_of(links: Sequence[Link], pictures: Sequence[Picture], replies: Sequence[Reply]) -> Shown | None:
    """For the wire; None where there is nothing."""
    if not (links or pictures or replies):
        return None
    return Shown(
        tuple(ShownLink(title=link.title, url=link.url) for link in links),
        tuple(ShownPicture(url=picture.url, alt=picture.alt) for picture in pictures),
        tuple(ShownButton(title=reply.title, say=reply.say) for reply in replies),
    )
