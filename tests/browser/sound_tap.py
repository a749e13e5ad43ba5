"""Compares what really sounds with what the face shows, while an engine speaks whose sound and face both tell the time.

The sound is read where the page connects to the loudspeaker, by an audio worklet of the test's own; the face is read
from the mixed weights of each drawn frame. Neither uses the page's idea of where it is in the utterance.

A browser tells in two ways which context time is audible now: by its latency and by a timestamp of its output. While
a busy machine is late with its buffers they differ by tens of milliseconds, and which is right cannot be known from
inside. So a frame is off by no more than it is by the kinder of the two. Where one of them goes back, because the
latency that is told leaps up for a moment, it tells nothing: nobody hears sound backwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo_page import DemoPage
from fakes.position_engine import FULL, PERIODS_S, RAMP_SAMPLES, RATE_HZ, SPEAKS
from visavis.protocol import ARKIT52

BOUND_MS = 20.0
"""How far off the face may be for longer than one frame."""
BOUND_ONE_FRAME_MS = 50.0
TAP_FOLDER = Path(__file__).parent
"""As the server's folder of more models, so that ``tap/tap.js`` comes from the page's own origin."""
WRAP_S = RAMP_SAMPLES / RATE_HZ
SILENT = 1e-6
SEAM_S = 0.12
"""The middle sawtooth tells the time to 1/15 s; a frame of the track is 1/60 s."""
CLAIMED = 0.99
"""While the mouth takes up the track after a halt, its shape is on the way there and tells no time."""
TAKING_UP_S = 0.1
"""How long that may last: 40 ms, and a frame at either end of a slow picture."""

FIND_OUTPUT = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) window.outputNode = this;
  return connect.call(this, target, ...rest);
};
"""

START = """async (channels) => {
  const context = outputNode.context;
  await context.audioWorklet.addModule('/models/tap/tap.js');
  const tap = new AudioWorkletNode(context, 'tap');
  const mute = new GainNode(context, { gain: 0 });
  outputNode.connect(tap).connect(mute).connect(context.destination);
  window.tapRows = [];
  tap.port.onmessage = ({ data }) => tapRows.push(...data);
  window.faceRows = [];
  let last = -1;
  (function tick() {
    const { probe } = visavis;
    if (probe.frameCount !== last) {
      last = probe.frameCount;
      const latency = context.outputLatency || context.baseLatency || 0;
      const { contextTime, performanceTime } = context.getOutputTimestamp();
      const stamped = contextTime + (performance.now() - performanceTime) / 1000;
      const since = context.currentTime - probe.lastFrame.contextTime;
      faceRows.push(probe.lastFrame.contextTime - latency, stamped - since, probe.lastFrame.utterance === null ? 0 : 1,
        ...channels.map(index => probe.face[index]));
    }
    requestAnimationFrame(tick);
  })();
  return context.sampleRate;
}"""


@dataclass(frozen=True)
class Shown:
    """One drawn frame while the utterance was audible."""

    context_s: float
    """Context time that was audible when it was drawn."""
    face_s: float
    """Time in the utterance that the face shows."""
    sound_s: float
    """Time in the utterance that sounded then."""

    @property
    def skew_ms(self) -> float:
        """How far the face runs ahead of the sound."""
        return (self.face_s - self.sound_s) * 1000


class SoundTap:
    """Attached to a demo page before it is opened; ``start`` it when the page is connected."""

    def __init__(self, demo: DemoPage) -> None:
        self.demo = demo
        demo.page.add_init_script(FIND_OUTPUT)

    def start(self) -> None:
        """Begin to listen and to look."""
        indices = [ARKIT52.index(name) for name in (SPEAKS, *PERIODS_S)]
        self.rate_hz: float = self.demo.page.evaluate(START, indices)

    def shown(self) -> list[Shown]:
        """Every frame drawn while there was sound, away from the seams where either code starts again."""
        # What was posted last is still on its way.
        self.demo.page.wait_for_timeout(300)
        sound = np.array(self.demo.page.evaluate("tapRows")).reshape(-1, 2)
        faces = np.array(self.demo.page.evaluate("faceRows")).reshape(-1, 4 + len(PERIODS_S))
        found: list[Shown] = []
        taking_up_since: float | None = None
        latest = [-math.inf, -math.inf]
        for computed_s, stamped_s, audible, claimed, *weights in faces:
            told = [
                context_s
                for context_s, last_s in zip((computed_s, stamped_s), latest, strict=True)
                if context_s >= last_s
            ]
            latest = [max(pair) for pair in zip((computed_s, stamped_s), latest, strict=True)]
            if not audible:
                continue
            heard = [
                (context_s, heard_s) for context_s in told if (heard_s := self._heard(sound, context_s)) is not None
            ]
            if not heard:
                continue
            if claimed < CLAIMED:
                taking_up_since = computed_s if taking_up_since is None else taking_up_since
                late_s = computed_s - taking_up_since
                assert late_s < TAKING_UP_S, f"the mouth has not taken up the track {late_s:.3f} s after its sound"
                continue
            taking_up_since = None
            face_s = _face_time(weights)
            if face_s is None:
                continue
            frames = [
                Shown(float(context_s), face_s, float(heard_s + round((face_s - heard_s) / WRAP_S) * WRAP_S))
                for context_s, heard_s in heard
            ]
            found.append(min(frames, key=lambda frame: abs(frame.skew_ms)))
        return found

    def _heard(self, sound: NDArray[np.float64], context_s: float) -> float | None:
        """What sounded at a context time, in seconds within a wrap of the ramp; None where it tells no position."""
        frames, values = sound[:, 0], sound[:, 1]
        at = int(np.searchsorted(frames, context_s * self.rate_hz, side="right")) - 1
        if at < 1 or at + 2 >= len(frames):
            return None
        near = values[at - 1 : at + 3]
        # A seam of the ramp, or a fade at its edges.
        if np.abs(near).min() < SILENT or not np.all(np.diff(near) > 0) or np.ptp(np.diff(near)) > 0.002:
            return None
        within_s = context_s - frames[at] / self.rate_hz
        return float((values[at] + 0.5) * RAMP_SAMPLES / RATE_HZ + within_s)


def judge(shown: list[Shown], *, at_least: int) -> None:
    """Fails where the face is off for longer than a frame, or far off in one.

    A frame alone says little: the tap reads the browser's clock of sound and the face's time one after the other,
    and a busy machine takes the thread away between the two.
    """
    assert len(shown) >= at_least, f"only {len(shown)} frames tell both times"
    off = [abs(frame.skew_ms) for frame in shown]
    lasting = [min(pair) for pair in pairwise(off)]
    for limit_ms, found in ((BOUND_MS, lasting), (BOUND_ONE_FRAME_MS, off)):
        index = max(range(len(found)), key=found.__getitem__)
        assert found[index] < limit_ms, (
            f"the face is {shown[index].skew_ms:+.1f} ms off the sound at {shown[index].sound_s:.3f} s "
            f"(limit {limit_ms:g} ms, median {sorted(off)[len(off) // 2]:.1f} ms)"
        )


def _face_time(weights: list[float]) -> float | None:
    """Time the weights tell, or None near a full second, where the finest sawtooth is blended across its seam."""
    fine, middle, coarse = (
        weight * 255 / FULL * period for weight, period in zip(weights, PERIODS_S.values(), strict=True)
    )
    if abs(middle - round(middle)) < SEAM_S:
        return None
    middle = fine + round(middle - fine)
    period = PERIODS_S["mouthFunnel"]
    return middle + round((coarse - middle) / period) * period
