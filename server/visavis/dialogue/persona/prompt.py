"""The system prompt: who the avatar is, how it speaks, and what was found on the question, as data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from visavis.dialogue.model.acts import EMOTIONS
from visavis.speech.frontend.directions import take_out

from .fence import fenced
from .persona import Persona

_NAMES: Final = {
    "zh": {"zh": "中文", "en": "英语", "ja": "日语", "ko": "韩语", "yue": "粤语"},
    "en": {"zh": "Chinese", "en": "English", "ja": "Japanese", "ko": "Korean", "yue": "Cantonese"},
}


def system_prompt(
    persona: Persona,
    *,
    material: Sequence[str] = (),
    gestures: Sequence[str] = (),
    tools: bool = False,
    now: str = "",
    nonce: str | None = None,
) -> str:
    """What the model is told first, in Chinese where that is the persona's usual language, else in English.

    ``material`` was retrieved, and whoever wrote it is not trusted. It stands last, behind ``now``, date and time in
    words: all before stays the same from turn to turn, and a service can keep it. ``gestures`` are those of the avatar.
    With ``tools`` hand-over and showing are not told as tags.
    """
    language = persona.usual
    written = "zh" if language == "zh" else "en"
    names, comma = _NAMES[written], "、" if written == "zh" else ", "
    return (
        _template(written)
        .render(
            persona=persona,
            language=language,
            languages=comma.join(names.get(code, code) for code in persona.languages.speaks),
            usual=names.get(language, language),
            emotions=comma.join(EMOTIONS),
            gestures=list(gestures),
            tools=tools,
            now=now,
            forbidden=persona.forbidden.get(language, ()),
            rules=persona.rules.get(language, ()),
            unknown=take_out(persona.line("unknown", language))[0],
            material=fenced(material, nonce),
        )
        .strip()
    )


@cache
def _template(language: str) -> Template:
    # Plain text for a model, not HTML: nothing is escaped.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    source = files(__package__).joinpath("data", f"system_{language}.jinja").read_text(encoding="utf-8")
    return environment.from_string(source)
