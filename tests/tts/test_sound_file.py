"""Files from strangers: what is sound becomes mono at a sane rate, what is not is refused by name."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable

import numpy as np
import pytest

from fakes.sounds import buzz, sound_file
from visavis.tts import sound_file as sound_file_module
from visavis.tts.sound import SoundBudget
from visavis.tts.sound_decoder import RefusedError, decode
from visavis.tts.sound_encoder import open_encoder
from visavis.tts.sound_file import SoundDecoder, SoundFileError

pytestmark = pytest.mark.contract

LONGEST_S = 5.0


@pytest.mark.parametrize(
    ("file_format", "subtype", "error"),
    [
        ("WAV", "PCM_16", 1e-3), ("WAV", "PCM_24", 1e-3), ("WAV", "FLOAT", 1e-3), ("WAV", "ULAW", 0.03),
        ("FLAC", "PCM_16", 1e-3), ("OGG", "VORBIS", 0.1), ("OGG", "OPUS", 0.1), ("MP3", "MPEG_LAYER_III", 0.1),
    ],
)  # fmt: skip
def test_every_format_is_read(file_format: str, subtype: str, error: float) -> None:
    sound = buzz(1.0, 24_000)
    samples, rate_hz = decode(sound_file(sound, 24_000, file_format, subtype), LONGEST_S)
    assert (samples.dtype, rate_hz) == (np.int16, 24_000)
    assert len(samples) == pytest.approx(24_000, abs=2400)
    middle = samples[6000:18_000] / 32768
    # A coder may delay the sound; its loudness stays.
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(sound[6000:18_000] ** 2)), rel=error + 0.02)


@pytest.mark.parametrize(
    ("rate_hz", "expected_hz"),
    [(8000, 8000), (22_050, 22_050), (24_000, 24_000), (44_100, 24_000), (96_000, 24_000), (4000, 24_000)],
)
def test_the_rate_is_a_sane_one_and_the_length_stays(rate_hz: int, expected_hz: int) -> None:
    samples, got_hz = decode(sound_file(buzz(1.0, rate_hz), rate_hz), LONGEST_S)
    assert got_hz == expected_hz
    assert len(samples) / got_hz == pytest.approx(1.0, abs=0.001)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.argmax(spectrum) * got_hz / len(samples) == pytest.approx(125, abs=2)


def test_channels_are_mixed_and_what_is_too_loud_is_cut() -> None:
    left, right = buzz(0.5, 16_000), np.zeros(8000, dtype=np.float32)
    samples, _ = decode(sound_file(np.stack((left, right), axis=1), 16_000, subtype="FLOAT"), LONGEST_S)
    assert np.abs(samples / 32767 - left / 2).max() < 1e-3
    wild = np.full(800, 7.0, dtype=np.float32)
    wild[3] = np.nan
    samples, _ = decode(sound_file(wild, 16_000, subtype="FLOAT"), LONGEST_S)
    assert (samples.max(), samples[3]) == (32767, 0)


def lying_header() -> bytes:
    """A WAV that says it is two gigabytes long, and ends soon."""
    content = bytearray(sound_file(buzz(0.1, 8000), 8000))
    struct.pack_into("<I", content, 4, 0x7FFFFFF0)
    struct.pack_into("<I", content, 40, 0x7FFFFF00)
    return bytes(content)


def test_a_header_that_lies_is_not_believed() -> None:
    samples, _ = decode(lying_header(), LONGEST_S)
    assert len(samples) == 800


def as_it_is_streamed(file_format: str) -> bytes:
    """Half a second as an encoder leaves it that writes into a pipe and cannot go back to its header."""
    if file_format == "FLAC":
        content = bytearray(sound_file(buzz(0.5, 16_000), 16_000, "FLAC"))
        content[21] &= 0xF0  # in STREAMINFO, 36 bits of the number of samples: 0 stands for unknown
        content[22:26] = bytes(4)
        return bytes(content)
    encoder = open_encoder("mp3", 16_000)  # says that hours follow
    pcm = (buzz(0.5, 16_000) * 32767).astype("<i2").tobytes()
    return encoder.push(pcm) + encoder.finish()


@pytest.mark.parametrize("file_format", ["MP3", "FLAC"])
def test_a_file_without_a_true_length_is_as_long_as_what_is_in_it(file_format: str) -> None:
    samples, rate_hz = decode(as_it_is_streamed(file_format), LONGEST_S)
    assert len(samples) / rate_hz == pytest.approx(0.5, abs=0.05)


def test_of_an_mp3_that_is_cut_off_nothing_is_heard_twice() -> None:
    sound = np.concatenate((buzz(5.0, 16_000), np.zeros(16_000, dtype=np.float32)))
    content = sound_file(sound, 16_000, "MP3", "MPEG_LAYER_III")
    samples, rate_hz = decode(content[: len(content) // 2], 10.0)
    assert 2.0 < len(samples) / rate_hz < 4.0


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "audio_invalid", "is empty"),
    "no sound": (lambda: sound_file(np.zeros(0), 8000), "audio_invalid", "length is 0"),
    "text": (lambda: b"hello there, this is no sound at all", "audio_invalid", "no sound that can be read"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "audio_invalid", "WAV, FLAC, Ogg"),
    "cut off": (lambda: sound_file(buzz(0.5, 8000), 8000)[:30], "audio_invalid", "no sound that can be read"),
    "another format": (lambda: sound_file(buzz(0.5, 8000), 8000, "AIFF"), "audio_invalid", "AIFF"),
    "too many channels": (lambda: sound_file(np.zeros((800, 9)), 8000), "audio_invalid", "9 channels"),
    "a strange rate": (lambda: sound_file(buzz(0.5, 1000), 1000), "audio_invalid", "1000 Hz"),
    "too long": (lambda: sound_file(np.zeros(8000 * 6), 8000), "audio_too_long", "longer than 5 s"),
    "long, compressed": (lambda: sound_file(np.zeros(8000 * 60), 8000, "FLAC"), "audio_too_long", "longer than 5 s"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_spoken_is_refused_by_name(name: str) -> None:
    make, code, said = REFUSED[name]
    with pytest.raises(RefusedError) as refused:
        decode(make(), LONGEST_S)
    assert refused.value.code == code
    assert said in str(refused.value)


async def test_decoding_in_a_process_of_its_own() -> None:
    decoder = SoundDecoder(LONGEST_S)
    room = SoundBudget(10_000).reserve(5000)
    content = sound_file(buzz(0.5, 16_000), 16_000)
    sound, refused = await asyncio.gather(
        decoder.decode(content, room), decoder.decode(b"no sound"), return_exceptions=True
    )
    assert (sound.samples, sound.sample_rate_hz, sound.room) == (8000, 16_000, room)
    expected, _ = decode(content, LONGEST_S)
    assert sound.pcm == expected.tobytes()
    assert isinstance(refused, SoundFileError)
    assert refused.code == "audio_invalid"


async def test_a_decoder_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_file_module, "TIMEOUT_S", 0.01)
    with pytest.raises(SoundFileError, match="took too much"):
        await SoundDecoder(LONGEST_S).decode(sound_file(buzz(0.5, 16_000), 16_000))
