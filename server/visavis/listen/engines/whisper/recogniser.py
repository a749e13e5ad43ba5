"""Whisper on this machine by faster-whisper, from a folder of the operator's."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, ClassVar, Final

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.extensions.library import missing_library
from visavis.listen.local_settings import LocalListenSettings
from visavis.listen.local_work import LocalWork, samples_of
from visavis.listen.recogniser import Capabilities, Heard, HearingWish, Place, Recogniser, RecogniserError
from visavis.listen.settings import from_environment
from visavis.speech.frontend.scripts import primary_language

MOST_HINT_CHARS: Final = 600


class WhisperSettings(LocalListenSettings):
    """Read from the environment."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_LISTEN_WHISPER_")

    device: str = Field(default="auto", pattern=r"^(auto|cpu|cuda)$", description="auto, cpu or cuda.")
    compute: str = Field(
        default="default", pattern=r"^[a-z0-9_]+$", description="Numbers to compute with, such as int8 or float16."
    )

    def missing(self) -> str | None:
        """The library or the folder."""
        if (lacking := missing_library("faster_whisper", "whisper")) is not None:
            return lacking
        missing = self.missing_model()
        if missing is not None or self.model is None:
            return missing
        # Without its tokenizer the library would fetch one from the network.
        absent = [name for name in ("model.bin", "tokenizer.json") if not (self.model / name).is_file()]
        return f"no {absent[0]} in {self.model}" if absent else None


class WhisperRecogniser(Recogniser):
    """The whole utterance when it has ended, then one stretch of it after the other."""

    name: ClassVar[str] = "whisper"

    def __init__(self, settings: WhisperSettings | None = None) -> None:
        self._settings = settings if settings is not None else from_environment(WhisperSettings)
        self._work = LocalWork(self.name, self._settings.at_once)
        self._model: Any = None
        self.capabilities = Capabilities(Place.MACHINE, False, True, self._settings.languages, takes_hints=True)

    @classmethod
    def missing(cls) -> str | None:
        """The library or the folder."""
        return from_environment(WhisperSettings).missing()

    async def start(self) -> None:
        """Load the model, which takes seconds; nothing is fetched."""
        missing = self._settings.missing()
        if missing is not None:
            raise RecogniserError(missing, code="stt_unavailable")
        try:
            self._model = await self._work.run(self._load)
        except Exception as error:  # of the library, for files that are broken or a device that is not there
            text = f"the model in {self._settings.model} cannot be loaded ({type(error).__name__})"
            raise RecogniserError(text, code="stt_unavailable") from None

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        """Each stretch is computed when the one before was taken, so leaving stops the work after the running one."""
        assert self._model is not None, "the recogniser is not started"
        samples = samples_of(b"".join([piece async for piece in sound]))
        if not len(samples):
            return
        languages = dict.fromkeys(primary_language(code).partition("-")[0] for code in wish.languages)
        segments, facts = await self._work.run(
            self._model.transcribe,
            samples,
            language=next(iter(languages)) if len(languages) == 1 else None,
            condition_on_previous_text=False,
            initial_prompt=", ".join(wish.hints)[:MOST_HINT_CHARS] or None,
        )
        while True:
            segment = await self._work.run(next, segments, None)
            if segment is None:
                return
            text = str(segment.text).strip()
            if text:
                confidence = math.exp(min(0.0, float(segment.avg_logprob)))
                yield Heard(text, True, str(facts.language), confidence, len(text))

    async def close(self) -> None:
        """Let running work end."""
        await self._work.close()
        self._model = None

    def _load(self) -> Any:
        from faster_whisper import WhisperModel

        settings = self._settings
        return WhisperModel(
            str(settings.model),
            device=settings.device,
            compute_type=settings.compute,
            cpu_threads=settings.threads,
            num_workers=settings.at_once,
            local_files_only=True,
        )
