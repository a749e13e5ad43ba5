"""A whole utterance as files."""

from __future__ import annotations

import io
import json
import wave
from dataclasses import replace

import numpy as np
import pytest

from visavis.protocol.channels import VISEME15
from visavis.protocol.frames import MarkEvent, SentenceEvent, WordEvent
from visavis.protocol.rest import SpeechResult
from visavis.speech.cues import Cue
from visavis.speech.track import Track
from visavis.tts.files import BLOCK_FRAMES, result_json, wav_bytes
from visavis.tts.whole import WholeUtterance

pytestmark = pytest.mark.unit

WHOLE = WholeUtterance(
    written="您好 😀",
    language="zh",
    voice="x:y",
    sample_rate_hz=8000,
    pcm=np.array([1, -2, 32767, -32768], dtype="<i2").tobytes() * 100,
    rows=np.array([range(15), range(240, 255), [255] * 15], dtype=np.uint8),
    words=(WordEvent(start=0, end=1, onset_ms=0, end_ms=10.5),),
    sentences=(SentenceEvent(start=0, end=4, onset_ms=0),),
    marks=(MarkEvent(name="wave", onset_ms=3),),
    cues=(Cue("PP", 0, 20, 0.5),),
)


def test_the_json_is_a_speech_result() -> None:
    told = SpeechResult.model_validate_json(result_json(WHOLE, "viseme15", "happy"))
    assert (told.text, told.voice, told.language, told.emotion) == ("您好 😀", "x:y", "zh", "happy")
    assert (told.words, told.sentences, told.marks) == (WHOLE.words, WHOLE.sentences, WHOLE.marks)
    assert told.duration_ms == 50
    assert (told.track.frames, told.track.fps, told.track.channels) == (3, 60, VISEME15)
    assert [list(row) for row in told.track.weights] == WHOLE.rows.tolist()
    assert told.cues[0].model_dump() == {"viseme": "PP", "onset_ms": 0, "end_ms": 20, "intensity": 0.5}


def test_the_wav_holds_the_samples() -> None:
    with wave.open(io.BytesIO(wav_bytes(WHOLE.pcm, 8000))) as sound:
        assert sound.getparams()[:4] == (1, 2, 8000, 400)
        assert sound.readframes(400) == WHOLE.pcm


def test_the_json_gives_its_track_back() -> None:
    assert Track.from_speech_json(result_json(WHOLE, "viseme15")) == Track("viseme15", 60, WHOLE.rows)


@pytest.mark.parametrize("frames", [0, 1, BLOCK_FRAMES, BLOCK_FRAMES + 1, 3 * BLOCK_FRAMES - 1])
def test_tracks_of_any_length_are_whole(frames: int) -> None:
    rows = np.random.default_rng(0).integers(0, 256, (frames, 15), dtype=np.uint8)
    told = result_json(replace(WHOLE, rows=rows, written="]}}"), "viseme15")
    assert json.loads(told)["track"]["frames"] == frames
    assert Track.from_speech_json(told) == Track("viseme15", 60, rows)
