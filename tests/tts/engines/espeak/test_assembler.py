"""Pieces made of callbacks that are written by hand."""

import struct

import pytest

from visavis.tts.engines.espeak.assembler import FIRST_PIECE_SAMPLES, Assembler, Run
from visavis.tts.engines.espeak.frames import PHONE, PIECE, WORD, Table
from visavis.tts.engines.espeak.library import Event

pytestmark = pytest.mark.unit

Timed = tuple[str, int, int]


def run(table: Table = Table.EN, **changes: object) -> Run:
    values = {
        "text": "",
        "flags": 0,
        "rate_wpm": 150,
        "volume": 90,
        "starts": [0],
        "tokens": [0],
        "tones": [0],
        "weights": [1],
    }
    return Run(voice="v", table=table, **{**values, **changes})  # type: ignore[arg-type]


def phone(name: str, sample: int) -> Event:
    return (7, 0, sample, name.encode()[:8].ljust(8, b"\0"))


def word(position: int, sample: int) -> Event:
    return (1, position, sample, bytes(8))


def noise(samples: int) -> bytes:
    return struct.pack("<h", 1000) * samples


def read(payload: bytes) -> tuple[list[Timed], list[tuple[int, int, int]], int]:
    pcm, phones, words = PIECE.unpack_from(payload)
    middle = PIECE.size + phones * PHONE.size
    end = middle + words * WORD.size
    assert len(payload) == end + pcm
    named = [
        (raw.rstrip(b"\0").decode(), onset, stop)
        for onset, stop, raw, _, _ in PHONE.iter_unpack(payload[PIECE.size : middle])
    ]
    return named, list(WORD.iter_unpack(payload[middle:end])), pcm // 2


def assemble(
    what: Run, *callbacks: tuple[bytes, list[Event]]
) -> tuple[list[Timed], list[tuple[int, int, int]], list[int]]:
    payloads: list[bytes] = []
    assembler = Assembler(payloads.append)
    assembler.begin(what)
    for pcm, events in callbacks:
        assembler.feed(pcm, events)
    assembler.end()
    payloads.append(assembler.finish())
    parts = [read(payload) for payload in payloads]
    return [p for part in parts for p in part[0]], [w for part in parts for w in part[1]], [part[2] for part in parts]


def test_a_closure_goes_back_to_where_the_sound_ends() -> None:
    pcm = noise(4000) + bytes(2 * 900) + noise(1100)
    phones, words, _ = assemble(run(), (pcm, [word(1, 0), phone("a", 0), phone("t", 4900), phone("i:", 5600)]))
    assert phones[:2] == [("a", 0, 4000), ("t", 4000, 5270)]
    assert words == [(0, 0, 6000)]


def test_a_closure_is_found_across_two_callbacks() -> None:
    first, second = noise(4000) + bytes(2 * 500), bytes(2 * 400) + noise(1000)
    phones, _, _ = assemble(run(), (first, [word(1, 0), phone("a", 0)]), (second, [phone("p", 4900)]))
    assert phones == [("a", 0, 4000), ("p", 4000, 5900)]


def test_after_a_pause_the_closure_takes_fifty_milliseconds_of_it() -> None:
    pcm = noise(1000) + bytes(2 * 4000) + noise(1000)
    phones, words, _ = assemble(run(), (pcm, [word(1, 0), phone("a", 0), phone("_:", 1000), phone("p", 5000)]))
    assert phones == [("a", 0, 1000), ("", 1000, 3897), ("p", 3897, 6000)]
    assert words == [(0, 0, 1000)]


def test_a_vowel_begins_where_the_consonant_lets_go() -> None:
    phones, _, _ = assemble(run(), (noise(6000), [word(1, 0), phone("m", 0), phone("'a", 1800), phone("n", 4000)]))
    assert phones == [("m", 0, 1470), ("'a", 1470, 4000), ("n", 4000, 6000)]


def test_the_first_sound_of_a_word_begins_with_the_word() -> None:
    what = run(starts=[0, 3], tokens=[4, 7], tones=[0, 0], weights=[2, 2])
    events = [word(1, 0), phone("s", 200), phone("_|", 2900), word(4, 3000), phone("h", 3264)]
    phones, words, _ = assemble(what, (noise(5000), events))
    assert phones == [("s", 0, 3000), ("h", 3000, 5000)]
    assert words == [(4, 0, 3000), (7, 3000, 5000)]


def test_tokens_read_as_one_word_share_it_by_their_letters() -> None:
    what = run(starts=[0, 3, 7], tokens=[0, 1, 2], tones=[0] * 3, weights=[2, 3, 0])
    events = [word(1, 0), phone("V", 0), phone("v", 1000), phone("D", 2000), phone("@2", 3330)]
    _, words, _ = assemble(what, (noise(6000), events))
    assert words == [(0, 0, 2000), (1, 2000, 6000), (2, 6000, 6000)]


