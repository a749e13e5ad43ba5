"""What is said in the sound of an answer, as far as whoever speaks tells it: with the sound, before it or after it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class OwnVoice:
    """Of one turn. Blocks of sound have names of their maker's; utterances have ours."""

    _texts: dict[str, str] = field(default_factory=dict, repr=False)
    _whole: set[str] = field(default_factory=set)
    """Blocks of which the text is complete."""
    _utterances: dict[str, str] = field(default_factory=dict)
    """As which a block is heard."""

    def heard_as(self, block: str, utterance: str) -> None:
        """The block has become an utterance."""
        self._utterances[block] = utterance

    def add(self, block: str, text: str, *, whole: bool) -> bool:
        """More of what is said in it; false for what comes after the whole."""
        if block in self._whole:
            return False
        self._texts[block] = self._texts.get(block, "") + text
        if whole:
            self._whole.add(block)
        return True

    def known(self, block: str) -> tuple[str, str, bool] | None:
        """Its utterance, its text so far, and whether that is all; None before there are both."""
        if block not in self._utterances or block not in self._texts:
            return None
        return self._utterances[block], self._texts[block], block in self._whole
