"""The mark "AI-generated": in the words of the standard, and configurable."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from visavis.speech.export.label import label, label_text, use_label
from visavis.speech.export.webvtt import visemes_vtt

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    use_label("visavis")


def test_the_mark_has_the_fields_of_the_standard() -> None:
    mark = label()
    assert mark is not None
    assert list(mark) == [
        "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
    ]  # fmt: skip
    assert (mark["Label"], mark["ContentProducer"]) == ("1", "visavis")
    assert mark["ProduceID"]


def test_one_speech_has_one_id_and_each_stream_its_own() -> None:
    assert label(b"sound") == label(b"sound")
    assert label(b"sound") != label(b"other")
    assert len({(label() or {})["ProduceID"] for _ in range(50)}) == 50


def test_a_producer_in_chinese_stands_in_ascii() -> None:
    use_label("某某科技")
    text = label_text()
    assert text is not None
    assert text.isascii()
    words, _, told = text.partition(" ")
    assert words == "AI-generated"
    assert json.loads(told)["AIGC"]["ContentProducer"] == "某某科技"


def test_it_can_be_left_out() -> None:
    use_label(None)
    assert label() is None
    assert label_text() is None
    assert "NOTE" not in visemes_vtt([], note=label_text())


def test_a_note_begins_no_cue() -> None:
    use_label("00:00.000 --> 00:09.000")
    assert "-->" not in visemes_vtt([], note=label_text())
