"""Speaking styles: how widely a speaker moves, as a gain of the jaw and one of the lips.

Two numbers span the field, after Edwards, Landreth, Fiume and Singh, JALI, ACM TOG 35(4), 2016: who whispers hardly
opens the jaw but still shapes the lips, who speaks clearly works with the lips, who shouts with the jaw. Lips that must
touch do so in every style.
"""

from __future__ import annotations

from typing import Final, NamedTuple, get_args

from visavis.protocol.client import SpeakingStyle


class Style(NamedTuple):
    """How widely a speaker articulates. Closures are never weakened."""

    jaw: float = 1.0
    """Gain of the jaw, above 0 to 2."""
    lip: float = 1.0
    """Gain of the lips, above 0 to 2."""


NEUTRAL_STYLE: Final = Style()
STYLES: Final[dict[SpeakingStyle, Style]] = {
    "whisper": Style(jaw=0.6, lip=0.85),
    "neutral": NEUTRAL_STYLE,
    "clear": Style(jaw=1.1, lip=1.25),
    "shout": Style(jaw=1.5, lip=1.15),
}
assert tuple(STYLES) == get_args(SpeakingStyle)
