"""Greetings, thanks and questions about the avatar itself, answered without approved answers and without a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from .persona import Persona

_LONGEST: Final = 80
_SIGNS: Final = re.compile(r"[^\w']+|_+")
_PARTICLES: Final = re.compile(r"[啊呀哦噢啦嘛哈呵哟喽诶欸]+$")
_POLITE: Final = re.compile(
    r"^(?:请问|那个|嗯+|哎|诶|欸|请)|^(?:um+|uh|oh|well|so|please|excuse me)\b|\b(?:please|then|again)$"
)


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What is said to a remark that needs no knowledge."""

    kind: str
    """``greeting``, ``thanks``, ``bye``, ``who_are_you``, ``are_you_human`` …"""
    language: str
    line: str
    """With stage directions, as the speech front end takes them."""


def small_talk(said: str, persona: Persona, turn: int = 0) -> SmallTalk | None:
    """The answer to ``said``, if all of it is small talk; None for anything that asks for more.

    "Are you human?" is answered truthfully whatever the persona is. ``turn`` counts up, so that lines change.
    """
    if len(said) > _LONGEST:
        return None
    remark = _core(said, tuple(name.casefold() for name in persona.name.values()))
    found = _remarks().get(remark) if remark else None
    if found is None:
        return None
    kind, language = found
    languages = _table()[kind]
    spoken = persona.language_for(language)
    if spoken not in languages:
        spoken = language
    lines = languages[spoken]["said"]
    return SmallTalk(kind, spoken, persona.named(lines[turn % len(lines)], spoken))


def _core(said: str, names: tuple[str, ...] = ()) -> str:
    """What is left of a remark without case, signs, the avatar's name and polite words."""
    text = unicodedata.normalize("NFKC", said).casefold().replace("’", "'")
    for name in names:
        called = rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)
        text = re.sub(rf"^\W*{called}|{called}\W*$", " ", text)
    text = " ".join(_SIGNS.sub(" ", text).split())
    text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    for pattern in (_POLITE, _PARTICLES, _POLITE):
        text = pattern.sub("", text).strip() or text
    return text


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath("data", "small_talk.yaml").read_text(encoding="utf-8")
    table: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return table


@cache
def _remarks() -> Mapping[str, tuple[str, str]]:
    """Kind and language of every remark that is known."""
    return {
        _core(remark): (kind, language)
        for kind, languages in _table().items()
        for language, lines in languages.items()
        for remark in lines["asked"]
    }
