"""sherpa-onnx: recognition on this machine, from a folder of the operator's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import ClassVar

from pydantic_settings import SettingsConfigDict

from visavis.extensions.library import missing_library
from visavis.listen.engines.sherpa.loaded import LoadedModel, load
from visavis.listen.engines.sherpa.model_files import Kind, ModelFilesError, find_model
from visavis.listen.local_settings import LocalListenSettings
from visavis.listen.local_work import LocalWork
from visavis.listen.recogniser import Capabilities, Heard, HearingWish, Place, Recogniser, RecogniserError
from visavis.listen.settings import from_environment


class SherpaSettings(LocalListenSettings):
    """Read from the environment."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_LISTEN_SHERPA_")

    def missing(self) -> str | None:
        """The library, the folder, or what it lacks."""
        if (lacking := missing_library("sherpa_onnx", "sherpa")) is not None:
            return lacking
        missing = self.missing_model()
        if missing is not None or self.model is None:
            return missing
        try:
            find_model(self.model)
        except ModelFilesError as error:
            return str(error)
        return None

    def capabilities(self) -> Capabilities:
        """By the kind of the model; of SenseVoice while there is none."""
        try:
            kind = find_model(self.model).kind if self.model is not None else Kind.SENSE_VOICE
        except ModelFilesError:
            kind = Kind.SENSE_VOICE
        streams = kind is Kind.TRANSDUCER
        return Capabilities(Place.MACHINE, streams, not streams, self.languages or kind.languages)


class SherpaRecogniser(Recogniser):
    """A streaming Zipformer tells while somebody speaks; SenseVoice tells all at the end, and the language."""

    name: ClassVar[str] = "sherpa"

    def __init__(self, settings: SherpaSettings | None = None) -> None:
        self._settings = settings if settings is not None else from_environment(SherpaSettings)
        self._work = LocalWork(self.name, self._settings.at_once)
        self._model: LoadedModel | None = None
        self.capabilities = self._settings.capabilities()

    @classmethod
    def missing(cls) -> str | None:
        """The library, the folder, or what it lacks."""
        return from_environment(SherpaSettings).missing()

    async def start(self) -> None:
        """Load the model, which takes seconds."""
        missing = self._settings.missing()
        if missing is not None or self._settings.model is None:
            raise RecogniserError(missing or "no model", code="stt_unavailable")
        folder = self._settings.model
        try:
            model = await self._work.run(lambda: load(find_model(folder), self._settings.threads))
        except Exception as error:  # of the library, for files that are broken or of another kind
            text = f"the model in {folder} cannot be loaded ({type(error).__name__})"
            raise RecogniserError(text, code="stt_unavailable") from None
        self._model = model

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        """One stretch. The languages are the model's own, whatever is wished for."""
        del wish
        assert self._model is not None, "the recogniser is not started"
        utterance = self._model.begin()
        async for piece in sound:
            heard = await self._work.run(utterance.feed, piece)
            if heard is not None and heard.text:
                yield heard
        heard = await self._work.run(utterance.finish)
        if heard is not None:
            yield heard

    async def close(self) -> None:
        """Let running work end."""
        await self._work.close()
        self._model = None
