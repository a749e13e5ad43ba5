"""The same speech in other rooms and mouths: everything is done to the powers of the bands, a batch at a time.

Sound of independent sources adds up in power, an echo is power that dies away, a channel is a gain of each band, and a
longer throat moves the bands; so all of it costs next to nothing and a voice is never heard twice alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.recogniser.spectrum import BANDS, FLOOR, FRAMES_PER_SECOND

Array = NDArray[np.float32]
_THROAT: Final = 0.16
"""Bands move by up to so much of their frequency."""
_NEAR: Final = 0.5
_BANDS_HZ_STEP: Final = 1127 * np.log(1 + 1 / 700)


def augment(frames: Array, random: np.random.Generator) -> Array:
    """Sounds × frames × bands of log power, changed sound by sound.

    Half of the sounds keep their room and get little noise: most of what is listened to is recorded closely, and
    a network that only hears the worst learns not to trust fine differences.
    """
    sounds = len(frames)
    near = random.random((sounds, 1, 1)) < _NEAR
    power = np.exp(_throats(frames, random))
    power = np.where(near, power, _echo(power, random))
    power *= np.exp(_channel(sounds, random) * np.where(near, 0.5, 1.0))
    power *= np.exp(random.uniform(-3.5, 2.2, (sounds, 1, 1)))
    power += _noise(power, random) * np.where(near, 0.01, 1.0)
    _cut_bands(power, random, ~near[:, 0, 0])
    grain = np.exp(random.normal(0, random.uniform(0, 0.25, (sounds, 1, 1)), power.shape))
    _mask(power, random)
    logarithms: Array = np.log(power * grain + FLOOR).astype(np.float32)
    return logarithms


def _throats(frames: Array, random: np.random.Generator) -> Array:
    """Frequencies scaled, a different factor for every sound."""
    edges = _centres_hz()
    out = np.empty_like(frames)
    for number in range(len(frames)):
        factor = np.exp(random.uniform(-_THROAT, _THROAT)) if random.random() < 0.8 else 1.0
        place = np.interp(edges * factor, edges, np.arange(BANDS))
        low = np.minimum(place.astype(int), BANDS - 2)
        share = (place - low).astype(np.float32)
        out[number] = frames[number][:, low] * (1 - share) + frames[number][:, low + 1] * share
    return out


def _centres_hz() -> NDArray[np.float64]:
    mel = np.linspace(1127 * np.log1p(60 / 700), 1127 * np.log1p(7600 / 700), BANDS + 2)[1:-1]
    centres: NDArray[np.float64] = 700 * np.expm1(mel / 1127)
    return centres


def _echo(power: Array, random: np.random.Generator) -> Array:
    """Half of the sounds in a room: power that dies away within 0.15 to 0.7 s, 4 to 20 dB below what is direct."""
    sounds, frames, _ = power.shape
    seconds = random.uniform(0.15, 0.7, (sounds, 1))
    keep = np.exp(-13.8 / (seconds * FRAMES_PER_SECOND)).astype(np.float32)
    wet = (10 ** (random.uniform(-20, -4, (sounds, 1)) / 10) * (random.random((sounds, 1)) < 0.5)).astype(np.float32)
    out = power.copy()
    tail = np.zeros((sounds, BANDS), dtype=np.float32)
    for frame in range(frames):
        out[:, frame] += wet * tail
        tail = keep * tail + (1 - keep) * 4 * power[:, frame]
    return out


def _channel(sounds: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Gains of a microphone and a line: a tilt, two humps and a little of everything, natural logarithms of power."""
    place = np.linspace(-1, 1, BANDS)
    gains = random.normal(0, 0.9, (sounds, 1)) * place
    for _ in range(2):
        middle, width = random.uniform(-1, 1, (sounds, 1)), random.uniform(0.1, 0.6, (sounds, 1))
        gains = gains + random.normal(0, 0.9, (sounds, 1)) * np.exp(-(((place - middle) / width) ** 2))
    gains += random.normal(0, 0.15, (sounds, BANDS))
    return gains[:, None, :]


def _noise(power: Array, random: np.random.Generator) -> NDArray[np.float64]:
    """Steady noise of any colour, 3 to 50 dB below the speech, that swells and ebbs; in a fifth, other people."""
    sounds, frames, _ = power.shape
    below_db = random.uniform(3, 50, (sounds, 1, 1))
    level = power.mean(axis=(1, 2), keepdims=True) * 10 ** (-below_db / 10)
    colour = np.exp(
        random.normal(0, 1.2, (sounds, 1)) * np.linspace(-1, 1, BANDS) + random.normal(0, 0.4, (sounds, BANDS))
    )
    hum = np.zeros((sounds, BANDS))
    hum[:, :3] = random.exponential(8, (sounds, 3)) * (random.random((sounds, 1)) < 0.3)
    colour = (colour + hum) / (colour + hum).mean(axis=1, keepdims=True)
    slow = random.normal(0, 0.5, (sounds, frames // 25 + 2))
    swell = np.exp(np.stack([np.interp(np.arange(frames) / 25, np.arange(slow.shape[1]), one) for one in slow]))
    flicker = random.gamma(4, 0.25, power.shape)
    noise = level * colour[:, None, :] * swell[:, :, None] * flicker
    others = np.roll(power, 1, axis=0)[:, ::-1] + np.roll(power, 2, axis=0)
    others = others / (others.mean(axis=(1, 2), keepdims=True) + FLOOR) * level
    babble = random.random((sounds, 1, 1)) < 0.2
    noisy: NDArray[np.float64] = np.where(babble, others, noise)
    return noisy


def _cut_bands(power: Array, random: np.random.Generator, among: NDArray[np.bool_]) -> None:
    """Four in ten of these sounds over a telephone: nothing above 3.4 kHz or so, and little below 300 Hz."""
    for number in np.flatnonzero(among):
        if random.random() < 0.4:
            power[number, :, random.integers(25, 32) :] *= 1e-5
            if random.random() < 0.6:
                power[number, :, : random.integers(1, 5)] *= 0.02


def _mask(power: Array, random: np.random.Generator) -> None:
    """Up to four neighbouring bands of a third of the sounds are gone (Park et al., SpecAugment, 2019), so that no
    single band decides."""
    for number in range(len(power)):
        if random.random() < 0.33:
            at = int(random.integers(0, BANDS - 4))
            power[number, :, at : at + int(random.integers(1, 5))] *= 1e-3
