"""A recogniser that tells exactly what a test says, when the test lets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from typing import Final

from visavis.listen.recogniser import Capabilities, Heard, HearingWish, Place, Recogniser


class End:
    """The sound is read to its end here."""


Item = Heard | asyncio.Event | Exception | End | float
"""What comes; an event to wait for; an error to raise; the end of the sound; seconds to wait."""
END: Final = End()


class ScriptedRecogniser(Recogniser):
    """Does with each utterance what the next script says, and the last one again when there are no more."""

    name = "scripted"

    def __init__(self, *scripts: Iterable[Item], streaming: bool = False) -> None:
        self.capabilities = Capabilities(Place.MACHINE, streaming=streaming, detects_language=False)
        self.sounds: list[bytes] = []
        """What was read, one for each try."""
        self.wishes: list[HearingWish] = []
        self.running = 0
        self._scripts: Sequence[Iterable[Item]] = scripts or ([END],)

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        number = len(self.sounds)
        self.sounds.append(b"")
        self.wishes.append(wish)
        self.running += 1
        try:
            for item in self._scripts[min(number, len(self._scripts) - 1)]:
                match item:
                    case End():
                        async for piece in sound:
                            self.sounds[number] += piece
                    case asyncio.Event():
                        await item.wait()
                    case float():
                        await asyncio.sleep(item)
                    case Exception():
                        raise item
                    case Heard():
                        yield item
        finally:
            self.running -= 1


def final(text: str, language: str | None = None, confidence: float | None = None) -> Heard:
    return Heard(text, True, language, confidence, len(text))


def interim(text: str, stable_chars: int = 0) -> Heard:
    return Heard(text, False, stable_chars=stable_chars)
