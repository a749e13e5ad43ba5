"""Kokoro-82M: English neural voices on this machine, from files, with times of sounds where the model tells them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.extensions.library import missing_library
from visavis.speech.phonemizer_backend import phonemize
from visavis.tts.engine import Capabilities, Timing, Voice
from visavis.tts.engines.kokoro.styles import style_names
from visavis.tts.engines.kokoro.voice import RATE_HZ, KokoroModel, KokoroSpeaker
from visavis.tts.local_voices.engine import LocalEngine, Offered
from visavis.tts.local_voices.folder import files_below, is_piper, voices_folder
from visavis.tts.local_voices.model import VoiceFileError
from visavis.tts.local_voices.settings import LocalSettings

_log = logging.getLogger(__name__)

_NAME: Final = "kokoro"
_TIMED: Final = frozenset({Timing.PHONES, Timing.WORDS})
_LANGUAGES: Final = {"a": ("en", "en-us"), "b": ("en", "en-gb")}
"""By the first letter of a voice's name; the others' spelling is not ours to make."""
_GENDERS: Final = {"f": "female", "m": "male"}
_BEST: Final = ("af_heart", "bf_emma")
"""What its makers think best of each country, where it is there."""
_ADD: Final = "visavis voices add kokoro-v1.0"


class KokoroSettings(LocalSettings):
    """Read from the environment, ``VISAVIS_KOKORO_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_KOKORO_")

    model: str = Field(default="", description="Name of the model's file, where there are several; else the first.")


class KokoroEngine(LocalEngine):
    """An ``.onnx`` without a description beside it, and styles in ``.bin`` or ``.npz``, in the folder of voices."""

    name: ClassVar[str] = _NAME
    capabilities = Capabilities(_TIMED, streaming=True, offline=True, prosody=frozenset({"rate"}))

    def __init__(self, settings: KokoroSettings | None = None, folder: Path | None = None) -> None:
        """``folder`` is where the files lie, if not where the settings say."""
        self._own = settings or KokoroSettings()
        super().__init__(self._own)
        self._folder = folder

    @classmethod
    def missing(cls) -> str | None:
        """See :meth:`Engine.missing`."""
        if (lacking := missing_library("onnxruntime", "kokoro")) is not None:
            return lacking
        folder = voices_folder()
        if not _models(folder) or not _styles(folder):
            return f"no voice is installed: {_ADD}"
        return None

    def fingerprint(self) -> str:
        """The model's name."""
        return self._own.model

    def _missing(self) -> str | None:
        return None if self._folder is not None else self.missing()

    def _find(self) -> list[Offered]:
        folder = self._folder or voices_folder()
        model = KokoroModel(self._path_of_model(folder), self._settings.threads)
        phonemize("hello", "en-us")  # loads what reads
        timing = _TIMED if model.timed else frozenset({Timing.NONE})
        found: dict[str, Path] = {}
        broken: list[VoiceFileError] = []
        for path in _styles(folder):
            try:
                found |= {name: path for name in style_names(path) if name[:1] in _LANGUAGES and name not in found}
            except VoiceFileError as error:
                broken.append(error)
                _log.error("kokoro: %s; its voices are left out", error)
        if not found:
            raise broken[0] if broken else VoiceFileError(f"no English voice in {folder}: {_ADD}")
        offered: list[Offered] = []
        suggested: set[str] = set()
        for name in sorted(found, key=lambda name: (name not in _BEST, name)):
            languages = _LANGUAGES[name[0]]
            voice = Voice(
                f"{_NAME}:{name}",
                _NAME,
                f"English ({'UK' if name[0] == 'b' else 'US'}) – {name.partition('_')[2].capitalize() or name}",
                languages,
                RATE_HZ,
                _GENDERS.get(name[1:2], "neutral"),
                tuple(code for code in languages if code not in suggested),
                timing,
            )
            suggested.update(languages)
            speaker = KokoroSpeaker(model, found[name])
            offered.append(Offered(voice, found[name], lambda speaker=speaker: speaker, name))  # type: ignore[misc]
        return offered

    def _path_of_model(self, folder: Path | None) -> Path:
        models = _models(folder)
        wanted = self._own.model
        found = next((path for path in models if wanted in {"", path.stem, path.name}), None)
        if found is None:
            known = ", ".join(path.stem for path in models) or "none"
            raise VoiceFileError(f"no model {wanted!r} in {folder}; there are: {known}")
        return found


def _models(folder: Path | None) -> list[Path]:
    return [path for path in files_below(folder, ".onnx") if not is_piper(path)]


def _styles(folder: Path | None) -> list[Path]:
    return files_below(folder, ".bin", ".npz")
