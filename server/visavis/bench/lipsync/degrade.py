"""Sound as it comes over a line: another sampling rate, and noise under it. The same input gives the same output."""

from __future__ import annotations

from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

_FLAT_BELOW_HZ: Final = 80.0


def degrade(
    samples: NDArray[np.float32], rate_hz: int, to_rate_hz: int, noise_db: float, seed: int
) -> NDArray[np.float32]:
    """Mono samples at ``to_rate_hz`` with pink-like noise ``noise_db`` below the sound's mean power."""
    sound: NDArray[np.float32] = soxr.resample(samples, rate_hz, to_rate_hz).astype(np.float32)
    white = np.random.default_rng(seed).standard_normal(len(sound))
    spectrum = np.fft.rfft(white)
    spectrum /= np.sqrt(np.maximum(_FLAT_BELOW_HZ, np.fft.rfftfreq(len(sound), 1 / to_rate_hz)))
    noise = np.fft.irfft(spectrum, len(sound))
    power, own = float(np.mean(sound**2)), float(np.mean(noise**2))
    if power <= 0 or own <= 0:
        return sound
    gain = np.sqrt(power * 10 ** (-noise_db / 10) / own)
    noisy: NDArray[np.float32] = np.clip(sound + gain * noise, -1, 1).astype(np.float32)
    return noisy
