"""Remarks that ask for no knowledge, answered without approved answers and without a model: greetings, thanks,
questions about the avatar itself, and what visitors say to what it has just said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from visavis.dialogue.answers.romanised import letters_of, spelt

from .persona import Persona

_LONGEST: Final = 80
_SIGNS: Final = re.compile(r"[^\w']+|_+")
_PARTICLES: Final = re.compile(r"[啊呀哦噢啦嘛哈呵哟喽诶欸]+$")
_POLITE: Final = re.compile(
    r"^(?:请问|那个|嗯+|哎|诶|欸|请)|^(?:um+|uh|oh|well|so|please|excuse me)\b|\b(?:please|then|again)$"
)
_WORDLESS: Final = "wordless"
_GREETING: Final = "greeting"
_HANDOVER: Final = "handover"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What is said to a remark that needs no knowledge."""

    kind: str
    """``greeting``, ``thanks``, ``bye``, ``who_are_you``, ``are_you_human`` …"""
    language: str
    line: str
    """With stage directions, as the speech front end takes them."""
    offers_person: bool = False
    """The line offers that a person takes over."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of remark, as the file has it; each mapping by language."""

    asked: Mapping[str, tuple[str, ...]]
    said: Mapping[str, tuple[str, ...]]
    alone: Mapping[str, tuple[str, ...]]
    """Said in place of ``said`` where there is nobody to hand over to, if anything is."""
    buttons: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]
    """What else is asked so, in as many words as there are ways to say it."""
    offers_person: bool
    answers_in: str | None
    """The language of the answer, whatever the remark's is."""


def small_talk(said: str, persona: Persona, turn: int = 0, language: str | None = None) -> SmallTalk | None:
    """The answer to ``said``, if all of it is small talk; None for anything that asks for more.

    "Are you human?" is answered truthfully whatever the persona is. ``turn`` counts up, so that lines change. Chinese
    may be typed in Latin letters: ``ni hao``. Whoever speaks ``language`` is answered in it, though he may say "OK" or
    "bye"; the remark's own counts by default, and of whoever greets.
    """
    if len(said) > _LONGEST:
        return None
    remark = _core(said, tuple(name.casefold() for name in persona.name.values()))
    if not remark:
        return None
    written = _remarks().get(remark)
    found = written or _spelt().get(letters_of(remark)) or _in_other_words(remark)
    if found is None:
        return None
    kind, its_own = found
    answers_in = _table()[kind].answers_in
    if answers_in is not None:
        # Whoever asks for a language that is not spoken asks for more than small talk knows.
        return small_talk_of(kind, persona, answers_in, turn) if answers_in in persona.languages.speaks else None
    if (written is None and remark.isascii()) or kind == _GREETING or language is None:
        return small_talk_of(kind, persona, its_own, turn)
    return small_talk_of(kind, persona, language, turn)


def small_talk_of(kind: str, persona: Persona, language: str, turn: int = 0) -> SmallTalk:
    """What is said to a remark of this kind, to a visitor who speaks ``language``."""
    table = _table()[kind]
    spoken = persona.language_for(language)
    if spoken not in table.said:
        spoken = language if language in table.said else next(iter(table.said))
    lines = table.said[spoken] if persona.hands_over else table.alone.get(spoken, table.said[spoken])
    offers = table.offers_person and persona.hands_over
    return SmallTalk(kind, spoken, persona.named(lines[turn % len(lines)], spoken), offers)


def wordless(said: str, persona: Persona, language: str, turn: int = 0) -> SmallTalk | None:
    """What is said to signs and pictures alone, such as "？？" or a thumb; None where there is a letter or a digit."""
    if any(map(str.isalnum, said)):
        return None
    return small_talk_of(_WORDLESS, persona, language, turn)


def person_button(language: str) -> str | None:
    """What a button says by which a visitor asks for a person, and what it asks: small talk understands it. None in a
    language that small talk does not know."""
    return _table()[_HANDOVER].buttons.get(language)


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
def _table() -> Mapping[str, _Kind]:
    text = files(__package__).joinpath("data", "small_talk.yaml").read_text(encoding="utf-8")
    return {
        kind: _Kind(
            {language: tuple(lines["asked"]) for language, lines in told.items() if isinstance(lines, dict)},
            {language: tuple(lines["said"]) for language, lines in told.items() if "said" in lines},
            {language: tuple(lines["alone"]) for language, lines in told.items() if "alone" in lines},
            {language: lines["button"] for language, lines in told.items() if "button" in lines},
            {language: re.compile(lines["pattern"]) for language, lines in told.items() if "pattern" in lines},
            told.get("offers") == _HANDOVER,
            told.get("answers_in"),
        )
        for kind, told in yaml.safe_load(text).items()
    }


@cache
def _remarks() -> Mapping[str, tuple[str, str]]:
    """Kind and language of every remark that is known."""
    return {
        _core(remark): (kind, language)
        for kind, table in _table().items()
        for language, asked in table.asked.items()
        for remark in asked
    }


def _in_other_words(remark: str) -> tuple[str, str] | None:
    for kind, table in _table().items():
        for language, pattern in table.patterns.items():
            if pattern.fullmatch(remark):
                return kind, language
    return None


@cache
def _spelt() -> Mapping[str, tuple[str, str]]:
    """Kind and language of the Chinese ones, as they are spelt in Latin letters."""
    return {letters: found for remark, found in _remarks().items() if (letters := spelt(remark)) is not None}
