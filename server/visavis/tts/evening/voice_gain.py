"""The gain of one voice in one utterance: one for all its sentences, that moves slowly where the voice is learnt."""

from __future__ import annotations

from typing import Final

from visavis.tts.evening.meter import Level, together

MOST_DB: Final = 12.0
LEAST_DB: Final = -20.0
"""A voice that would need more is silent or broken, and would bring its noise along."""
SLEW_DB_PER_S: Final = 1.0
"""Slower than anybody hears as a change."""


class VoiceGain:
    """Brings a voice to the wanted loudness.

    What is known of it and what is heard now count by their length. So a voice that is well known hardly moves, and one
    that is not finds its gain with its first sound, before any of that has gone on.
    """

    def __init__(self, target_lufs: float, known: Level) -> None:
        self._target_lufs = target_lufs
        self._known = known
        self._heard_any = False
        self.db = self._wanted(None)
        """The gain where nothing is listened to, and where the next sentence begins."""

    def begin(self, heard: Level | None) -> float:
        """The gain at the beginning of a sentence of which so much is at hand."""
        if heard is not None and not self._heard_any:
            self._heard_any = True
            self.db = self._wanted(heard)
        return self.db

    def move(self, from_db: float, heard: Level | None, seconds: float) -> float:
        """The gain ``seconds`` later in a sentence, of which so much has been heard."""
        most_db = SLEW_DB_PER_S * seconds
        self.db = from_db + min(max(self._wanted(heard) - from_db, -most_db), most_db)
        return self.db

    def learn(self, heard: Level) -> None:
        """A sentence is over."""
        self._known = together(self._known, heard)

    def _wanted(self, heard: Level | None) -> float:
        level = self._known if heard is None else together(self._known, heard)
        return min(max(self._target_lufs - level.lufs, LEAST_DB), MOST_DB)
