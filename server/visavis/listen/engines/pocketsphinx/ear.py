"""One decoder of pocketsphinx, for one utterance at a time. All calls block, and are made in threads."""

from __future__ import annotations

import re
import threading
from typing import Any, Final

import numpy as np

from visavis.listen.recogniser import RATE_HZ

_ALTERNATIVE: Final = re.compile(r"\(\d+\)")
"""What stands after a word that was heard in its second pronunciation."""
_EDGE_SAMPLES: Final = RATE_HZ // 5
"""It learns how loud silence is before it hears the first word."""
_ROOM: Final = 33.0
"""A quiet room's noise, 60 dB below full scale. In perfect silence, as between the words of a recording or behind a
noise gate, it understands less than half of what it does with some noise."""


class Ear:
    """Loading takes a second and some 30 MB. It may be taken over while the call of somebody who left still runs."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder: Any = Decoder(samprate=float(RATE_HZ), loglevel="FATAL")
        self._start = self._decoder.get_cmn(False)
        self._noise = np.random.default_rng(0)
        self._lock = threading.Lock()
        self._open = False

    def begin(self) -> None:
        """A new utterance, of another visitor for all we know: nothing is remembered of the one before."""
        with self._lock:
            if self._open:
                self._decoder.end_utt()
            self._decoder.set_cmn(self._start)
            self._decoder.start_utt()
            self._open = True
            self._take(bytes(2 * _EDGE_SAMPLES))

    def feed(self, pcm: bytes) -> str:
        """More sound; what is understood so far."""
        with self._lock:
            self._take(pcm)
            return self._text()

    def finish(self) -> str:
        """All that is understood."""
        with self._lock:
            self._take(bytes(2 * _EDGE_SAMPLES))
            self._decoder.end_utt()
            self._open = False
            return self._text()

    def _take(self, pcm: bytes) -> None:
        samples = np.frombuffer(pcm, dtype="<i2")
        noisy = np.rint(samples + self._noise.normal(0.0, _ROOM, len(samples)))
        sound = np.clip(noisy, -32768, 32767).astype("<i2")
        self._decoder.process_raw(sound.tobytes(), no_search=False, full_utt=False)

    def _text(self) -> str:
        heard = self._decoder.hyp()
        return "" if heard is None else _ALTERNATIVE.sub("", str(heard.hypstr)).strip()
