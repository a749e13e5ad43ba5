"""WebVTT: read back by a parser that knows only the standard's rules, whatever the text holds."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visavis.protocol.frames import SentenceEvent, WordEvent
from visavis.speech.cues import Cue
from visavis.speech.export.webvtt import captions_vtt, timestamp, visemes_vtt

pytestmark = pytest.mark.unit

TIMES = re.compile(r"(\d{2,}):(\d\d):(\d\d)\.(\d{3})")


@dataclass
class Parsed:
    onset_ms: int
    end_ms: int
    lines: list[str]


def ms_of(stamp: str) -> int:
    found = TIMES.fullmatch(stamp)
    assert found, stamp
    hours, minutes, seconds, thousandths = map(int, found.groups())
    assert minutes < 60
    assert seconds < 60
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def parse(text: str) -> list[Parsed]:
    """Blocks between empty lines; the line with an arrow has the times, what follows is the payload."""
    head, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    assert head == "WEBVTT"
    cues = []
    for block in blocks:
        lines = block.split("\n")
        arrow = next(number for number, line in enumerate(lines) if "-->" in line)
        assert arrow <= 1
        onset, end = lines[arrow].split(" --> ")
        cues.append(Parsed(ms_of(onset), ms_of(end), lines[arrow + 1 :]))
        assert cues[-1].onset_ms < cues[-1].end_ms
    return cues


def shown(payload: str) -> tuple[str, list[int]]:
    """What a viewer reads, and the times inside."""
    stamps = re.findall(r"<([\d:.]+)>", payload)
    bare = re.sub(r"<[\d:.]+>", "", payload)
    assert "<" not in bare
    assert ">" not in bare
    assert not re.search(r"&(?!amp;|lt;|gt;)", bare)
    return html.unescape(bare), [ms_of(stamp) for stamp in stamps]


def events(text: str, cuts: list[int], step_ms: float) -> tuple[list[SentenceEvent], list[WordEvent]]:
    """Sentences between the cuts, and a word for every two characters of each."""
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    sentences, words, at_ms = [], [], 0.0
    for start, end in pairwise(edges):
        sentences.append(SentenceEvent(start=start, end=end, onset_ms=at_ms))
        for first in range(start, end, 2):
            words.append(WordEvent(start=first, end=min(first + 2, end), onset_ms=at_ms, end_ms=at_ms + step_ms))
            at_ms += step_ms
    return sentences, words


def test_a_sentence_is_a_cue_and_a_word_has_its_time() -> None:
    text = "Tom & Ann: a<b. 您好！"
    sentences = [SentenceEvent(start=0, end=15, onset_ms=0), SentenceEvent(start=16, end=19, onset_ms=1500)]
    words = [
        WordEvent(start=start, end=end, onset_ms=onset, end_ms=onset + 200)
        for start, end, onset in [(0, 3, 0), (6, 9, 400), (11, 14, 800.4), (16, 17, 1500), (17, 18, 1700)]
    ]
    first, second = parse(captions_vtt(text, sentences, words, 1999.6))
    assert first.lines == ["Tom &amp; <00:00:00.400>Ann: <00:00:00.800>a&lt;b."]
    assert (first.onset_ms, first.end_ms) == (0, 1500)
    assert second.lines == ["您<00:00:01.700>好！"]
    assert (second.onset_ms, second.end_ms) == (1500, 2000)


def test_a_caption_does_not_stay_through_a_long_pause() -> None:
    sentences = [SentenceEvent(start=0, end=2, onset_ms=0), SentenceEvent(start=2, end=4, onset_ms=9000)]
    words = [
        WordEvent(start=0, end=2, onset_ms=0, end_ms=500),
        WordEvent(start=2, end=4, onset_ms=9000, end_ms=9400),
    ]
    assert [cue.end_ms for cue in parse(captions_vtt("一二三四", sentences, words, 9500))] == [1500, 9500]


@given(
    st.text(st.sampled_from("a b\n\r\t&<>-;→好\0\u2028\u0085—:0"), min_size=1, max_size=60),
    st.lists(st.integers(0, 60), max_size=4),
    st.floats(0.2, 400),
)
@example("0000000", [5, 6], 0.5)
def test_no_text_breaks_out_of_its_cue(text: str, cuts: list[int], step_ms: float) -> None:
    sentences, words = events(text, cuts, step_ms)
    cues = parse(captions_vtt(text, sentences, words, len(text) * step_ms))
    for cue in cues:
        assert len(cue.lines) == 1
        _, stamps = shown(cue.lines[0])
        assert stamps == sorted(set(stamps))
        assert all(cue.onset_ms < stamp < cue.end_ms for stamp in stamps)
    seen = "".join(shown(cue.lines[0])[0] for cue in cues)
    assert "".join(seen.split()) == "".join(text.replace("\0", " ").split())


@given(st.lists(st.tuples(st.sampled_from(["sil", "PP", "aa"]), st.floats(0, 300), st.floats(0, 1)), max_size=20))
def test_visemes_are_json_with_times(parts: list[tuple[str, float, float]]) -> None:
    cues, at_ms = [], 0.0
    for viseme, length_ms, intensity in parts:
        cues.append(Cue(viseme, at_ms, at_ms + length_ms, intensity))
        at_ms += length_ms
    read = parse(visemes_vtt(cues))
    wanted = [cue for cue in cues if round(cue.onset_ms) < round(cue.end_ms)]
    assert [json.loads(one.lines[0])["viseme"] for one in read] == [cue.viseme for cue in wanted]
    assert [one.onset_ms for one in read] == [round(cue.onset_ms) for cue in wanted]


def test_hours_have_as_many_digits_as_they_need() -> None:
    assert timestamp(3_600_000 * 123 + 61_001) == "123:01:01.001"
    assert timestamp(59_999.6) == "00:01:00.000"
