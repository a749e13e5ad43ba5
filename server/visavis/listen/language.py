"""Which language an utterance is in, for a recogniser that tells none, in the codes that were asked for."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.speech.frontend.scripts import detect_language, language_of_script, primary_language, script_of


def as_wished(language: str, languages: Sequence[str]) -> str:
    """The code that was asked for, for what a recogniser calls otherwise.

    >>> as_wished("zh", ["en-GB", "zh-CN"]), as_wished("fr", ["zh"])
    ('zh-CN', 'fr')
    """
    primary = primary_language(language)
    return next((code for code in languages if primary_language(code) == primary), language)


def language_of(text: str, languages: Sequence[str]) -> str | None:
    """The language of ``text`` by its script and words, one of ``languages`` where one fits.

    >>> language_of("我的订单", ["zh-CN", "en"]), language_of("Where is it?", ["zh-CN", "en"]), language_of("", [])
    ('zh-CN', 'en', None)
    """
    if len(languages) == 1:
        return languages[0]
    if not text:
        return None
    found = detect_language(text)
    wished = as_wished(found, languages)
    if wished in languages:
        return wished
    # A few words may look like a language that nobody expects: rather one that was expected and is written alike.
    script = next((script for script in map(script_of, text) if script), "")
    alike = (code for code in languages if script and _is_written_in(primary_language(code), script))
    return next(alike, found)


def _is_written_in(language: str, script: str) -> bool:
    return language_of_script(script, language) == language
