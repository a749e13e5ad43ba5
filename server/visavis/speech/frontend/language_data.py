"""What is known of a language as data: ``data/language_<code>.json``, with the languages that it extends."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from .data_files import load

KNOWN = frozenset({"de", "fr", "es", "pt", "pt-br", "ru"})
"""Languages with words of their own for amounts, dates and times. Others are counted in by num2words alone."""


@cache
def language_data(language: str) -> dict[str, Any]:
    """The language's words; those of ``words_other.json`` where it has no file of its own."""
    if not files(__package__).joinpath("data", f"language_{language}.json").is_file():
        return _from_signs(load("words_other").get(language, {}))
    data: dict[str, Any] = load(f"language_{language}")
    if "extends" not in data:
        return data
    base: dict[str, Any] = load(data["extends"])
    return base | {
        key: {**base.get(key, {}), **value} if isinstance(value, dict) else value for key, value in data.items()
    }


def _from_signs(words: dict[str, str]) -> dict[str, Any]:
    percent = words.get("percent", "%")
    signs = {key: value for key, value in words.items() if key not in {"percent", "point"}}
    signs |= {"negative": words.get("minus", "minus"), "number": ""}
    return {"signs": signs, "point": words.get("point", ""), "percent": [percent, percent], "permille": "‰"}
