"""What an engine said is kept once and played again, and told apart from everything that would sound otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tts.sentences import AS_IS, english

from fakes.scripted_engine import VOICE, ScriptedEngine, pieces_of
from visavis.speech.text import Manner, Sentence
from visavis.tts.engine import EngineError, Prosody, SpeechPiece
from visavis.tts.kept_speech import KeptSpeech, SpeechStore
from visavis.tts.speech_file import joined

pytestmark = pytest.mark.unit

HELLO = english("Hello there.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SpeechStore]:
    store = SpeechStore(tmp_path, 1 << 20)
    yield store
    store.close()


def kept(store: SpeechStore, what: Sentence = HELLO, prosody: Prosody = AS_IS, **change: Any) -> KeptSpeech:
    voice = dataclasses.replace(VOICE, **{key: value for key, value in change.items() if key != "mouth"})
    return KeptSpeech(store, ScriptedEngine(), voice, what, prosody, mouth=change.get("mouth", "phones"))


async def speaking(pieces: list[SpeechPiece], fault: EngineError | None = None) -> AsyncGenerator[SpeechPiece, None]:
    for piece in pieces:
        yield piece
    if fault is not None:
        raise fault


async def hear(
    speech: KeptSpeech, speak: Callable[[], AsyncGenerator[SpeechPiece, None]], *, worth: bool = True
) -> list[SpeechPiece]:
    return [piece async for piece in speech.pieces(speak, worth_keeping=lambda: worth)]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def never() -> AsyncGenerator[SpeechPiece, None]:
    pytest.fail("it was asked although it is kept")


async def test_the_second_time_nobody_is_asked(tmp_path: Path) -> None:
    said = pieces_of(HELLO)
    store = SpeechStore(tmp_path, 1 << 20)
    assert await hear(kept(store), lambda: speaking(said)) == said
    store.close()  # what is being written is finished
    store = SpeechStore(tmp_path, 1 << 20)
    assert await hear(kept(store), never) == [joined(said)]
    store.close()


async def test_what_broke_off_or_is_not_worth_it_is_not_kept(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path, 1 << 20)
    with pytest.raises(EngineError):
        await hear(kept(store), lambda: speaking(pieces_of(HELLO)[:1], EngineError("cut")))
    await hear(kept(store), lambda: speaking(pieces_of(HELLO)), worth=False)
    store.close()
    assert files(tmp_path) == []


def test_whatever_changes_the_sound_changes_the_key(store: SpeechStore) -> None:
    louder = dataclasses.replace(HELLO.tokens[0], manner=Manner(volume=1.5))
    others = [
        kept(store, english("Hello, there.")),
        kept(store, english("Hello there?")),
        kept(store, dataclasses.replace(HELLO, tokens=(louder, *HELLO.tokens[1:]))),
        kept(store, prosody=Prosody(rate=1.1)),
        kept(store, name="scripted:two"),
        kept(store, sample_rate_hz=16_000),
        kept(store, mouth="aligned"),
    ]
    keys = {speech.key for speech in others}
    assert len(keys) == len(others)
    assert kept(store).key not in keys


def test_where_it_was_written_does_not(store: SpeechStore) -> None:
    moved = tuple(
        dataclasses.replace(token, written_start=token.written_start + 40, written_end=token.written_end + 40)
        for token in HELLO.tokens
    )
    later = dataclasses.replace(HELLO, tokens=moved, written_start=40, written_end=HELLO.written_end + 40)
    assert kept(store, later).key == kept(store).key
