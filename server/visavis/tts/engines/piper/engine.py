"""Piper: neural voices on this machine, from files, with the times of sounds where the model tells them."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from pydantic_settings import SettingsConfigDict

from visavis.extensions.library import missing_library
from visavis.tts.engine import Capabilities, Timing, Voice
from visavis.tts.engines.piper.voice import PiperSpeaker
from visavis.tts.engines.piper.voice_file import PiperFile, read_voice
from visavis.tts.local_voices.engine import LocalEngine, Offered
from visavis.tts.local_voices.folder import files_below, is_piper, voices_folder
from visavis.tts.local_voices.model import VoiceFileError
from visavis.tts.local_voices.settings import LocalSettings

_log = logging.getLogger(__name__)

_NAME: Final = "piper"
_TIMED: Final = frozenset({Timing.PHONES, Timing.WORDS})


class PiperSettings(LocalSettings):
    """Read from the environment, ``VISAVIS_PIPER_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_PIPER_")


class PiperEngine(LocalEngine):
    """Every ``.onnx`` with an ``.onnx.json`` beside it, in the folder of voices."""

    name: ClassVar[str] = _NAME
    capabilities = Capabilities(_TIMED, streaming=True, offline=True, prosody=frozenset({"rate"}))

    def __init__(self, settings: PiperSettings | None = None, folder: Path | None = None) -> None:
        """``folder`` is where the voices lie, if not where the settings say."""
        super().__init__(settings or PiperSettings())
        self._folder = folder

    @classmethod
    def missing(cls) -> str | None:
        """See :meth:`Engine.missing`."""
        if (lacking := missing_library("piper", "piper") or missing_library("onnx", "piper")) is not None:
            return lacking
        if not any(map(is_piper, files_below(voices_folder(), ".onnx"))):
            return "no voice is installed: visavis voices add en_US-lessac-medium"
        return None

    def _missing(self) -> str | None:
        return None if self._folder is not None else self.missing()

    def _find(self) -> list[Offered]:
        files: list[PiperFile] = []
        broken: list[VoiceFileError] = []
        for path in filter(is_piper, files_below(self._folder or voices_folder(), ".onnx")):
            try:
                files.append(read_voice(path))
            except VoiceFileError as error:
                broken.append(error)
                _log.error("piper: %s; the voice is left out", error)
        if not files:
            raise broken[0] if broken else VoiceFileError("there is no voice any more")
        offered: list[Offered] = []
        suggested: set[str] = set()
        for file in files:
            default_for = tuple(code for code in file.languages if code not in suggested)
            suggested.update(default_for)
            offered += self._offered_of(file, default_for)
        return offered

    def _offered_of(self, file: PiperFile, default_for: tuple[str, ...]) -> list[Offered]:
        load = partial(PiperSpeaker, file, self._settings.threads)
        timing = _TIMED if file.timed else frozenset({Timing.NONE})

        def offered(speaker: str) -> Offered:
            voice = Voice(
                f"{_NAME}:{file.path.stem}" + (f"#{speaker}" if speaker else ""),
                _NAME,
                f"{file.title}, {speaker}" if speaker else file.title,
                file.languages,
                file.config.sample_rate,
                default_for=() if speaker else default_for,
                timing=timing,
            )
            return Offered(voice, file.path, load, speaker)

        return [offered(speaker) for speaker in ("", *file.speakers)]
