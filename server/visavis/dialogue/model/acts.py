"""What an answer does beside being said: it moves the avatar, shows something, or hands over to a person."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from pydantic import ValidationError

from visavis.dialogue.answers.answer import Link, Picture, Reply
from visavis.protocol.client import Emotion

EMOTIONS: Final[tuple[str, ...]] = get_args(Emotion)
REASON_CHARS: Final = 200
SHOWN_MOST: Final = 6
_GESTURE: Final = re.compile(r"[^\s\[\]:](?:[^\[\]:\n]{0,38}[^\s\[\]:])?")


@dataclass(frozen=True, slots=True)
class Direction:
    """A stage direction of the speech front end."""

    name: str
    """``emotion:happy`` or ``gesture:bow``."""


@dataclass(frozen=True, slots=True)
class Show:
    """Something to look at or to press."""

    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """A person is to take over."""

    reason: str = ""
    """In the model's words, for that person."""


Act = Direction | Show | Handover


class ActReader:
    """Makes acts of what a model wrote. What is not known or not allowed gives ``None``.

    A model may have been talked into showing an address that tells a stranger what was said here. So links and pictures
    lead only to ``hosts`` and their subdomains, or to the page's own site; without hosts, only to the latter.
    ``hands_over``: there are people who can take over.
    """

    def __init__(
        self, hosts: Collection[str] = (), gestures: Collection[str] | None = None, *, hands_over: bool = True
    ) -> None:
        self._hosts = tuple(host.lower().rstrip(".") for host in hosts)
        self._gestures = None if gestures is None else frozenset(gestures)
        self._hands_over = hands_over

    def emotion(self, name: str) -> Act | None:
        """A mood of the face."""
        return Direction(f"emotion:{name.lower()}") if name.lower() in EMOTIONS else None

    def gesture(self, name: str) -> Act | None:
        """A gesture: of those that were told, else any that has the form of a name."""
        known = _GESTURE.fullmatch(name) is not None and (self._gestures is None or name in self._gestures)
        return Direction(f"gesture:{name}") if known else None

    def handover(self, reason: str = "") -> Act | None:
        """A person takes over."""
        return Handover(" ".join(reason.split())[:REASON_CHARS]) if self._hands_over else None

    def link(self, url: str, title: str) -> Act | None:
        """A link."""
        try:
            return Show(links=(Link(title=title or url, url=self._allowed(url)),))
        except (ValidationError, ValueError):
            return None

    def picture(self, url: str, alt: str = "") -> Act | None:
        """A picture."""
        try:
            return Show(pictures=(Picture(url=self._allowed(url), alt=alt),))
        except (ValidationError, ValueError):
            return None

    def buttons(self, titles: list[Any]) -> Act | None:
        """Buttons, each of which says what stands on it."""
        try:
            replies = tuple(Reply.model_validate(title) for title in titles[:SHOWN_MOST] if isinstance(title, str))
        except ValidationError:
            return None
        return Show(replies=replies) if replies else None

    def _allowed(self, url: str) -> str:
        host = (urlsplit(url.strip()).hostname or "").rstrip(".")
        if host and not any(host == allowed or host.endswith(f".{allowed}") for allowed in self._hosts):
            raise ValueError("not one of the hosts that may be shown")
        return url
