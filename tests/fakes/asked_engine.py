"""What a test asks of an engine of a service: to say a sentence, to stop in the middle, to fail in order."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any, cast

import pytest
from tts.sentences import AS_IS, english

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.tts.engine import Engine, EngineError, Prosody, SpeechPiece

SECRET = english("my pin is seven.")


async def say(
    engine: Engine, sentence: Sentence, prosody: Prosody = AS_IS, voice: str | None = None
) -> list[SpeechPiece]:
    """All pieces, of the engine's first voice unless ``voice`` names another."""
    voices = await engine.voices()
    chosen = voices[0] if voice is None else next(found for found in voices if found.name == voice)
    return [piece async for piece in engine.speak(sentence, chosen, prosody, slack_s=0.0)]


def pcm_of(pieces: list[SpeechPiece]) -> bytes:
    return b"".join(piece.pcm for piece in pieces)


def timed(pieces: list[SpeechPiece], sentence: Sentence) -> list[tuple[str, int, int]]:
    """The characters that are told, each with its onset and end in samples."""
    text = spoken_text(sentence).text
    told = [character for piece in pieces for character in piece.characters]
    return [(text[character.index], character.onset_samples, character.end_samples) for character in told]


async def refusal(engine: Engine, *secrets: str, sentence: Sentence = SECRET, voice: str | None = None) -> EngineError:
    """The error when the engine is to say something. It holds neither the text nor any of ``secrets``."""
    with pytest.raises(EngineError) as caught:
        await say(engine, sentence, voice=voice)
    for secret in ("pin", "seven", *secrets):
        assert secret not in str(caught.value)
        assert secret not in repr(caught.value.__cause__)
    return caught.value


async def stop_in_the_middle(engine: Engine, sentence: Sentence = SECRET) -> None:
    """Close the iterator after the first sound. No task of it is left."""
    before = asyncio.all_tasks()
    pieces = cast("Any", engine.speak(sentence, (await engine.voices())[0], AS_IS, slack_s=0.0))
    async with asyncio.timeout(20), aclosing(pieces) as closable:
        assert (await anext(closable)).pcm
    async with asyncio.timeout(20):
        while {task for task in asyncio.all_tasks() - before if not _is_of_a_stand_in(task)}:
            await asyncio.sleep(0.005)


def _is_of_a_stand_in(task: asyncio.Task[Any]) -> bool:
    names = f"{getattr(task.get_coro(), '__qualname__', '')}"
    return "StandIn" in names or "Server" in names or "conn_handler" in names
