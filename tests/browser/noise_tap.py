"""The sound tap for sound that was coded with losses: the position engine's noise, found again by correlation.

A ramp's values tell the time only as long as they arrive unchanged. Noise of which every stretch is unlike every other
is recognised for what it is, and placed to a fraction of a millisecond, though a codec has changed each sample.
"""

from __future__ import annotations

import base64
from functools import lru_cache

import numpy as np
import soxr
from numpy.typing import NDArray
from sound_tap import SoundTap

from fakes.position_engine import RATE_HZ, encode_noise

COMPARED_HZ = 12_000
"""Enough for the noise, which ends at 3.4 kHz."""
HALF_WINDOW_S = 0.02
ALIKE = 0.8
"""Least correlation of a stretch with what it is said to be."""
LOUD_EVERYWHERE = 0.2
"""Least loudness of each quarter of a stretch, of the loudest: a gap in it would shift where it belongs."""

RECORD = """async () => {
  const node = outputNode;
  const { context } = node;
  await context.audioWorklet.addModule('/models/tap/whole.js');
  const tap = new AudioWorkletNode(context, 'whole');
  const mute = new GainNode(context, { gain: 0 });
  node.connect(tap).connect(mute).connect(context.destination);
  window.outputNode = node;
  window.wholeSound = [];
  tap.port.onmessage = ({ data }) => wholeSound.push(data);
}"""

RECORDED = """() => {
  const first = wholeSound[0].frame;
  const last = wholeSound[wholeSound.length - 1];
  const sound = new Int16Array(last.frame + last.samples.length - first);
  for (const { frame, samples } of wholeSound)
    samples.forEach((value, at) => { sound[frame - first + at] = Math.round(value * 32767); });
  const bytes = new Uint8Array(sound.buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return [first, btoa(text)];
}"""


class NoiseTap(SoundTap):
    """A :class:`SoundTap` for the voice ``position:noise``."""

    def start(self) -> None:
        self._sound: tuple[float, NDArray[np.float64]] | None = None
        self.demo.page.evaluate(RECORD)
        super().start()

    def recorded(self) -> tuple[float, NDArray[np.float64]]:
        """Context time at which it begins, and all that sounded, at ``COMPARED_HZ``. Nothing later is recorded."""
        if self._sound is None:
            first, text = self.demo.page.evaluate(RECORDED)
            samples = np.frombuffer(base64.b64decode(text), dtype="<i2").astype(np.float64)
            self._sound = first / self.rate_hz, soxr.resample(samples, self.rate_hz, COMPARED_HZ)
        return self._sound

    def _heard(self, sound: NDArray[np.float64], context_s: float) -> float | None:
        del sound
        return self.heard_at(context_s)

    def heard_at(self, context_s: float) -> float | None:
        """The second of the noise that sounded at a context time; None where it is not clear."""
        began_s, recorded = self.recorded()
        half = round(HALF_WINDOW_S * COMPARED_HZ)
        middle = round((context_s - began_s) * COMPARED_HZ)
        stretch = recorded[max(0, middle - half) : middle + half]
        if len(stretch) < 2 * half:
            return None
        loud = np.array([np.linalg.norm(quarter) for quarter in np.split(stretch, 4)])
        if loud.max() < 1 or loud.min() < LOUD_EVERYWHERE * loud.max():
            return None
        said, energy = _reference(len(stretch))
        alike = np.correlate(said, stretch, mode="valid") / (energy * np.linalg.norm(stretch))
        at = int(np.argmax(alike))
        if alike[at] < ALIKE:
            return None
        return (at + half) / COMPARED_HZ + (context_s - began_s) - middle / COMPARED_HZ


@lru_cache
def _reference(window: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The whole noise, and the norm of each stretch of it that is ``window`` long."""
    noise = np.frombuffer(encode_noise(0, 10 * RATE_HZ), dtype="<i2").astype(np.float64)
    said = soxr.resample(noise, RATE_HZ, COMPARED_HZ)
    sums = np.concatenate(([0.0], np.cumsum(said**2)))
    return said, np.sqrt(sums[window:] - sums[:-window])
