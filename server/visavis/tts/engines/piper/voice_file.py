"""What the two files of a Piper voice tell before it is loaded: language, rate, speakers, whether times can be had."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from visavis.tts.local_voices.model import VoiceFileError, require

if TYPE_CHECKING:
    from onnx import ModelProto
    from piper.config import PiperConfig

_RATES_HZ: Final = (8_000, 48_000)
_MARKS: Final = ("_", "^", "$")
"""Between all symbols, and at the beginning and the end."""
_INPUTS: Final = ("input", "input_lengths", "scales")
_LANGUAGES: Final = {"cmn": "zh", "nb": "no"}
"""espeak's names where they differ."""


@dataclass(frozen=True, slots=True)
class PiperFile:
    """One ``.onnx`` and its ``.onnx.json``."""

    path: Path
    languages: tuple[str, ...]
    """BCP 47, lower case: the language, then with its country."""
    title: str
    config: PiperConfig
    timed: bool
    """The model computes, or can be made to tell, how long each symbol is."""

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names, where there is more than one."""
        return tuple(self.config.speaker_id_map) if self.config.num_speakers > 1 else ()


def read_voice(path: Path) -> PiperFile:
    """Read both files. Raises :class:`VoiceFileError`."""
    from piper.config import PiperConfig

    beside = Path(f"{path}.json")
    told = _json(beside)
    try:
        config = PiperConfig.from_dict(told)
        rate_hz = int(config.sample_rate)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise VoiceFileError(f"{beside} describes no Piper voice: {_reason(error)}") from None
    if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        raise VoiceFileError(f"{beside}: a sample rate of {rate_hz} Hz cannot be played")
    lacking = [mark for mark in _MARKS if not config.phoneme_id_map.get(mark)]
    if lacking:
        raise VoiceFileError(f"{beside}: phoneme_id_map has no {' '.join(lacking)}")
    model = graph_of(path)
    require(path, [one.name for one in model.graph.input], _INPUTS, "Piper voice")
    return PiperFile(path, _languages(told, config), _title(path, told), config, _timed(model, config))


def graph_of(path: Path) -> ModelProto:
    """The model as it is in the file. Raises :class:`VoiceFileError`."""
    import onnx

    try:
        model = onnx.load(str(path), load_external_data=False)
    except OSError as error:
        raise VoiceFileError(f"{path} cannot be read: {error.strerror or error}") from None
    except Exception:  # what the format's library raises is of no use to an operator
        raise VoiceFileError(f"{path} is no ONNX model, or not all of it is there") from None
    if not model.graph.node:
        raise VoiceFileError(f"{path} is an ONNX model without anything in it")
    return model


def _timed(model: ModelProto, config: PiperConfig) -> bool:
    """Lengths are an output, or the one rounding up in the graph, which piper-tts can make an output; and the symbols
    are sounds, not letters."""
    if config.phoneme_type.value == "text":
        return False
    return len(model.graph.output) > 1 or sum(node.op_type == "Ceil" for node in model.graph.node) == 1


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise VoiceFileError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise VoiceFileError(f"{path} is no JSON: {error}") from None
    except RecursionError:
        raise VoiceFileError(f"{path} is no JSON that can be read: it is nested too deeply") from None
    if not isinstance(told, dict):
        raise VoiceFileError(f"{path} describes no Piper voice: it is no JSON object")
    return told


def _reason(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _languages(told: dict[str, Any], config: PiperConfig) -> tuple[str, ...]:
    language = told.get("language")
    code = str(language.get("code", "")) if isinstance(language, dict) else ""
    code = (code or config.espeak_voice).replace("_", "-").lower()
    family, _, country = code.partition("-")
    family = _LANGUAGES.get(family, family)
    return (family, f"{family}-{country}") if country else (family,)


def _title(path: Path, told: dict[str, Any]) -> str:
    """Such as ``English (en_US) – lessac, medium``; the file's name where it is not told."""
    language, audio = told.get("language"), told.get("audio")
    if not isinstance(language, dict) or not language.get("name_native"):
        return path.stem
    quality = audio.get("quality") if isinstance(audio, dict) else None
    who = ", ".join(str(one) for one in (told.get("dataset"), quality) if one)
    return f"{language['name_native']} ({language.get('code')}) – {who or path.stem}"
