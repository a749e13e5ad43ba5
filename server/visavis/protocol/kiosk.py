"""How a kiosk looks and behaves: a file of the operator's, served to the page."""

from typing import Annotated, Literal

from pydantic import Field

from visavis.protocol.base import Message
from visavis.protocol.client import Emotion, SpeakingStyle
from visavis.protocol.commands import AvatarName

Text = Annotated[str, Field(max_length=1000)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]


class InLanguages(Message):
    """A text in each language of the page; one is enough."""

    zh: str | None = Field(default=None, max_length=5000)
    en: str | None = Field(default=None, max_length=5000)


Words = Annotated[str, Field(max_length=5000)] | InLanguages
"""A text, or one for each language."""


class KioskButton(Message):
    """A large button, and what is said when it is touched."""

    label: Annotated[str, Field(min_length=1, max_length=40)] | InLanguages
    text: Annotated[str, Field(min_length=1, max_length=5000)] | InLanguages
    ask: Words | None = None
    """Asked instead where the server converses."""
    ssml: bool = False
    emotion: Emotion | None = None


class KioskGroup(Message):
    """A set of buttons, of which one is shown at a time."""

    label: Words = ""
    buttons: tuple[KioskButton, ...] = Field(default=(), max_length=12)


class Attraction(Message):
    """What is done while nobody is there, gestures and texts in turn."""

    every_s: Seconds = 45.0
    """0 never."""
    texts: tuple[Words, ...] = Field(default=(), max_length=50)
    gestures: tuple[Annotated[str, Field(max_length=64)], ...] = Field(default=("greeting",), max_length=50)


class KioskMark(Message):
    """The mark that says that the figure is AI-generated."""

    text: str | None = Field(default=None, max_length=40)
    """Null for the language's own words."""
    corner: Literal["top-left", "top-right", "bottom-left", "bottom-right"] = "top-left"


class LaterPart(Message):
    """A part that this version does not have."""

    enabled: Literal[False] = False


class KioskConfig(Message):
    """``GET /kiosk.json``. What is left out has the value that is written here."""

    avatar: AvatarName | None = None
    """A model of the server; null is the page's own choice."""
    voice: str | None = Field(default=None, max_length=200)
    language: Literal["zh", "en"] | None = None
    """Of the page itself; null is the browser's."""
    rate: float = Field(default=1.0, ge=0.5, le=2.0)
    style: SpeakingStyle = "neutral"
    shot: Literal["full", "mid", "upper", "head"] = "upper"
    quality: Literal["auto", "low", "medium", "high"] = "auto"
    background: Text = ""
    """A CSS colour, or the path of a picture on this site; empty is the page's own."""
    emotion: Emotion = "relaxed"
    """While nothing else is asked for."""
    mark: KioskMark = KioskMark()
    title: Words = ""
    greeting: Words = ""
    """Said at the visitor's first touch."""
    captions: bool = True
    caption_size: Literal["small", "medium", "large"] = "large"
    buttons: tuple[KioskButton, ...] = Field(default=(), max_length=12)
    groups: tuple[KioskGroup, ...] = Field(default=(), max_length=6)
    """More sets of buttons, beside ``buttons``."""
    attract: Attraction = Attraction()
    keep_awake: bool = True
    """Keep the screen on."""
    idle_after_s: Seconds = 120.0
    """Back to the beginning after so long without a visitor; 0 never."""
    reload_after_s: Seconds = 60.0
    """Load the page anew when the server was away for so long; 0 never."""
    microphone: Literal["off", "push", "open"] = "off"
    """Whether visitors may speak to it: while they hold a button, or from a press of it to the next."""
    ask_code: bool = False
    """Show a one-time code, for a backend that drives this kiosk."""
    offline: LaterPart = LaterPart()
    presence: LaterPart = LaterPart()
