"""One utterance as a picture: its wave, words, visemes, and how the mouth moves, on one line of time."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from visavis.drawing.fonts import drawable, font
from visavis.protocol.channels import CHANNELS
from visavis.speech.cues import Cue
from visavis.tts.whole import WholeUtterance

FPS: Final = 60
_LEFT, _RIGHT = 120, 40
_WIDTHS: Final = (1100, 6000)
_PX_A_SECOND: Final = 320
_PAPER, _INK, _FAINT, _GRID = "#ffffff", "#1f2933", "#7b8794", "#e4e7eb"
_WAVE, _JAW, _SHUT, _ROUND = "#3e7cb1", "#d1495b", "#1f2933", "#edae49"
_SHAPES: Final = {
    "sil": "#eef1f4", "PP": "#1f2933", "FF": "#5b4b8a", "TH": "#8d6cab", "DD": "#7aa6c2", "kk": "#8fb8a8",
    "CH": "#c98b70", "SS": "#d9b48f", "nn": "#9bb7d4", "RR": "#b0a1c4", "aa": "#d1495b", "E": "#e07a5f",
    "I": "#f2a65a", "O": "#c06c84", "U": "#a8577e",
}  # fmt: skip
"""Closures are black, vowels warm, other consonants cool."""
_WAVE_AT, _WORDS_AT, _SHAPES_AT, _MOUTH_AT, _TIME_AT = (100, 260), (280, 322), (338, 384), (410, 540), 552
_BANDS: Final = {"sound": _WAVE_AT, "words": _WORDS_AT, "visemes": _SHAPES_AT, "mouth": _MOUTH_AT}
_HEIGHT: Final = 596


def speech_picture(whole: WholeUtterance, title: str, facts: str) -> bytes:
    """A PNG, 1,100 to 6,000 pixels wide. ``whole`` has its track in ``arkit52``; ``title`` is what was said."""
    seconds = max(0.2, whole.duration_ms / 1000)
    width = int(np.clip(_LEFT + _RIGHT + seconds * _PX_A_SECOND, *_WIDTHS))
    image = Image.new("RGB", (width, _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    scale = (width - _LEFT - _RIGHT) / seconds

    _text(draw, (_LEFT, 24), title, 26, _INK, width - _LEFT - _RIGHT)
    _text(draw, (_LEFT, 62), facts, 17, _FAINT, width - _LEFT - _RIGHT)
    for name, (top, bottom) in (
        ("sound", _WAVE_AT),
        ("words", _WORDS_AT),
        ("visemes", _SHAPES_AT),
        ("mouth", _MOUTH_AT),
    ):
        draw.text((_LEFT - 16, (top + bottom) / 2), name, _FAINT, font(17), anchor="rm")
    _seconds(draw, seconds, scale)
    _wave(draw, np.frombuffer(whole.pcm, "<i2"), width)
    for word in whole.words:
        left, right = (_LEFT + ms / 1000 * scale for ms in (word.onset_ms, word.end_ms))
        draw.rounded_rectangle((left + 1, _WORDS_AT[0], right - 1, _WORDS_AT[1]), 5, "#f5f7fa", "#cbd2d9")
        _label(draw, (left, right), _WORDS_AT, whole.written[word.start : word.end], _INK)
    for cue in whole.cues:
        _shape(draw, cue, scale)
    _mouth(draw, whole.rows, scale)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _seconds(draw: ImageDraw.ImageDraw, seconds: float, scale: float) -> None:
    step = 0.1 if seconds < 4 else 0.5
    for number in range(int(seconds / step) + 1):
        x = _LEFT + number * step * scale
        whole = abs(number * step - round(number * step)) < 1e-6 or step == 0.5
        draw.line((x, _WAVE_AT[0], x, _TIME_AT), _GRID if whole else "#f2f4f7")
        if whole or number % 5 == 0:
            draw.text((x, _TIME_AT + 6), f"{number * step:g} s", _FAINT, font(15), anchor="ma")


def _wave(draw: ImageDraw.ImageDraw, samples: NDArray[np.int16], width: int) -> None:
    middle, half = sum(_WAVE_AT) / 2, (_WAVE_AT[1] - _WAVE_AT[0]) / 2
    columns = np.array_split(samples.astype(np.float64) / 32768, max(1, width - _LEFT - _RIGHT))
    peak = max(0.05, float(np.abs(samples).max(initial=0)) / 32768)
    for n, column in enumerate(columns):
        if len(column):
            high, low = column.max() / peak * half, column.min() / peak * half
            draw.line((_LEFT + n, middle - high, _LEFT + n, middle - low + 1), _WAVE)


def _shape(draw: ImageDraw.ImageDraw, cue: Cue, scale: float) -> None:
    left, right = (_LEFT + ms / 1000 * scale for ms in (cue.onset_ms, cue.end_ms))
    colour = _SHAPES[cue.viseme]
    draw.rectangle((left, _SHAPES_AT[0], max(left + 1, right - 1), _SHAPES_AT[1]), colour)
    if cue.viseme != "sil":
        dark = sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) < 330
        _label(draw, (left, right), _SHAPES_AT, cue.viseme, "#ffffff" if dark else _INK)


def _mouth(draw: ImageDraw.ImageDraw, rows: NDArray[np.uint8], scale: float) -> None:
    top, bottom = _MOUTH_AT
    names = CHANNELS["arkit52"]
    lines = (("jaw opens", "jawOpen", _JAW), ("lips shut", "mouthClose", _SHUT), ("lips round", "mouthPucker", _ROUND))
    draw.line((_LEFT, bottom, _LEFT + len(rows) / FPS * scale, bottom), "#cbd2d9")
    for number, (told, name, colour) in enumerate(lines):
        weights = rows[:, names.index(name)] / 255
        points = [
            (_LEFT + (n / FPS) * scale, bottom - float(weight) * (bottom - top)) for n, weight in enumerate(weights)
        ]
        if len(points) > 1:
            draw.line(points, colour, 3, joint="curve")
        draw.text((_LEFT - 16, bottom - 34 + 17 * number), told, colour, font(14), anchor="rm")


def _text(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, colour: str, width: int) -> None:
    """One line, cut with an ellipsis where it is too long."""
    shown, wide = drawable(text)
    chosen = font(size, wide=wide)
    while len(shown) > 1 and draw.textlength(shown, chosen) > width:
        shown = shown[:-2] + "…"
    draw.text(at, shown, colour, chosen)


def _label(
    draw: ImageDraw.ImageDraw, across: tuple[float, float], down: tuple[int, int], text: str, colour: str
) -> None:
    """In the middle of a box, in the largest size that fits; nothing where none does."""
    shown, wide = drawable(text)
    for size in (19, 16, 13, 11):
        chosen = font(size, wide=wide)
        if draw.textlength(shown, chosen) <= across[1] - across[0] - 3:
            draw.text((sum(across) / 2, sum(down) / 2), shown, colour, chosen, anchor="mm")
            return