def test_tokens_nobody_hears_still_have_a_place() -> None:
    what = run(starts=[0, 1, 2], tokens=[0, 1, 2], tones=[0] * 3, weights=[0, 1, 0])
    _, words, _ = assemble(what, (noise(3000), [word(2, 100), phone("a", 200)]))
    assert words == [(0, 100, 100), (1, 100, 3000), (2, 3000, 3000)]
    _, words, _ = assemble(what, (bytes(2 * 500), [phone("_:", 0)]))
    assert words == [(0, 500, 500), (1, 500, 500), (2, 500, 500)]


def test_a_nameless_stretch_is_a_pause_only_at_the_end_of_a_clause() -> None:
    timed = [("a", 0), ("", 1000), ("n", 1500), ("", 3000), ("", 4000)]
    events = [word(1, 0), *(phone(name, sample) for name, sample in timed), (5, 0, 5000, bytes(8)), phone("o", 5000)]
    phones, words, _ = assemble(run(Table.IPA), (noise(8000), [*events, phone("", 6000)]))
    assert phones == [("a", 0, 1500), ("n", 1500, 3000), ("", 3000, 5000), ("o", 5000, 6000), ("", 6000, 8000)]
    assert words == [(0, 0, 3000)]


def test_the_language_switches_within_a_run() -> None:
    payloads: list[bytes] = []
    assembler = Assembler(payloads.append)
    assembler.begin(run(Table.CMN, tones=[3]))
    events = [
        word(1, 0),
        phone("m", 0),
        phone("(en)", 900),
        phone("3", 1000),
        phone("(cmn)", 2000),
        phone("_|", 2000),
        phone("'A", 2500),
    ]
    assembler.feed(noise(2600), events)
    assembler.end()
    payload = assembler.finish()
    tables = [
        (table, tone) for _, _, _, table, tone in PHONE.iter_unpack(payload[PIECE.size : PIECE.size + 3 * PHONE.size])
    ]
    assert tables == [(Table.CMN, 3), (Table.EN, 0), (Table.CMN, 3)]


def test_runs_follow_one_another_in_time() -> None:
    payloads: list[bytes] = []
    assembler = Assembler(payloads.append)
    for token in (0, 1):
        assembler.begin(run(tokens=[token]))
        assembler.feed(noise(1000), [word(1, 0), phone("s", 0), phone("_:", 900)])
        assembler.end()
    phones, words, samples = read(assembler.finish())
    assert phones == [("s", 0, 900), ("", 900, 1000), ("s", 1000, 1900), ("", 1900, 2000)]
    assert words == [(0, 0, 900), (1, 1000, 1900)]
    assert samples == 2000


def test_the_first_piece_is_small_and_nothing_is_lost() -> None:
    _, _, samples = assemble(run(), *[(noise(44100), [phone("s", index * 44100)]) for index in range(6)])
    assert samples[0] == FIRST_PIECE_SAMPLES
    assert sum(samples) == 6 * 44100
    assert len(samples) <= 4


def test_silence_alone_is_one_silent_phone() -> None:
    phones, _, _ = assemble(run(starts=[], tokens=[], tones=[], weights=[]), (bytes(2 * 700), []))
    assert phones == [("", 0, 700)]


def test_a_word_told_before_the_sonorant_that_ends_the_last_one_begins_after_it() -> None:
    """As in "name is" and "all the": the event of the second word comes at the start of the m or l."""
    events = [word(1, 0), phone("n", 0), phone("eI", 1500), phone("m", 4000), word(6, 4000), phone("I", 5280)]
    two = run(starts=[0, 5], tokens=[0, 1], tones=[0, 0], weights=[4, 2])
    phones, words, _ = assemble(two, (noise(7000), events))
    assert [name for name, _, _ in phones] == ["n", "eI", "m", "I"]
    (_, onset, end), (_, vowel, _) = phones[2:]
    assert (onset, end) == (4000, vowel)
    assert 4900 < vowel <= 5280
    assert words == [(0, 0, vowel), (1, vowel, 7000)]


def test_a_word_told_early_that_has_no_sound_of_its_own_begins_with_what_comes() -> None:
    two = run(starts=[0, 5], tokens=[0, 1], tones=[0, 0], weights=[4, 2])
    assert assemble(two, (noise(7000), [word(1, 0), phone("m", 0), word(6, 0), phone("_:", 5000)]))[1] == [
        (0, 0, 5000),
        (1, 5000, 5000),
    ]
    assert assemble(two, (noise(7000), [word(1, 0), phone("m", 0), word(6, 0)]))[1] == [(0, 0, 7000), (1, 7000, 7000)]


def test_a_word_of_which_the_library_tells_nothing_begins_with_its_first_sound() -> None:
    """As in Korean, before a nasal at the beginning of a clause."""
    events = [
        *(phone("m", 0), phone("o", 900), word(4, 2000), phone("i", 2000), phone("_:", 3000), (5, 0, 4000, bytes(8))),
        *(phone("m", 4000), phone("u", 4900)),
    ]
    three = run(text="mo i, mu.", starts=[0, 3, 6], tokens=[0, 1, 2], tones=[0, 0, 0], weights=[2, 1, 2])
    assert assemble(three, (noise(6000), events))[1] == [(0, 0, 2000), (1, 2000, 3000), (2, 4000, 6000)]
