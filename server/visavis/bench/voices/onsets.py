"""How far the cues of a voice are from what the aligner hears in its sound."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from visavis.speech.cues import Cue
from visavis.tts.late_aligner import LateAligner
from visavis.tts.whole import WholeUtterance


async def onset_error_ms(whole: WholeUtterance, text: str, aligner: LateAligner) -> float | None:
    """Median distance in ms of the onsets of cues that both have; None where they share none.

    Near 0 for a voice that is aligned anyway; for one with phones of its own it shows how true these are, as far as
    the aligner is (``visavis bench lipsync``). Raises ``EngineError``.
    """
    samples = np.frombuffer(whole.pcm, "<i2").astype(np.int16)
    found = await aligner.align_recording(text, samples, whole.sample_rate_hz, language=whole.language)
    return median_distance_ms(whole.cues, found.cues)


def median_distance_ms(cues: Sequence[Cue], others: Sequence[Cue]) -> float | None:
    """Over the cues of both that are the same in the same order."""
    ours, theirs = ([cue for cue in some if cue.viseme != "sil"] for some in (cues, others))
    matcher = SequenceMatcher(None, [cue.viseme for cue in ours], [cue.viseme for cue in theirs], autojunk=False)
    distances = [
        abs(ours[block.a + n].onset_ms - theirs[block.b + n].onset_ms)
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]
    return float(np.median(distances)) if distances else None
