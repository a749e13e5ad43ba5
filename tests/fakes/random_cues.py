"""Random cue sequences for the articulation laws, and the fixed settings they are tested with."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from visavis.protocol.channels import VISEME15
from visavis.speech.cues import Cue

# The default draws the same examples every time. A hunt draws new ones: VISAVIS_LAW_EXAMPLES=5000 pytest tests/speech
_HUNT = int(os.environ.get("VISAVIS_LAW_EXAMPLES", "0"))
LAW = settings(
    max_examples=_HUNT or 100,
    deadline=None,
    derandomize=not _HUNT,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
SPACES = ("viseme15", "arkit52")
TONGUE = ("TH", "DD", "kk", "nn")
MOUTH = tuple(viseme for viseme in VISEME15 if viseme not in {"sil", "PP", "FF"})

durations_ms = st.floats(20.0, 600.0, allow_nan=False)
visemes = st.sampled_from(VISEME15)
intensities = st.sampled_from([0.3, 0.6, 0.75, 1.0])


def chain(parts: list[tuple[str, float, float]], start_ms: float = 0.0) -> list[Cue]:
    """Cues end to end from ``(viseme, duration_ms, intensity)``."""
    cues, at = [], start_ms
    for viseme, duration, intensity in parts:
        cues.append(Cue(viseme, at, at + duration, intensity))
        at += duration
    return cues


@st.composite
def cue_sequences(draw: st.DrawFn, shapes: st.SearchStrategy[str] = visemes, min_size: int = 1) -> list[Cue]:
    """Up to 16 cues of 20 to 600 ms, now and then with an unspoken gap between them."""
    parts = draw(st.lists(st.tuples(shapes, durations_ms, intensities), min_size=min_size, max_size=16))
    gaps = draw(st.lists(st.sampled_from([0.0, 0.0, 0.0, 40.0, 130.0]), min_size=len(parts), max_size=len(parts)))
    cues, at = [], 0.0
    for (viseme, duration, intensity), gap in zip(parts, gaps, strict=True):
        at += gap
        cues.append(Cue(viseme, at, at + duration, intensity))
        at += duration
    return cues
