"""What the aligner's process knows of the voices it has heard."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from visavis.speech.alignment.features import FRAMES_PER_SECOND
from visavis.speech.alignment.voice_model import Heard, VoiceModel, training
from visavis.tts.alignment.voice_files import VoiceFiles, digest_of

_log = logging.getLogger(__name__)

ENOUGH_S: Final = 20.0
"""A model is made once so much of a voice was heard,"""
_AGAIN: Final = 1.6
"""and anew when it is so many times as much as the last one was made of,"""
_AT_MOST_S: Final = 300.0
"""up to here: more makes it no better, and a voice's utterances take about 6 kB a second."""
_VOICES_MAX: Final = 32
"""In memory at a time."""


class VoiceMemory:
    """One voice: utterances to learn from, and the model made of them. Without a folder, nothing outlives it."""

    def __init__(self, voice: str, data_dir: Path | None) -> None:
        self._files = VoiceFiles(data_dir, voice) if data_dir else None
        self._heard: dict[str, Heard] = {}
        self._frames = 0
        self._model: VoiceModel | None = None
        self._trained_s = 0.0
        self._stamp = 0
        if self._files is not None:
            for digest, heard in self._files.read_heard():
                self._add(digest, heard)

    @property
    def heard_s(self) -> float:
        """Seconds of the voice that can be learnt from."""
        return self._frames / FRAMES_PER_SECOND

    @property
    def model(self) -> VoiceModel | None:
        """The latest model, also when another process has made it; None while too little was heard."""
        if self._files is not None and (stamp := self._files.model_stamp()) != self._stamp:
            self._stamp = stamp
            read = self._files.read_model()
            if read is not None:
                self._model, self._trained_s = read
        return self._model

    def note(self, heard: Heard) -> None:
        """Remember an utterance, unless enough or the same was heard before."""
        if self.heard_s >= _AT_MOST_S or self.heard_s + len(heard.path) / FRAMES_PER_SECOND > _AT_MOST_S * 1.2:
            return
        digest = digest_of(heard)
        if digest in self._heard:
            return
        self._add(digest, heard)
        if self._files is not None:
            try:
                self._files.write_heard(digest, heard)
            except OSError as error:
                self._without_files(error)

    def due(self, at_least_s: float = ENOUGH_S, *, again: float = _AGAIN) -> bool:
        """Whether a new model would be made of at least so much, and of ``again`` times as much as the present one."""
        known_s = 0.0 if self.model is None else self._trained_s
        return self.heard_s >= max(at_least_s, 0.1) and self.heard_s >= known_s * again

    def learn(self) -> Iterator[None]:
        """Make a new model, a step at a time; it is used once it is finished."""
        trained_s = self.heard_s
        latest: VoiceModel | None = None
        for better in training(list(self._heard.values())):
            latest = better or latest
            yield
        if latest is None:
            return
        self._model, self._trained_s = latest, trained_s
        if self._files is not None:
            try:
                self._files.write_model(latest, trained_s)
                self._stamp = self._files.model_stamp()
            except OSError as error:
                self._without_files(error)

    def _add(self, digest: str, heard: Heard) -> None:
        self._heard[digest] = heard
        self._frames += len(heard.path)

    def _without_files(self, error: OSError) -> None:
        _log.warning("what is learnt of a voice cannot be kept: %s", error)
        self._files = None


class VoiceMemories:
    """All voices, those used last in memory."""

    def __init__(self, data_dir: Path | None) -> None:
        self._data_dir = data_dir
        self._voices: OrderedDict[str, VoiceMemory] = OrderedDict()

    def of(self, voice: str) -> VoiceMemory:
        """The memory of a voice."""
        memory = self._voices.pop(voice, None) or VoiceMemory(voice, self._data_dir)
        self._voices[voice] = memory
        while len(self._voices) > _VOICES_MAX:
            self._voices.popitem(last=False)
        return memory

    def present(self) -> Iterable[tuple[str, VoiceMemory]]:
        """Those in memory, by name."""
        return list(self._voices.items())
