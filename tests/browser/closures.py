"""Whether lips are shut in the sounds that need it, as far as frames are drawn while these are heard."""

from __future__ import annotations

from collections.abc import Sequence

from demo_page import Frame

SHUT = 0.25
"""Lips are shut when they are apart by less than this share of their widest gap."""
FRAMES = 10
"""So many frames near a closure, of which none shows it, tell that it is not there. On a machine that draws few frames
a second several takes of one sentence make them up."""
SEEN = 0.8
"""The share of the closures that has to be seen, one way or the other."""


class Closures:
    """Collects frames of one sentence, over as many takes as it needs."""

    def __init__(self, spans_s: Sequence[tuple[float, float]], *, within_s: float) -> None:
        """
        :param spans_s: onset and end of each closure, in seconds of the sentence; at least four
        :param within_s: how far from them it may be seen: an alignment is not perfect
        """
        assert len(spans_s) >= 4
        self._spans = [(onset - within_s, end + within_s) for onset, end in spans_s]
        self._shut = [False] * len(spans_s)
        self._frames = [0] * len(spans_s)

    def look(self, frames: Sequence[Frame]) -> None:
        """Take in the frames of one take."""
        widest = max(frame.gap for frame in frames)
        for number, (first, last) in enumerate(self._spans):
            near = [frame.gap < SHUT * widest for frame in frames if first <= frame.seconds <= last]
            self._frames[number] += len(near)
            self._shut[number] = self._shut[number] or any(near)

    @property
    def enough(self) -> bool:
        """Whether most of them are known to be there or not."""
        return len(self._known()) >= SEEN * len(self._spans)

    @property
    def share_shut(self) -> float:
        """The share of those known that are there. Fails when too few are known."""
        assert self.enough, f"frames near closures: {self._frames}"
        known = self._known()
        return sum(known) / len(known)

    def _known(self) -> list[bool]:
        return [shut for shut, frames in zip(self._shut, self._frames, strict=True) if shut or frames >= FRAMES]
