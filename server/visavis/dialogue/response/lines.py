"""The persona's own lines, with the button that belongs to them."""

from __future__ import annotations

from collections.abc import Iterator

from visavis.dialogue.persona.persona import Persona
from visavis.dialogue.persona.small_talk import person_button
from visavis.protocol.server import ShownButton

from .part import Part, Said, Shown


def line_with_person(persona: Persona, kind: str, language: str, turn: int) -> Iterator[Part]:
    """A line that says that the avatar cannot help (``unknown``, ``trouble``), and a button that calls a person."""
    spoken = persona.language_for(language)
    yield Said(persona.line(kind, spoken, turn), spoken)
    yield from person_offered(persona, spoken)


def person_offered(persona: Persona, language: str) -> Iterator[Shown]:
    """A button that calls a person; nothing where nobody could come, or in a language in which small talk would not
    understand it."""
    title = person_button(language) if persona.hands_over else None
    if title is not None:
        yield Shown(buttons=(ShownButton(title=title, say=title),))
