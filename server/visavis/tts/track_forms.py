"""The forms in which a whole utterance's mouth track goes elsewhere."""

from __future__ import annotations

from typing import Literal, get_args

from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Emotion
from visavis.speech.export.label import label_text
from visavis.speech.export.live_link import live_link_csv
from visavis.speech.export.table import table_csv
from visavis.speech.export.webvtt import captions_vtt, visemes_vtt
from visavis.speech.track import Track
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.files import result_json
from visavis.tts.whole import WholeUtterance

TrackForm = Literal["json", "csv", "live-link", "vtt", "visemes-vtt"]
"""``json``: a SpeechResult. ``csv``: a table. ``live-link``: CSV as of the Live Link Face app. ``vtt``: captions.
``visemes-vtt``: metadata."""

FORMS: tuple[TrackForm, ...] = get_args(TrackForm)


def track_bytes(whole: WholeUtterance, space: ChannelSpace, form: TrackForm, emotion: Emotion | None = None) -> bytes:
    """A track, captions or visemes in a form, as UTF-8. Raises ValueError for Live Link with visemes."""
    match form:
        case "json":
            return result_json(whole, space, emotion) + b"\n"
        case "csv":
            return table_csv(Track(space, TRACK_FPS, whole.rows)).encode()
        case "live-link":
            return live_link_csv(Track(space, TRACK_FPS, whole.rows)).encode()
        case "vtt":
            return captions_vtt(
                whole.written, whole.sentences, whole.words, whole.duration_ms, note=label_text(whole.pcm)
            ).encode()
        case "visemes-vtt":
            return visemes_vtt(whole.cues, note=label_text(whole.pcm)).encode()
