"""What engines say whose sound costs money or time is kept on disk, and not asked for twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import astuple
from pathlib import Path
from typing import Final

from visavis.speech.text import Sentence
from visavis.tts.disk_store import DiskStore
from visavis.tts.engine import Engine, Prosody, SpeechPiece, Voice
from visavis.tts.speech_file import FORMAT, DamagedError, joined, read_speech, speech_bytes

_KEY_BYTES: Final = 20
_WAITING: Final = 32
"""Sentences that may wait to be written; what comes beyond is not kept."""


class SpeechStore:
    """Sentences on disk, read and written by two threads of its own. ``close`` it."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.disk = DiskStore(folder, limit_bytes)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="visavis-kept")
        self._writing = 0

    async def find(self, key: str) -> SpeechPiece | None:
        """The sentence in one piece."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, key)

    def keep(self, key: str, pieces: list[SpeechPiece]) -> None:
        """Written in the background, while the sentence is heard."""
        if self._writing < _WAITING:
            self._writing += 1
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._pool, self._write, key, pieces).add_done_callback(self._note_written)

    def close(self) -> None:
        """Let what is being written be finished."""
        self._pool.shutdown(wait=True)

    def _note_written(self, _: asyncio.Future[None]) -> None:
        self._writing -= 1

    def _read(self, key: str) -> SpeechPiece | None:
        data = self.disk.get(key)
        if data is None:
            return None
        try:
            return read_speech(data)
        except DamagedError:
            self.disk.remove(key)
            return None

    def _write(self, key: str, pieces: list[SpeechPiece]) -> None:
        self.disk.put(key, speech_bytes(joined(pieces)))


class KeptSpeech:
    """One sentence by one voice, from the store if it is there.

    The key is a hash over all that makes the sound: no text is written anywhere. ``mouth`` tells apart what the engine
    gave for a model with its own shapes from what was aligned for others.
    """

    def __init__(
        self, store: SpeechStore, engine: Engine, voice: Voice, sentence: Sentence, prosody: Prosody, *, mouth: str
    ) -> None:
        self._store = store
        # Not where a token was written, only what of it is said.
        said = [
            (t.language, t.spoken, t.reading, t.break_ms, t.punctuation, t.marks, astuple(t.manner), t.ipa, t.given)
            for t in sentence.tokens
        ]
        who = (FORMAT, engine.name, engine.fingerprint(), voice.name, voice.sample_rate_hz, mouth)
        how = (astuple(prosody), sentence.ends_sentence, sentence.trailing_marks)
        self.key = hashlib.blake2b(json.dumps([who, how, said]).encode(), digest_size=_KEY_BYTES).hexdigest()

    async def find(self) -> SpeechPiece | None:
        """The kept sentence in one piece."""
        return await self._store.find(self.key)

    async def pieces(
        self, speak: Callable[[], AsyncGenerator[SpeechPiece, None]], *, worth_keeping: Callable[[], bool]
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The kept sentence in one piece; else what ``speak`` gives, which is kept when it came to its end."""
        found = await self.find()
        if found is not None:
            yield found
            return
        made: list[SpeechPiece] = []
        async with aclosing(speak()) as spoken:
            async for piece in spoken:
                made.append(piece)
                yield piece
        if worth_keeping():
            self._store.keep(self.key, made)
