"""Sound of services that is a file: as long as what is in it, whatever its header says."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
import pytest

from fakes.sounds import buzz, sound_file
from visavis.tts import received_sound
from visavis.tts.received_sound import Expected, ReceivedSoundError, received_pcm
from visavis.tts.sound_encoder import open_encoder

pytestmark = pytest.mark.unit


async def body(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def pcm_of(content: bytes, media_type: str) -> bytes:
    return b"".join([piece async for piece in received_pcm(body(content), media_type, Expected(16_000, raw=False))])


async def test_an_mp3_whose_header_says_that_hours_follow() -> None:
    encoder = open_encoder("mp3", 16_000)
    pcm = (buzz(0.5, 16_000) * 32767).astype("<i2").tobytes()
    received = await pcm_of(encoder.push(pcm) + encoder.finish(), "audio/mpeg")
    assert len(received) / 2 / 16_000 == pytest.approx(0.5, abs=0.05)


async def test_hours_of_packed_silence_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received_sound, "MOST_DECODED_S", 10.0)
    content = sound_file(np.zeros(16_000 * 20), 16_000, "FLAC")
    with pytest.raises(ReceivedSoundError, match="longer than 10 s"):
        await pcm_of(content, "audio/flac")
