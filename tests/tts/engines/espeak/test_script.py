"""The text built for the library, and the place of every token in it."""

import json

import pytest
from tts.sentences import english, mandarin, sentence

from visavis.speech.text import Token
from visavis.tts.engine import Prosody
from visavis.tts.engines.espeak.assembler import Run
from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.library import Flag
from visavis.tts.engines.espeak.script import Speaker, build_job, build_runs

pytestmark = pytest.mark.unit

NAMES = {"zh": "cmn", "en": "en-us", "fr": "roa/fr"}
SPEAKER = Speaker("v", "zh", "cmn", NAMES)
NORMAL = Prosody()


def test_every_token_stands_where_its_start_says() -> None:
    what = mandarin("您的已", "nin2 de5 order VIP, yi3 A")
    what = sentence(*what.tokens, Token("en", "B12", 6, 9))
    (run,) = build_runs(what, SPEAKER, NORMAL)
    assert (run.voice, run.table, run.tokens, run.tones) == ("cmn+v", Table.CMN, list(range(7)), [2, 5, 0, 0, 3, 0, 0])
    written = ["nin2", "de5", "order", "VIP", "yi3", "eh", "B 12"]
    assert [run.text[start : start + len(word)] for start, word in zip(run.starts, written, strict=True)] == written


def test_english_among_mandarin_is_slowed_and_the_tag_is_closed_before_a_break() -> None:
    what = sentence(Token("en", "order", 0, 5, break_ms=300), Token("zh", "好", 5, 6, "hao3"))
    (run,) = build_runs(what, SPEAKER, NORMAL)
    assert run.text.startswith('<prosody rate="')
    assert 'order</prosody><break time="300ms"/> hao3' in run.text
    assert run.text.count("<prosody") == run.text.count("</prosody>") == 1


def test_english_alone_is_spoken_by_the_english_voice() -> None:
    (run,) = build_runs(english("Hello, world"), SPEAKER, NORMAL)
    assert (run.voice, run.table, run.text) == ("en-us+v", Table.EN, "Hello, world.")


def test_a_name_that_the_library_misreads_is_given_as_phonemes_to_the_english_voice_only() -> None:
    (run,) = build_runs(english("Dear Przybocki, hello"), SPEAKER, NORMAL)
    assert run.flags & Flag.PHONEMES
    assert run.text.startswith("Dear [[p|")
    assert run.text.endswith("]], hello.")
    assert run.text[run.starts[2] :] == "hello."
    (mixed,) = build_runs(sentence(Token("zh", "好", 0, 1, "hao3"), Token("en", "Przybocki", 1, 10)), SPEAKER, NORMAL)
    assert "Przybocki" in mixed.text


def test_a_third_language_makes_its_own_run_and_keeps_the_sentence_open() -> None:
    what = sentence(Token("zh", "好", 0, 1, "hao3"), Token("fr", "l’ami", 1, 6), Token("en", "ok", 6, 8))
    first, second, third = build_runs(what, SPEAKER, NORMAL)
    assert [run.voice for run in (first, second, third)] == ["cmn+v", "roa/fr+v", "cmn+v"]
    assert (first.text, second.text) == ("hao3,", "l'ami,")
    assert not first.flags & Flag.END_PAUSE
    assert third.flags & Flag.END_PAUSE
    assert second.table == Table.IPA


def test_a_cut_sentence_ends_open_and_a_whole_one_closed() -> None:
    assert build_runs(english("so far", ends=False), SPEAKER, NORMAL)[0].text == "so far,"
    assert build_runs(english("so far,"), SPEAKER, NORMAL)[0].text == "so far."
    assert build_runs(english("so far?"), SPEAKER, NORMAL)[0].text == "so far?"


def test_a_cantonese_voice_reads_characters_its_own_way() -> None:
    speaker = Speaker("v", "yue", "sit/yue", {**NAMES, "yue": "sit/yue"})
    (run,) = build_runs(mandarin("你好", "ni3 hao3"), speaker, NORMAL)
    assert (run.voice, run.text) == ("sit/yue+v", "你 好.")


def test_prosody_stays_within_what_the_library_takes() -> None:
    job = json.loads(build_job(english("hi"), SPEAKER, Prosody(rate=9, pitch_semitones=40, volume=7)))
    run = Run.from_json(job["runs"][0])
    assert (job["pitch"], run.rate_wpm, run.volume) == (99, 450, 100)
    job = json.loads(build_job(english("hi"), SPEAKER, Prosody(rate=0.01, pitch_semitones=-40, volume=-1)))
    run = Run.from_json(job["runs"][0])
    assert (job["pitch"], run.rate_wpm, run.volume) == (0, 80, 0)


def test_nothing_to_say() -> None:
    assert build_runs(sentence(), SPEAKER, NORMAL) == []
    (run,) = build_runs(sentence(Token("zh", "", 0, 0, break_ms=700)), SPEAKER, NORMAL)
    assert (run.text, run.tokens) == ('<break time="700ms"/>', [])
