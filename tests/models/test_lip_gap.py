"""Lips of the shipped people while they speak: together in every p, b and m, apart elsewhere, in all moods and styles.

Sentences go the whole way: the embedded voice, its phones, cues and track, the page's own layers and mixer, and the
mesh's targets. The gap is the widest opening between the edges of the lips.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from conftest import ROOT
from lip_gap import MOMENT_MS, MOODS, Mouth, apart_from, drawn_faces, mouth_of, times_ms
from numpy.typing import NDArray

from visavis.commands.studio import studio
from visavis.protocol.client import SpeakingStyle
from visavis.settings import load_settings
from visavis.speech.contact import CLOSING_MS
from visavis.speech.phone_shapes import VOWELS
from visavis.speech.styles import STYLES
from visavis.speech.track import closed_lip_intervals
from visavis.tts.order import Order
from visavis.tts.whole import WholeUtterance, collect

pytestmark = pytest.mark.contract

SENTENCES = (
    "您好，欢迎光临，请问有什么可以帮您？",
    "包裹明天上午派送，麻烦您保持电话畅通。",
    "他们买了八瓶白葡萄酒和一把木板凳，一共五百八十八块。",
    "妈妈抱怨爸爸不买便宜苹果。",
    "Bob met Pam at the bank and paid for a pumpkin.",
    "Please verify the payment, maybe before five.",
    "A big lamp, a small map: people babble and bumble.",
)
FILES = ("mei/mei_medium", "mei/mei_low", "mei/mei_high", "jun/jun_medium")
SHUT_MM = 1.0
FROM_TEETH_MM = 1.6
"""Seen from the front, a lip so near to the edge of the teeth covers it; at rest it is 0.8 mm below."""
DRAWN_MS = 1000 / 60
"""A closure held for so long is in at least one frame that is drawn, whenever frames are drawn."""
RAMP_MS = CLOSING_MS + DRAWN_MS
"""From here on lips move towards a contact, and to here away from it."""


@dataclass(frozen=True)
class Scene:
    """One sentence in one style and mood."""

    name: str
    said: WholeUtterance
    faces: NDArray[np.float64]


async def say(texts: tuple[str, ...], style: SpeakingStyle) -> list[WholeUtterance]:
    said = []
    async with studio(load_settings(engines="espeak")) as speaker:
        for text in texts:
            async with speaker.speak(Order(text, "arkit52", style=style, urgent=False)) as utterance:
                said.append(await collect(utterance))
    return said


def scenes_of(style: SpeakingStyle, articulation: dict[str, float] | None = None) -> list[Scene]:
    said = asyncio.run(say(SENTENCES, style))
    return [
        Scene(f"{style}, {mood}: {one.written}", one, faces)
        for one, by_mood in zip(said, drawn_faces(said, MOODS, articulation), strict=True)
        for mood, faces in by_mood.items()
    ]


@pytest.fixture(scope="module", params=list(STYLES))
def scenes(request: pytest.FixtureRequest) -> list[Scene]:
    return scenes_of(request.param)


@pytest.fixture(scope="module")
def mouths() -> dict[str, Mouth]:
    return {file: mouth_of(ROOT / "models" / "glb" / f"{file}.glb") for file in FILES}


def closures(scene: Scene, mouth: Mouth) -> Iterator[tuple[str, float, float]]:
    """Name, least gap in mm, and for how many ms lips are shut in or around each closure."""
    gaps, times = mouth.gaps_mm(scene.faces), times_ms(scene.faces)
    for onset_ms, end_ms in closed_lip_intervals(scene.said.cues):
        within = (times >= onset_ms) & (times <= end_ms)
        around = (times >= onset_ms - RAMP_MS) & (times <= end_ms + RAMP_MS)
        held_ms = float((gaps[around] < SHUT_MM).sum() * MOMENT_MS)
        yield f"{scene.name} at {onset_ms:.0f} ms", float(gaps[within].min(initial=np.inf)), held_ms


@pytest.mark.parametrize("file", FILES)
def test_lips_meet_in_every_p_b_and_m(scenes: list[Scene], mouths: dict[str, Mouth], file: str) -> None:
    found = [closure for scene in scenes for closure in closures(scene, mouths[file])]
    assert len(found) > 50 * len(MOODS)
    assert [(name, gap) for name, gap, _ in found if gap >= SHUT_MM] == []
    assert [(name, held) for name, _, held in found if held < DRAWN_MS] == []


@pytest.mark.parametrize("file", FILES)
def test_lips_are_apart_where_nothing_closes_them(scenes: list[Scene], mouths: dict[str, Mouth], file: str) -> None:
    contacts = frozenset({"PP", "FF", "sil"})
    looked_at, shut = 0, []
    for scene in scenes:
        gaps, times = mouths[file].gaps_mm(scene.faces), times_ms(scene.faces)
        apart = apart_from(scene.said.cues, contacts, times, RAMP_MS)
        looked_at += int(apart.sum())
        shut += [(scene.name, round(times[at])) for at in np.flatnonzero(apart & (gaps < SHUT_MM))]
    assert looked_at * MOMENT_MS > 20_000
    assert shut == []


@pytest.mark.parametrize("file", FILES)
def test_the_lower_lip_meets_the_upper_teeth_in_every_f_and_v(
    scenes: list[Scene], mouths: dict[str, Mouth], file: str
) -> None:
    looked_at, away = 0, []
    for scene in scenes:
        over, times = mouths[file].over_teeth_mm(scene.faces), times_ms(scene.faces)
        for cue in scene.said.cues:
            if cue.viseme == "FF":
                looked_at += 1
                nearest = over[np.abs(times - (cue.onset_ms + cue.end_ms) / 2).argmin()]
                if abs(nearest) > FROM_TEETH_MM:
                    away.append((scene.name, round(cue.onset_ms), round(float(nearest), 2)))
    assert looked_at > 5 * len(MOODS)
    assert away == []


@pytest.mark.parametrize("file", FILES)
def test_every_vowel_opens_the_lips_even_between_closures(
    scenes: list[Scene], mouths: dict[str, Mouth], file: str
) -> None:
    vowels, closed = 0, []
    for scene in scenes:
        gaps, times = mouths[file].gaps_mm(scene.faces), times_ms(scene.faces)
        for cue in scene.said.cues:
            if cue.viseme in VOWELS and cue.end_ms - cue.onset_ms >= 60:
                vowels += 1
                widest = gaps[(times >= cue.onset_ms) & (times <= cue.end_ms)].max()
                if widest < 2 * SHUT_MM:
                    closed.append((scene.name, cue, widest))
    assert vowels > 50 * len(MOODS)
    assert closed == []


@pytest.mark.parametrize("gains", [{"jaw": 0.4, "lip": 1.6}, {"jaw": 1.6, "lip": 0.5}], ids=str)
def test_a_model_that_moves_more_or_less_closes_its_lips_as_well(
    gains: dict[str, float], mouths: dict[str, Mouth]
) -> None:
    mouth = mouths[FILES[0]]
    for scene in scenes_of("neutral", gains):
        assert all(gap < SHUT_MM and held >= DRAWN_MS for _, gap, held in closures(scene, mouth)), scene.name


def test_lips_that_do_not_close_are_noticed(mouths: dict[str, Mouth]) -> None:
    mouth = mouths[FILES[0]]
    (scene, *_) = scenes_of("neutral")
    careless = Scene(scene.name, scene.said, np.minimum(scene.faces + 0.08, 1))
    assert any(gap >= SHUT_MM for _, gap, _ in closures(careless, mouth))
