"""Voices of a service that are named in a setting, because the service cannot be asked for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from visavis.tts.engine import Timing, Voice

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def named_voices(
    setting: str,
    engine: str,
    sample_rate_hz: int,
    usual_languages: Sequence[str],
    timing: Collection[Timing] | None = None,
) -> list[Voice]:
    """Voices written as ``name`` or ``name=zh/en``, with commas between; the languages are the voice's own first.

    The first voice that reads a language is suggested for it. Raises ValueError that quotes what is wrong.

    >>> [(voice.name, voice.languages) for voice in named_voices("anna, mei=zh/en", "mine", 24000, ("en",))]
    [('mine:anna', ('en',)), ('mine:mei', ('zh', 'en'))]
    """
    wanted: dict[str, tuple[str, ...]] = {}
    for item in filter(None, (part.strip() for part in setting.split(","))):
        name, equals, listed = (part.strip() for part in item.partition("="))
        languages = tuple(filter(None, (code.strip() for code in listed.split("/")))) if equals else ()
        wrong = [code for code in languages if not _LANGUAGE.fullmatch(code)]
        if not name or wrong or (equals and not languages):
            raise ValueError(f"{item!r} is not of the form name or name=zh/en")
        wanted.setdefault(name, languages or tuple(usual_languages))
    taken: set[str] = set()
    voices = []
    for name, languages in wanted.items():
        suggested = tuple(code for code in languages if code not in taken)
        taken.update(suggested)
        voices.append(
            Voice(
                f"{engine}:{name}",
                engine,
                name[:1].upper() + name[1:],
                languages,
                sample_rate_hz,
                default_for=suggested,
                timing=None if timing is None else frozenset(timing),
            )
        )
    return voices
