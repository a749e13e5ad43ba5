"""A WAV is read while it comes."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from fakes.openai_service import open_ended
from fakes.sounds import buzz, sound_file
from visavis.tts.wav_reader import WavError, WavReader

pytestmark = pytest.mark.unit

MONO = buzz(0.05, 16_000)


@pytest.mark.parametrize("step", [1, 7, 1000, 100_000])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_samples_come_out_as_they_went_in(subtype: str, step: int) -> None:
    content = sound_file(np.stack([MONO, MONO / 2], axis=1), 16_000, "WAVEX", subtype)
    reader = WavReader()
    read = np.concatenate([reader.feed(content[at : at + step]) for at in range(0, len(content), step)])
    reader.end()
    assert reader.sample_rate_hz == 16_000
    np.testing.assert_allclose(read, MONO * 0.75, atol=0.02 if subtype == "PCM_U8" else 1e-4)


def test_what_follows_the_sound_is_no_sound() -> None:
    content = sound_file(MONO, 16_000, "WAV", "PCM_16") + b"LIST" + struct.pack("<I", 4000) + bytes(4000)
    assert len(WavReader().feed(content)) == len(MONO)


def test_an_open_end_is_the_end_of_the_bytes() -> None:
    assert len(WavReader().feed(open_ended(sound_file(MONO, 16_000, "WAV", "PCM_16")) + bytes(400))) == len(MONO) + 200


def test_a_chunk_before_the_format_is_passed_over() -> None:
    content = sound_file(MONO, 16_000, "WAV", "PCM_16")
    assert len(WavReader().feed(content[:12] + b"JUNK" + struct.pack("<I", 3) + bytes(4) + content[12:])) == len(MONO)


WAV = sound_file(MONO, 16_000, "WAV", "PCM_16")
BROKEN = {
    "no riff": b"ID3\x04" + WAV[4:],
    "no format": WAV[:12] + WAV[36:],
    "no channels": WAV[:22] + bytes(2) + WAV[24:],
    "no rate": WAV[:24] + bytes(4) + WAV[28:],
    "a-law": WAV[:20] + b"\6\0" + WAV[22:],
    "long header": WAV[:12] + b"JUNK" + struct.pack("<I", 1 << 20) + bytes(100),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(WavError):
        WavReader().feed(BROKEN[name])


def test_a_header_that_ends_early_is_refused() -> None:
    reader = WavReader()
    reader.feed(WAV[:30])
    with pytest.raises(WavError, match="within its header"):
        reader.end()
