"""The visitor's own browser recognises: nothing is to be done here, and no sound comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from visavis.listen.recogniser import Capabilities, Heard, HearingWish, Place, Recogniser, RecogniserError


class BrowserRecogniser(Recogniser):
    """Tells a page to use its ``SpeechRecognition``, and to send text."""

    name: ClassVar[str] = "browser"
    capabilities = Capabilities(Place.PAGE, streaming=True, detects_language=False)

    def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncIterator[Heard]:
        """Always :class:`RecogniserError` (``stt_unavailable``)."""
        del sound, wish
        raise RecogniserError("the page itself recognises (VISAVIS_LISTEN=browser)", code="stt_unavailable")
