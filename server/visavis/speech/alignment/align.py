"""One sentence: from a recording and renderings to phones with times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from visavis.speech.alignment.adapt import adapt, borrow, complete
from visavis.speech.alignment.chain import silence_favoured
from visavis.speech.alignment.edges import place
from visavis.speech.alignment.first_path import FirstPath, Rendered, first_path
from visavis.speech.alignment.known_words import allowed, fill, within
from visavis.speech.alignment.observations import centred, for_models
from visavis.speech.alignment.paths import path_of, spans_of
from visavis.speech.alignment.result import Alignment, WordSpan
from visavis.speech.alignment.silence import pauses
from visavis.speech.alignment.sound import Sound
from visavis.speech.alignment.voice_model import Heard, VoiceModel
from visavis.speech.alignment.words_of import words_of

_SAME: Final = 0.38
_OTHER: Final = 0.56
"""Cost of warping, as a share of what it is by chance, at which a recording surely says the text, and does not."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """An alignment, and what can be learnt from it about the voice."""

    alignment: Alignment
    heard: Heard | None
    """None where nothing was heard."""


def align(sound: Sound, renderings: Sequence[Rendered], *, model: VoiceModel | None = None) -> Aligned:
    """When each phone is said. ``model`` is the voice's own; sounds it has never heard are borrowed from renderings.

    Raises ValueError for no rendering.
    """
    if not renderings:
        raise ValueError("no rendering to compare with")
    first = first_path(sound, renderings)
    if first is None:
        return Aligned(Alignment.silent(sound.samples), None)
    statics = centred(sound)
    observed = for_models(statics)
    script = first.rendered.script
    chain = script.chain
    path = path_of(chain, first.onsets, first.ends, sound.frames)
    quiet = pauses(sound.voiced)
    mask = silence_favoured(chain, quiet)
    if model is None:
        path = adapt(observed, chain, path, borrow(sound, observed, renderings), quiet, mask)
    else:
        model = complete(model, borrow(sound, observed, renderings))
        path, _ = model.path(observed, chain, mask)
    phones, tokens = place(sound, script, spans_of(chain, path))
    method = "dtw" if model is None else "hmm"
    alignment = Alignment(tuple(phones), words_of(phones, tokens), confidence_of(first), method)
    return Aligned(alignment, Heard(statics, chain, path))


def align_words(
    sound: Sound, renderings: Sequence[Rendered], words: Sequence[WordSpan], *, model: VoiceModel | None = None
) -> Aligned:
    """When each phone is said, where words have known times: a phone lies within its word, give or take 40 ms."""
    if not renderings:
        raise ValueError("no rendering to compare with")
    first = first_path(sound, renderings)
    script = first.rendered.script if first is not None else renderings[0].script
    chain = script.chain
    onsets, ends = fill(sound, script, words)
    if first is not None:
        onsets, ends = within(onsets, ends, first, script)
    path = path_of(chain, onsets, ends, sound.frames)
    quiet = pauses(sound.voiced)
    mask = allowed(sound, script, words, onsets, ends) + silence_favoured(chain, quiet)
    statics = centred(sound)
    observed = for_models(statics)
    if model is None:
        path = adapt(observed, chain, path, borrow(sound, observed, renderings), quiet, mask)
    else:
        model = complete(model, borrow(sound, observed, renderings))
        better, likelihood = model.path(observed, chain, mask)
        path = better if np.isfinite(likelihood) else path
    phones, tokens = place(sound, script, spans_of(chain, path))
    alignment = Alignment(tuple(phones), words_of(phones, tokens), confidence_of(first), "words")
    return Aligned(alignment, Heard(statics, chain, path))


def confidence_of(first: FirstPath | None) -> float:
    """0 to 1, from how well the recording can be warped onto a rendering of the text; 0 where nothing is heard."""
    if first is None:
        return 0.0
    share = first.cost / max(first.chance, 1e-6)
    return round(float(np.clip((_OTHER - share) / (_OTHER - _SAME), 0.0, 1.0)), 3)
