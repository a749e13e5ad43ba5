"""A recogniser of your own: one class. This one only tells how long somebody spoke."""

from collections.abc import AsyncIterator
from typing import ClassVar

from visavis.listen.recogniser import BYTES_PER_S, Capabilities, Heard, HearingWish, Place, Recogniser


class LengthRecogniser(Recogniser):
    """Found by the entry point ``length = "length_recogniser:LengthRecogniser"`` in the group ``visavis.listen``."""

    name: ClassVar[str] = "length"
    capabilities = Capabilities(Place.MACHINE, streaming=True, detects_language=False, languages=("en",))

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncIterator[Heard]:
        """So far while it comes, and all of it at its end."""
        seconds = 0.0
        async for piece in sound:
            seconds += len(piece) / BYTES_PER_S
            yield Heard(f"{seconds:.1f} seconds", final=False)
        yield Heard(f"{seconds:.1f} seconds", final=True, language=(*wish.languages, "en")[0])
