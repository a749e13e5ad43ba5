"""Labels of different habits become the same sounds."""

import pytest

from visavis.bench.lipsync.broad import broad_names
from visavis.bench.lipsync.labels import Label, LabelError, _data, guess_set, read_labels
from visavis.bench.lipsync.recording import TimedPhone

pytestmark = pytest.mark.unit


def labels(text: str) -> list[Label]:
    """Each 100 ms long."""
    return [Label(part, 100.0 * index, 100.0 * index + 100) for index, part in enumerate(text.split())]


def test_every_label_of_every_set_has_a_broad_phone() -> None:
    for name, table in _data()["sets"].items():
        for label, ipa in table.items():
            if ipa != "pause":
                assert all(broad_names(ipa.removeprefix("closure:"))), (name, label)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("h# sh ix hv eh dcl jh ih dcl d ah kcl k h#", "timit"),
        ("HH AH0 L OW1 sil", "arpabet"),
        ("@ m V N s t @u k_t", "sampa"),
        ("sil n in2 h ao3 sp1 ch uang1", "pinyin"),
        ("h ə l oʊ tʃ ɝ", "ipa"),
    ],
)
def test_the_set_is_found_from_the_labels(text: str, name: str) -> None:
    assert guess_set(text.split()) == name


@pytest.mark.parametrize("text", ["", "sil sp", "C F W S *1 *2", "the quick brown fox"])
def test_labels_that_are_no_phones_are_refused(text: str) -> None:
    with pytest.raises(LabelError):
        guess_set(text.split())


def test_closure_and_release_are_one_phone_and_the_lips_are_shut_in_the_closure() -> None:
    read = read_labels(labels("h# pcl p aa tcl ch m bcl h#"), "timit")
    assert read.phones == (
        TimedPhone("", 0, 100),
        TimedPhone("p", 100, 300),
        TimedPhone("ɑː", 300, 400),
        TimedPhone("tʃ", 400, 600),
        TimedPhone("m", 600, 700),
        TimedPhone("b", 700, 800),
        TimedPhone("", 800, 900),
    )
    assert read.closures == ((100.0, 200.0), (600.0, 800.0))


def test_a_release_without_its_closure_is_a_closure_itself() -> None:
    assert read_labels(labels("aa b ix"), "timit").closures == ((100.0, 200.0),)


def test_a_pause_inside_a_word_and_a_glottal_stop_have_no_shape_of_their_own() -> None:
    read = read_labels(labels("s epi l q ow q t"), "timit")
    assert [(phone.ipa, phone.onset_ms, phone.end_ms) for phone in read.phones] == [
        ("s", 0, 200),
        ("l", 200, 300),
        ("oʊ", 300, 600),
        ("t", 600, 700),
    ]


def test_sets_without_closures_leave_them_to_the_phones() -> None:
    assert read_labels(labels("p aa"), "arpabet").closures is None


def test_a_label_of_two_phones_is_cut_in_the_middle() -> None:
    assert [(p.ipa, p.onset_ms) for p in read_labels(labels("z_s i:"), "sampa").phones] == [
        ("z", 0),
        ("s", 50),
        ("iː", 100),
    ]


def test_stress_and_tone_digits_do_not_count() -> None:
    assert read_labels(labels("AH1"), "arpabet").phones[0].ipa == "ʌ"
    assert read_labels(labels("iao4"), "pinyin").phones[0].ipa == "iɑʊ"
    assert read_labels(labels("ianr2"), "pinyin").phones[0].ipa == "jɛnɚ"
