"""The text built for the library, and the place of every token in it."""

import json

import pytest
from tts.sentences import english, mandarin, sentence

from visavis.speech.text import Manner, Token
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


def test_a_manner_is_an_element_around_its_tokens_in_percent_of_the_run() -> None:
    loud = Manner(rate=0.5, pitch_semitones=2.0, volume=1.2)
    what = sentence(
        Token("zh", "您", 0, 1, "nin2"),
        Token("zh", "好", 1, 2, "hao3", manner=loud),
        Token("zh", "吗", 2, 3, "ma5", manner=loud),
        Token("zh", "啊", 3, 4, "a5"),
    )
    (run,) = build_runs(what, SPEAKER, NORMAL)
    assert run.text.startswith('nin2 <prosody rate="50%" pitch="124%" volume="120%">hao3 ma5</prosody> a5')
    assert [run.text[start : start + 2] for start in run.starts] == ["ni", "ha", "ma", "a5"]


def test_a_manner_adds_to_the_utterance_s_own_and_stays_within_what_the_library_takes() -> None:
    (run,) = build_runs(
        sentence(Token("en", "hey", 0, 3, manner=Manner(2.5, 12.0, 2.0))), SPEAKER, Prosody(2.0, 4.0, 1.0)
    )
    assert run.text == '<prosody rate="152%" pitch="134%" volume="152%">hey.</prosody>'
    (run,) = build_runs(sentence(Token("en", "hey", 0, 3, manner=Manner(volume=0.0))), SPEAKER, Prosody(volume=0.0))
    assert run.text == "hey."


def test_a_manner_closes_before_a_pause() -> None:
    soft = Manner(volume=0.5)
    what = sentence(Token("en", "so", 0, 2, break_ms=500, manner=soft), Token("en", "far", 3, 6, manner=soft))
    (run,) = build_runs(what, SPEAKER, NORMAL)
    assert run.text == ('<prosody volume="50%">so</prosody><break time="500ms"/> <prosody volume="50%">far.</prosody>')


def test_ipa_is_said_with_english_phonemes_in_a_run_of_its_own() -> None:
    what = sentence(
        Token("zh", "请", 0, 1, "qing3"), Token("zh", "重庆", 1, 3, ipa="ˈtʃɒŋ"), Token("fr", "ami", 3, 6, ipa="aˈmi")
    )
    first, second = build_runs(what, SPEAKER, NORMAL)
    assert (first.voice, second.voice, second.table) == ("cmn+v", "en-us+v", Table.EN)
    assert second.text == "[[tS|'0|N]] [[a|m|'i]]."
    assert second.flags & Flag.PHONEMES
    assert second.tokens == [1, 2]


def test_a_light_er_curls_the_syllable_before_it_and_is_no_beat_of_its_own() -> None:
    (run,) = build_runs(mandarin("一点儿水", "yi4 dian3 er5 shui3"), SPEAKER, NORMAL)
    assert run.text.startswith('yi4 dia3 <prosody rate="125%">er5</prosody> shui3')
    (run,) = build_runs(mandarin("女儿", "nv3 er2"), SPEAKER, NORMAL)
    assert run.text.startswith("nv3 er2")
