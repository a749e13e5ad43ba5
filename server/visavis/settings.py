"""All settings of a server. Each is read from the environment variable ``VISAVIS_<NAME>``, in upper case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from visavis.access.budgets import read_budgets
from visavis.access.keys import KeyFileError, read_keys
from visavis.resources import user_cache_dir, user_data_dir
from visavis.speech.export.label import use_label
from visavis.speech.frontend import load_lexicon, use_lexicon

PREFIX = "VISAVIS_"
SOURCE = re.compile(r"[!-+\--:<-~]+")
"""One word of a content security policy: visible ASCII without the comma and the semicolon, which begin another."""

Names = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, with commas between them."""


class SettingsError(ValueError):
    """A setting cannot be used. The message names the variable and what it holds."""


class Settings(BaseSettings):
    """Settings of one server process, with the defaults that suit a single machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, allow_inf_nan=False)

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on; 0.0.0.0 for every network.")
    port: int = Field(default=8080, ge=1, le=65535, description="TCP port to listen on.")
    workers: int = Field(default=1, ge=1, le=256, description="Server processes; each has its own engines and cache.")
    log_level: str = Field(
        default="info",
        pattern="^(critical|error|warning|info|debug)$",
        description="critical, error, warning, info or debug.",
    )

    engines: Names = Field(
        default=("flite", "espeak"),
        description="Speech engines to start, by name; * starts all installed. The first that reads a text speaks it.",
    )
    extra_engines: Names = Field(
        default=(),
        description="More engines as module:Class, importable from the Python path: try one without packaging it.",
    )
    default_voice: str | None = Field(
        default=None, description="Voice that speaks whatever it reads when a request names none."
    )
    engine_start_s: float = Field(
        default=60.0, gt=0, le=3600, description="Longest time for an engine to start; the others speak without it."
    )
    engine_first_s: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait for an engine's first sound of a sentence."
    )
    engine_timeout_s: float = Field(default=20.0, gt=0, le=600, description="Longest wait for an engine's next sound.")
    engine_retries: int = Field(
        default=2, ge=0, le=10, description="Times an engine that failed is asked again for one sentence."
    )
    engine_retry_s: float = Field(
        default=4.0, ge=0, le=60, description="An engine is not asked again later than this while nothing is heard."
    )
    fallback: Names = Field(
        default=("*",),
        description="Engines that speak where another cannot, in order; * for all, in the order of engines; empty for "
        "none.",
    )
    warm_up: bool = Field(
        default=True, description="Speak a sentence silently at the start, so that the first visitor does not wait."
    )

    allowed_origins: Names = Field(
        default=(),
        description="Origins of other sites' pages that may use this server, such as https://shop.example.",
    )
    allow_missing_origin: bool = Field(default=True, description="Let programs that are no browsers open sessions.")
    frame_ancestors: Names | None = Field(
        default=None,
        description="Who may show our pages in a frame: origins, 'self', 'none', or * for everybody. Default: this "
        "site itself and VISAVIS_ALLOWED_ORIGINS.",
    )

    token_keys: Path | None = Field(
        default=None,
        description="File of keys that sign session tokens; sessions and speech then need one. 'visavis token key' "
        "makes it.",
    )
    token_issuer: str = Field(
        default="visavis", min_length=1, max_length=200, description="What tokens name as their issuer (iss)."
    )
    token_audience: str = Field(
        default="visavis", min_length=1, max_length=200, description="What tokens name as their audience (aud)."
    )
    token_max_s: float = Field(default=3600.0, ge=10, le=86_400, description="Longest life of a token.")
    paired_days: float = Field(
        default=90.0,
        ge=0,
        le=400,
        description="Days after its last visit for which a browser that 'visavis token pair' has let in may use this "
        "server's own pages; 0 lets none in.",
    )
    anonymous: bool = Field(
        default=False,
        description="Let everybody in without a token, even where keys are named or others can reach this server.",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="Redis server that workers and machines of one site share, such as redis://localhost:6379/0.",
    )

    metrics: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Who may read /metrics: auto, programs on this machine; on, everybody; off, nobody.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Who shows it as Authorization: Bearer reads /metrics; nobody else.",
    )

    max_sessions: int = Field(default=500, ge=1, description="Sessions of one worker at a time.")
    sessions_per_address: int = Field(
        default=100,
        ge=1,
        description="Sessions of one address, or one token's subject, at a time, of one worker.",
    )
    sessions_per_minute: int = Field(
        default=60, ge=1, description="Sessions that one address, or one token's subject, may begin in a minute."
    )
    chars_per_minute: int = Field(
        default=60_000, ge=1, description="Characters that one address or subject may have spoken in a minute."
    )
    upload_mb_per_minute: float = Field(
        default=64.0, ge=0.1, description="Recordings that one address or subject may send in a minute."
    )
    commands_per_minute: int = Field(
        default=240,
        ge=1,
        description="Commands that one page, or one address, may get or send by the relay in a minute.",
    )
    engine_budgets: Names = Field(
        default=(),
        description="Characters that engines may be given, such as azure:500000/month, openai:20000/day; then the next "
        "one speaks.",
    )
    max_requests: int = Field(
        default=32, ge=1, description="REST requests for speech that one worker serves at a time."
    )
    request_timeout_s: float = Field(
        default=60.0, gt=0, description="Longest time for one REST request for speech, until its answer is read."
    )
    hello_timeout_s: float = Field(default=10.0, gt=0, description="Longest silence after a session's connection.")
    text_chars: int = Field(default=5000, ge=1, le=100_000, description="Longest text of one utterance.")
    queued_utterances: int = Field(default=32, ge=1, le=1000, description="Utterances that may wait in a session.")
    message_bytes: int = Field(default=65536, ge=1024, le=1 << 20, description="Longest message, longest REST body.")
    lead_seconds: float = Field(default=20.0, ge=5, le=300, description="How far audio runs ahead of what was heard.")
    speak_per_minute: int = Field(default=120, ge=1, description="Utterances a session may ask for in a minute.")
    audio_seconds: float = Field(
        default=120.0, ge=0, le=3600, description="Longest recording that a visitor may have spoken; 0 allows none."
    )
    audio_mb: float = Field(default=16.0, ge=0.1, le=1000, description="Largest file that is sent to be spoken.")
    audio_memory_mb: float = Field(
        default=256.0, ge=1, description="Memory for recordings that are received and spoken, of one worker."
    )
    codec: Literal["auto", "pcm", "opus"] = Field(
        default="auto",
        description="Form of the sound to pages: opus where they can decode it, pcm for all, or auto, which is opus "
        "but for pages on this machine.",
    )
    loudness_lufs: Annotated[float, Field(ge=-40, le=-10)] | Literal["off"] = Field(
        default=-19.0,
        description="Loudness of all voices in LUFS of one channel, -40 to -10; off leaves each as loud as it is.",
    )
    cache_mb: float = Field(default=64.0, ge=0, description="Memory for finished utterances; 0 keeps none.")
    cache_disk_mb: float = Field(
        default=256.0, ge=0, description="Disk for what engines said whose sound costs money or time; 0 keeps none."
    )
    cache_dir: Path | None = Field(
        default=None, description="Folder for it. Default: visavis in the user's folder for caches."
    )
    compute_threads: int | None = Field(default=None, ge=1, le=64, description="Threads for text and mouth tracks.")

    lexicon: Path | None = Field(
        default=None,
        description="File with words of your own and how they are said: .json, .toml or .csv of word and pinyin, /IPA/ "
        "or other words.",
    )
    content_label: bool = Field(
        default=True, description="Mark every file that leaves as AI-generated, in its metadata."
    )
    content_producer: str = Field(
        default="visavis",
        min_length=1,
        max_length=200,
        description="Who is named in that mark as its producer: your name, or the code of your service.",
    )
    dialogue: bool = Field(
        default=True, description="Let visitors ask: answers come from a file, from small talk and from a model."
    )
    answers: Path | None = Field(
        default=None,
        description="File of approved answers, .yaml or .csv; 'visavis answers check' tells its mistakes. Default: a "
        "few about visavis itself.",
    )
    persona: Path | None = Field(default=None, description="YAML file that says who the avatar is. Default: ours.")
    filler_s: float = Field(
        default=1.5,
        ge=0,
        le=60,
        description="When a model has nothing to say after so long, a filler is said; 0 for none.",
    )
    barge_in_s: float = Field(
        default=1.5,
        ge=0.2,
        le=10,
        description="Whoever speaks so long while the avatar speaks interrupts it, though no word was understood yet.",
    )
    agent_first_s: float = Field(
        default=10.0, gt=0, le=300, description="A host's agent that was asked may be silent for so long."
    )
    agent_next_s: float = Field(
        default=30.0,
        gt=0,
        le=300,
        description="A host's agent may be silent for so long between two pieces of its answer.",
    )
    prepared_mb: float = Field(
        default=64.0, ge=0, description="Memory for approved answers that are spoken in advance; 0 prepares none."
    )
    question_chars: int = Field(default=500, ge=10, le=10_000, description="Longest question.")
    questions_per_minute: int = Field(
        default=60, ge=1, description="Questions that one address or subject may ask in a minute, typed or spoken."
    )
    data_dir: Path | None = Field(
        default=None,
        description="Folder that keeps what is learnt of voices. Default: visavis in the user's folder for data.",
    )
    web_dir: Path | None = Field(default=None, description="The built front end, if not the one that came along.")
    kiosk: Path | None = Field(default=None, description="JSON file that says how the kiosk page looks and behaves.")
    models_dir: Path | None = Field(default=None, description="A folder with more avatars, one folder each.")

    @field_validator(
        "engines", "extra_engines", "fallback", "allowed_origins", "frame_ancestors", "engine_budgets", mode="before"
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            named = SOURCE.fullmatch(origin) and origin.startswith(("http://", "https://")) and origin.count("/") == 2
            if origin != "null" and not named:
                raise ValueError(f"{origin!r} is not an origin; write it as https://shop.example, without a path")
        return origins

    @field_validator("frame_ancestors")
    @classmethod
    def _check_ancestors(cls, sources: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for source in sources or ():
            if not SOURCE.fullmatch(source):
                raise ValueError(f"{source!r} is not an origin, self, none or *; several stand with commas between")
        return sources

    @field_validator("extra_engines")
    @classmethod
    def _check_engines(cls, engines: tuple[str, ...]) -> tuple[str, ...]:
        for engine in engines:
            module, colon, name = engine.partition(":")
            if not (module and colon and name.isidentifier()):
                raise ValueError(f"{engine!r} is not of the form module:Class")
        return engines

    @field_validator("engine_budgets")
    @classmethod
    def _check_budgets(cls, budgets: tuple[str, ...]) -> tuple[str, ...]:
        read_budgets(budgets)
        return budgets

    @field_validator("token_keys")
    @classmethod
    def _check_keys(cls, path: Path | None) -> Path | None:
        if path is not None:
            try:
                read_keys(path)
            except KeyFileError as error:
                raise ValueError(str(error)) from None
        return path

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("the address of a Redis server begins with redis://, rediss:// or unix://")
        return url

    @field_validator("lexicon")
    @classmethod
    def _check_lexicon(cls, path: Path | None) -> Path | None:
        if path is not None:
            load_lexicon(path)
        return path

    @field_validator("models_dir", "web_dir")
    @classmethod
    def _check_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError(f"{str(folder)!r} is not a directory")
        return folder


_SECRETS: Final = frozenset(
    (name,)
    for name, field in Settings.model_fields.items()
    if SecretStr in (field.annotation, *get_args(field.annotation))
)
"""Where fields stand whose value is not repeated."""


def load_settings(**given: Any) -> Settings:
    """Settings from the environment; ``given`` values that are not None win. Raises :class:`SettingsError`."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False):
            name = f"{PREFIX}{'.'.join(str(part) for part in problem['loc'][:1]).upper()}"
            message = problem["msg"].removeprefix("Value error, ")
            told = "…" if problem["loc"][:1] in _SECRETS else repr(problem["input"])
            lines.append(f"{name}={told}: {message[:1].lower()}{message[1:]}")
        raise SettingsError("\n".join(lines)) from None


def use_own_words(settings: Settings) -> None:
    """Let the words of the setting ``lexicon`` hold for every text of this process. Raises :class:`LexiconError`."""
    use_lexicon(None if settings.lexicon is None else load_lexicon(settings.lexicon))


def use_own_label(settings: Settings) -> None:
    """Let the files of this process carry the mark that the settings say."""
    use_label(settings.content_producer if settings.content_label else None)


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give another process these settings."""
    variables = {}
    for name, value in settings:
        if value is None:
            continue
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        text = ",".join(plain) if isinstance(plain, tuple) else str(plain)
        variables[f"{PREFIX}{name.upper()}"] = text
    return variables


def data_folder(settings: Settings) -> Path | None:
    """Where what is learnt is kept: the setting, else the user's folder for data; None for a user without a home."""
    return settings.data_dir or user_data_dir()


def cache_folder(settings: Settings) -> Path | None:
    """Where what engines said is kept: the setting, else the user's folder for caches; None where there is none."""
    return settings.cache_dir or user_cache_dir()
