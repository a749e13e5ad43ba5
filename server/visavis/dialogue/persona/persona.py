"""What a persona file holds. No behaviour, but the rules of each field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from visavis.dialogue.answers.answer import Spoken

TEXT_CHARS: Final = 2000
_LANGUAGE: Final = r"^[a-z]{2,3}$"
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}|localhost")


def _check_host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise ValueError("write the name of a host, such as shop.example, without https:// and path")
    return host


Language = Annotated[str, StringConstraints(pattern=_LANGUAGE)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_CHARS)]
Texts = Mapping[Language, Text]
"""A text in each language."""
Lines = Mapping[Language, Annotated[tuple[Spoken, ...], Field(min_length=1, max_length=20)]]
"""What may be said, in each language; whoever speaks chooses."""
Host = Annotated[str, StringConstraints(to_lower=True, max_length=253), AfterValidator(_check_host)]

Gesture = Annotated[str, StringConstraints(pattern=r"^[^\s\[\]:](?:[^\[\]:\n]{0,38}[^\s\[\]:])?$")]


class _Part(BaseModel):
    """A misspelt field must be heard of, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Languages(_Part):
    """Which languages are spoken, and with whom."""

    speaks: Annotated[tuple[Language, ...], Field(min_length=1, max_length=10)]
    """The first is the usual one."""
    policy: Literal["visitor", "usual"] = "visitor"
    """Answer in the visitor's language as far as it is spoken, or always in the usual one."""


class Sayings(_Part):
    """What is said without a model."""

    opening: Lines
    """When a visitor comes."""
    closing: Lines
    filler: Lines
    """While something is being waited for."""
    unknown: Lines
    """There is no answer to the question."""
    suggest: Lines
    """Something like it is known, and stands on buttons."""
    suggest_one: Lines | None = None
    """The same, where it is one question: ``{question}``. ``suggest`` by default."""
    trouble: Lines
    """The language model is down or in error."""
    unheard: Lines
    """Nothing was understood, or nothing was said."""
    handover: Lines | None = None
    """A person takes over. Without it there is nobody who could, and nobody is offered."""


class Persona(_Part):
    """A whole file."""

    name: Texts
    role: Texts
    """Who it is and whom it serves, as in "customer service of …"."""
    tone: Texts
    """How it speaks."""
    languages: Languages
    forbidden: Mapping[Language, Annotated[tuple[Text, ...], Field(max_length=50)]] = {}
    """What it does not talk about."""
    rules: Mapping[Language, Annotated[tuple[Text, ...], Field(max_length=50)]] = {}
    """Whatever else it minds."""
    sayings: Sayings
    gestures: Annotated[tuple[Gesture, ...], Field(max_length=40)] = ()
    """What a language model may have the avatar do; without any it is told of none, and may ask for any."""
    hosts: Annotated[tuple[Host, ...], Field(max_length=50)] = ()
    """Whose links and pictures a language model may show, with their subdomains."""

    @property
    def usual(self) -> str:
        """The usual language."""
        return self.languages.speaks[0]

    @property
    def hands_over(self) -> bool:
        """Whether there are people who take over."""
        return self.sayings.handover is not None

    def language_for(self, visitor: str) -> str:
        """The language to answer in, for a visitor who speaks ``visitor`` (any code; ``zh-CN`` is ``zh``)."""
        family = visitor.replace("_", "-").partition("-")[0].lower()
        spoken = self.languages.policy == "visitor" and family in self.languages.speaks
        return family if spoken else self.usual

    def line(self, kind: str, language: str, turn: int = 0) -> str:
        """One of the sayings: ``filler``, ``unknown`` … in the language to answer in, with names put in. Not the same
        twice in a row when ``turn`` counts up."""
        lines: Lines = getattr(self.sayings, kind)
        chosen = lines[self.language_for(language)]
        return self.named(chosen[turn % len(chosen)], language)

    def named(self, line: str, language: str) -> str:
        """``line`` with ``{name}`` and ``{role}`` put in."""
        spoken = self.language_for(language)
        return line.replace("{name}", self.name[spoken]).replace("{role}", self.role[spoken])

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, value: Any) -> Any:
        """One text, or one list, stands for all languages."""
        if not isinstance(value, dict):
            return value
        languages = value.get("languages")
        speaks = languages.get("speaks") if isinstance(languages, dict) else None
        if isinstance(speaks, list) and all(isinstance(one, str) for one in speaks):
            for name in ("name", "role", "tone", "forbidden", "rules"):
                if isinstance(value.get(name), (str, list)):
                    value = {**value, name: dict.fromkeys(speaks, value[name])}
        return value
