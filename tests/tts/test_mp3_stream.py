"""MP3 in pieces."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from visavis.tts.mp3_frames import take_frame
from visavis.tts.mp3_stream import Mp3Error, Mp3Stream

pytestmark = pytest.mark.unit


def sweep(seconds: float, rate_hz: int) -> NDArray[np.float32]:
    """A tone that rises and swells, with noise: no stretch is like another."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    tone = 0.3 * np.sin(2 * np.pi * (200 + 300 * at) * at) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * at))
    return (tone + 0.02 * np.random.default_rng(1).standard_normal(len(at))).astype(np.float32)


def mp3(sound: NDArray[np.float32], rate_hz: int, *, bare: bool = False) -> bytes:
    """An MP3 of a constant bit rate; ``bare`` as services stream it, without the encoder's note."""
    target = io.BytesIO()
    with soundfile.SoundFile(
        target, "w", rate_hz, 1 if sound.ndim == 1 else sound.shape[1], "MPEG_LAYER_III", format="MP3",
        bitrate_mode="CONSTANT", compression_level=0.6,
    ) as file:  # fmt: skip
        file.write(sound)
    content = target.getvalue()
    frame, used = take_frame(content)
    assert frame is not None
    assert frame.delay_samples is not None
    return content[used:] if bare else content


async def decoded(content: bytes, rate_hz: int, step: int) -> NDArray[np.float32]:
    stream = Mp3Stream(rate_hz)
    pcm = b"".join([await stream.take(content[at : at + step]) for at in range(0, len(content), step)])
    return np.frombuffer(pcm + await stream.end(), "<i2").astype(np.float32) / 32768


def lag_samples(heard: NDArray[np.float32], said: NDArray[np.float32]) -> int:
    """By how much ``heard`` is later."""
    size = 1 << (len(heard) + len(said)).bit_length()
    at = int(np.argmax(np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)))
    return at if at < size // 2 else at - size


@pytest.mark.parametrize(("rate_hz", "step"), [(24_000, 1), (24_000, 720), (44_100, 1000), (16_000, 10**6)])
async def test_pieces_are_as_the_whole(rate_hz: int, step: int, capfd: pytest.CaptureFixture[str]) -> None:
    said = sweep(1.0 if step == 1 else 3.0, rate_hz)
    content = mp3(said, rate_hz, bare=True)
    whole, _ = soundfile.read(io.BytesIO(content), dtype="float32")
    heard = await decoded(content, rate_hz, step)
    assert len(heard) == len(whole) - 1105
    assert np.abs(heard - whole[1105:]).max() < 1e-4
    assert capfd.readouterr().err == ""  # the decoder misses no bits


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize(("from_hz", "to_hz"), [(24_000, 24_000), (44_100, 24_000), (22_050, 48_000)])
async def test_sound_comes_when_it_was_said(bare: bool, from_hz: int, to_hz: int) -> None:
    said = sweep(2.0, to_hz)
    import soxr

    content = mp3(soxr.resample(said, to_hz, from_hz), from_hz, bare=bare)
    assert abs(lag_samples(await decoded(content, to_hz, 500), said)) <= 1


async def test_stereo_is_mixed_down() -> None:
    said = sweep(1.0, 24_000)
    heard = await decoded(mp3(np.column_stack([said, np.zeros_like(said)]), 24_000), 24_000, 999)
    assert lag_samples(heard, said) == 0
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(np.sqrt(np.mean(said**2)) / 2, rel=0.1)


async def test_a_tag_and_a_damaged_stretch_are_passed_over() -> None:
    content = mp3(sweep(1.0, 24_000), 24_000, bare=True)
    tagged = b"ID3\x04\0\0\0\0\x02\x01" + bytes(257) + content
    assert len(await decoded(tagged, 24_000, 64)) == len(await decoded(content, 24_000, 64))
    cut = content[:1000] + b"\xff\xfb junk" + content[1300:]
    assert len(await decoded(cut, 24_000, 64)) > 20_000


async def test_no_sound_at_all() -> None:
    assert len(await decoded(b"", 24_000, 1)) == 0
    with pytest.raises(Mp3Error):
        await decoded(b"<html>busy</html>", 24_000, 5)
    with pytest.raises(Mp3Error):
        await decoded(bytes(200_000), 24_000, 50_000)
