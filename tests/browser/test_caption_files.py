"""WebVTT files in a browser's own parser: every caption is shown as it was written, every word has its time."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route

from visavis.protocol.frames import SentenceEvent, WordEvent
from visavis.speech.cues import Cue
from visavis.speech.export.webvtt import captions_vtt, visemes_vtt

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><video><track kind="{kind}" src="/x.vtt" default></video>'

READ = """async () => {
  const track = document.querySelector('track');
  track.track.mode = 'hidden';
  if (track.readyState !== 2)
    await new Promise((done, failed) => {
      track.onload = done;
      track.onerror = () => failed(new Error('the parser refused the file'));
    });
  return [...track.track.cues].map((cue) => ({
    onset: cue.startTime,
    end: cue.endTime,
    text: cue.text,
    shown: cue.getCueAsHTML().textContent,
    markup: [...cue.getCueAsHTML().childNodes].filter((node) => node.nodeType === 1).length,
    times: [...cue.getCueAsHTML().childNodes].filter((node) => node.nodeType === 7).map((node) => node.data),
  }));
}"""


def read(page: Page, vtt: str, kind: str) -> list[dict[str, Any]]:
    def serve(route: Route) -> None:
        if route.request.url.endswith(".vtt"):
            route.fulfill(body=vtt, content_type="text/vtt; charset=utf-8")
        else:
            route.fulfill(body=PAGE.format(kind=kind), content_type="text/html; charset=utf-8")

    page.route("http://captions.test/**", serve)
    page.goto("http://captions.test/")
    cues: list[dict[str, Any]] = page.evaluate(READ)
    return cues


def test_captions_are_shown_as_written(page: Page) -> None:
    texts = [
        "您好，我是<b>小美</b>。",
        "A & B --> C &amp; D;",
        "多行\r\n\r\n00:00:01.000 --> 00:00:02.000\n话",
        "😀 ok",
    ]
    text = "".join(texts)
    sentences, words, at = [], [], 0
    for number, part in enumerate(texts):
        sentences.append(SentenceEvent(start=at, end=at + len(part), onset_ms=1000.0 * number))
        middle = at + len(part) // 2
        words += [
            WordEvent(start=at, end=middle, onset_ms=1000.0 * number, end_ms=1000.0 * number + 400),
            WordEvent(start=middle, end=at + len(part), onset_ms=1000.0 * number + 400.4, end_ms=1000.0 * number + 900),
        ]
        at += len(part)
    cues = read(page, captions_vtt(text, sentences, words, 4000), "captions")
    assert [cue["shown"].split() for cue in cues] == [part.split() for part in texts]
    assert [(cue["onset"], cue["end"]) for cue in cues] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert [cue["times"] for cue in cues] == [[f"00:00:0{number}.400"] for number in range(4)]
    assert {cue["markup"] for cue in cues} == {0}


def test_visemes_come_as_metadata(page: Page) -> None:
    cues = read(page, visemes_vtt([Cue("PP", 0, 80), Cue("aa", 80, 250.4, 0.5)]), "metadata")
    assert [(cue["onset"], cue["end"], cue["text"]) for cue in cues] == [
        (0, 0.08, '{"viseme":"PP","intensity":1.0}'),
        (0.08, 0.25, '{"viseme":"aa","intensity":0.5}'),
    ]
