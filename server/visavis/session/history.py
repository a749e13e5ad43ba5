"""What was heard in a session, utterance by utterance."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from visavis.session.heard_words import HeardWords, spread_characters

KEPT = 1000


@dataclass(slots=True)
class Heard:
    """One utterance that is over, as far as it was audible."""

    id: str
    text: str = field(repr=False)
    """The written text."""
    position_ms: float
    """How much of it was heard, by the client's own report."""
    duration_ms: float | None
    """Its length, where all of it was sent."""
    interrupted: bool
    """Stopped before its end, for any cause."""
    words: HeardWords = field(default_factory=HeardWords, repr=False)
    spread_ms: float | None = None
    """The sound in which the text is said, where nobody knows when its words are; None where that is known."""

    @property
    def heard(self) -> str:
        """The part of the text that was audible."""
        if not self.interrupted:
            return self.text
        if self.spread_ms is not None:
            return self.text[: spread_characters(self.text, self.position_ms, self.spread_ms)]
        return self.text[: self.words.characters(self.text, self.position_ms, self.duration_ms)]


class History:
    """The last utterances of a session in the order in which they ended. A kiosk's session lasts for months, so the
    oldest are forgotten."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._heard: OrderedDict[str, Heard] = OrderedDict()

    def __iter__(self) -> Iterator[Heard]:
        return iter(self._heard.values())

    def __len__(self) -> int:
        return len(self._heard)

    def __getitem__(self, utterance_id: str) -> Heard:
        return self._heard[utterance_id]

    def __contains__(self, utterance_id: str) -> bool:
        return utterance_id in self._heard

    def add(self, heard: Heard) -> None:
        """One more is over."""
        self._heard[heard.id] = heard
        while len(self._heard) > self._kept:
            self._heard.popitem(last=False)

    def correct(self, utterance_id: str, position_ms: float) -> None:
        """The client's last report came after the utterance was over; a position never goes back."""
        heard = self._heard[utterance_id]
        limit = heard.duration_ms if heard.duration_ms is not None else position_ms
        heard.position_ms = max(heard.position_ms, min(position_ms, limit))
