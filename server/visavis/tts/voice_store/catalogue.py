"""What can be named: Piper's published voices by their catalogue, Kokoro's by a list, and files and addresses."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.tts.voice_store.errors import VoiceStoreError
from visavis.tts.voice_store.wanted import WantedFile

CATALOGUE: Final = "voices.json"
_CLOSE: Final = 5
_ADDRESS: Final = "/%?&=+~@:!$',;*()[]"
"""What stays as it is in a path and a query; letters and digits do anyway. Everything else is written as ``%…``."""
_NO_NAME: Final = frozenset('/\\:*?"<>|')
_STYLES: Final = (".bin", ".npz")
_KOKORO: Final = {
    "kokoro-v1.0": ("onnx/model.onnx", "kokoro-v1.0.onnx"),
    "kokoro-v1.0-int8": ("onnx/model_quantized.onnx", "kokoro-v1.0-int8.onnx"),
}
_KOKORO_STYLES: Final = "voices-v1.0.bin"


class StoreSettings(BaseSettings):
    """Where voices are published. A mirror has the same files under another address."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_", extra="ignore", frozen=True)

    piper_url: str = Field(
        default="https://huggingface.co/rhasspy/piper-voices/resolve/main",
        pattern=r"^https?://\S+$",
        description="Base address of Piper's published voices, with voices.json.",
    )
    kokoro_url: str = Field(
        default="https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX-timestamped/resolve/main",
        pattern=r"^https?://\S+$",
        description="Base address of a Kokoro model that tells durations.",
    )
    kokoro_styles_url: str = Field(
        default="https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0",
        pattern=r"^https?://\S+$",
        description="Base address of Kokoro's voices in one file.",
    )


def kokoro_files(name: str, settings: StoreSettings) -> list[WantedFile] | None:
    """The model and the voices of one of Kokoro's names; None for any other name."""
    if name not in _KOKORO:
        return None
    path, local = _KOKORO[name]
    return [
        WantedFile(_KOKORO_STYLES, f"{settings.kokoro_styles_url.rstrip('/')}/{_KOKORO_STYLES}", lasting=True),
        WantedFile(local, f"{settings.kokoro_url.rstrip('/')}/{path}", lasting=True),
    ]


def piper_files(name: str, catalogue: Path, settings: StoreSettings) -> list[WantedFile]:
    """The files of a voice by its name or an older one, from the downloaded catalogue. Raises
    :class:`VoiceStoreError`, which names what comes close."""
    try:
        voices = json.loads(catalogue.read_text("utf-8"))
        found = voices.get(name) or next((one for one in voices.values() if name in one.get("aliases", ())), None)
        if found is None:
            known = [*voices, *_KOKORO]
            close = get_close_matches(name[:200], known, n=_CLOSE, cutoff=0.4)
            raise VoiceStoreError(f"no voice is called {name!r}" + (f"; close: {', '.join(close)}" if close else ""))
        return _piper_files(found, settings.piper_url.rstrip("/"))
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise VoiceStoreError(
            f"{settings.piper_url}/{CATALOGUE} is no catalogue of Piper voices ({type(error).__name__})"
        ) from None


def _piper_files(voice: dict[str, Any], base: str) -> list[WantedFile]:
    key = _plain_name(str(voice["key"]))
    files = []
    for path, facts in voice["files"].items():
        place = PurePosixPath(path)
        card = place.name == "MODEL_CARD"
        if not card and place.name not in {f"{key}.onnx", f"{key}.onnx.json"}:
            continue
        name = f"{key}.MODEL_CARD" if card else place.name
        files.append(
            WantedFile(
                name, f"{base}/{quote(path)}", int(facts["size_bytes"]), str(facts["md5_digest"]), needed=not card
            )
        )
    if len([file for file in files if file.needed]) != 2:
        raise KeyError("files")
    return files


def given_files(what: str, digest: str) -> list[WantedFile] | None:
    """The files of an address or of a path of this machine; None where it is neither. ``digest`` is of the one named.

    Beside the ``.onnx`` of a Piper voice lie its ``.onnx.json`` and perhaps a ``MODEL_CARD``. Raises
    :class:`VoiceStoreError`.
    """
    if what.startswith(("http://", "https://")):
        return _remote_files(what, digest)
    path = Path(what).expanduser()
    if not path.exists():
        if "/" in what or "\\" in what or path.suffix in {".onnx", *_STYLES}:
            raise VoiceStoreError(f"{path} is not there")
        return None
    if path.suffix in _STYLES:
        return [WantedFile(path.name, str(path), path.stat().st_size, digest)]
    if path.suffix != ".onnx" or not path.is_file():
        raise VoiceStoreError(f"{path} is no voice: give an .onnx, or Kokoro's .bin or .npz")
    files = [WantedFile(path.name, str(path), path.stat().st_size, digest)]
    if (beside := Path(f"{path}.json")).is_file():
        files.append(WantedFile(beside.name, str(beside)))
    card = f"{path.stem}.MODEL_CARD"
    # Its own before the one of the folder, which may be of another voice.
    files += [
        WantedFile(card, str(found), needed=False)
        for found in (path.with_name(card), path.with_name("MODEL_CARD"))
        if found.is_file()
    ][:1]
    return files


def _remote_files(url: str, digest: str) -> list[WantedFile]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise VoiceStoreError(f"the address cannot be read: {error}") from None
    parts = parts._replace(path=quote(parts.path, _ADDRESS), query=quote(parts.query, _ADDRESS), fragment="")
    if "@" in parts.netloc:
        raise VoiceStoreError(
            "an address with a user's name or password in it is not taken: download the file yourself"
        )
    name = _plain_name(unquote(PurePosixPath(parts.path).name))
    if not name.endswith((".onnx", *_STYLES)):
        raise VoiceStoreError(f"the address ends in {name!r}: it must end in .onnx, or in .bin or .npz for Kokoro")
    files = [WantedFile(name, parts.geturl(), digest=digest)]
    if name.endswith(".onnx"):  # a Kokoro model has none of these
        folder = PurePosixPath(parts.path).parent
        for path, local in ((f"{parts.path}.json", f"{name}.json"), (folder / "MODEL_CARD", f"{name[:-5]}.MODEL_CARD")):
            files.append(WantedFile(local, parts._replace(path=str(path)).geturl(), needed=False))
    return files


def _plain_name(name: str) -> str:
    """A name that stays in its folder. Raises :class:`VoiceStoreError`."""
    if not name or name.startswith(".") or not name.isprintable() or not _NO_NAME.isdisjoint(name):
        raise VoiceStoreError(f"{name[:80]!r} cannot be the name of a voice's file")
    return name
