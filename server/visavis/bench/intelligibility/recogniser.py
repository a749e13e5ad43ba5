"""The ear of the bench: pocketsphinx with the American English model that comes in its wheel."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 16_000
_ALTERNATIVE: Final = re.compile(r"\(\d+\)")
"""What stands after a word that was heard in its second pronunciation."""
_EDGE_SAMPLES: Final = RATE_HZ // 5
"""The recogniser learns how loud silence is before it hears the first word."""
_ROOM: Final = 33.0
"""A quiet room's noise, 60 dB below full scale. A voice is never heard in perfect silence, and the recogniser, which
learnt from recordings, makes less than half of what it makes of the same voice with some noise."""


class RecogniserMissingError(Exception):
    """pocketsphinx is not installed; the message says how to get it."""


class Recogniser:
    """Writes down English sentences, each without knowledge of the ones before. Raises
    :class:`RecogniserMissingError`."""

    def __init__(self) -> None:
        self._decoder = _decoder()
        self._start = self._decoder.get_cmn(False)

    def hear(self, samples: NDArray[np.int16]) -> str:
        """What is said in ``samples``, mono at 16 kHz; empty where nothing is understood."""
        self._decoder.set_cmn(self._start)
        self._decoder.start_utt()
        room = np.random.default_rng(0).normal(0.0, _ROOM, len(samples) + 2 * _EDGE_SAMPLES)
        room[_EDGE_SAMPLES:-_EDGE_SAMPLES] += samples
        sound = np.clip(np.rint(room), -32768, 32767).astype("<i2")
        self._decoder.process_raw(sound.tobytes(), no_search=False, full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return "" if heard is None else _ALTERNATIVE.sub("", heard.hypstr)


def _decoder() -> Any:
    try:
        from pocketsphinx import Decoder
    except ImportError:
        raise RecogniserMissingError("the recogniser is missing: pip install 'pocketsphinx>=5'") from None
    return Decoder(samprate=float(RATE_HZ), loglevel="FATAL")
