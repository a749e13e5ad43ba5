"""Persona files and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from visavis.dialogue.persona.load import PersonaError, load_persona, parse_persona
from visavis.dialogue.persona.persona import Persona, Sayings
from visavis.speech.frontend import analyse

pytestmark = pytest.mark.unit

LEAST = """\
name: Pip
role: the desk of a museum
tone: Cheerful.
languages:
  speaks: [en]
sayings:
  opening: {en: [Hello.]}
  closing: {en: [Bye.]}
  filler: {en: [Well.]}
  unknown: {en: [No idea.]}
  suggest: {en: [Which?]}
  trouble: {en: [Oops.]}
  unheard: {en: [Pardon?]}
  handover: {en: [Wait.]}
"""


def problems(text: str) -> str:
    with pytest.raises(PersonaError) as caught:
        parse_persona(text.encode(), "mine.yaml")
    return str(caught.value)


def test_ours_is_whole_and_can_be_said() -> None:
    persona = load_persona()
    assert persona.languages.speaks == ("zh", "en")
    for kind in Sayings.model_fields:
        for language in persona.languages.speaks:
            for turn in range(3):
                assert analyse(persona.line(kind, language, turn), language=language).sentences


def test_whoever_tells_of_no_handover_has_nobody_to_hand_over_to() -> None:
    assert parse_persona(LEAST.encode(), "mine.yaml").hands_over
    assert not parse_persona(LEAST.replace("  handover: {en: [Wait.]}\n", "").encode(), "mine.yaml").hands_over


def test_one_text_stands_for_all_languages() -> None:
    persona = parse_persona(LEAST.encode(), "mine.yaml")
    assert persona.name == {"en": "Pip"}
    assert persona.line("opening", "en") == "Hello."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name: Pip\n", ""), "mine.yaml, line 1: name: the field is missing"),
        (("tone:", "tune:"), "mine.yaml, line 3: tune: 'Cheerful.': no field of this name is known"),
        (
            ("speaks: [en]", "speaks: [English]"),
            "mine.yaml, line 5: languages.speaks[0]: 'English': write a language code",
        ),
        (("speaks: [en]", "speaks: [en, zh]"), "line 9: sayings.filler: it is not told in 'zh'"),
        (
            ("speaks: [en]", "speaks: [en]\n  policy: guess"),
            "line 6: languages.policy: 'guess': write one of 'visitor' or 'usual'",
        ),
        (("{en: [Well.]}", "{en: []}"), "line 9: sayings.filler.en: a list of 0: the list is empty"),
        (("{en: [Well.]}", "{en: [...]}"), "line 9: sayings.filler.en[0]"),
        (("{en: [Well.]}", "{en: ['[emotoin:sad] Well', '[emotion sad] x']}"), "misspelt"),
        (("{en: [Well.]}", "Well."), "line 9: sayings.filler: 'Well.': a text for each language"),
        (("role:", "name:"), "line 2: name: the field stands in line 1 already"),
        (("tone: Cheerful.", "hosts: ['https://shop.example/']\ntone: x"), "line 3: hosts[0]"),
        (("tone: Cheerful.", "tone: [a"), "this is no YAML"),
        (("tone: Cheerful.", "tone: &a x\nrules: *a"), "an anchor is used again"),
    ],
)
def test_a_mistake_is_told_with_its_line(change: tuple[str, str], said: str) -> None:
    assert change[0] in LEAST
    assert said in problems(LEAST.replace(*change, 1))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a", b"x" * 300_000, b"a: " * 5000, b"[" * 5000])
def test_what_is_no_persona_is_refused(content: bytes) -> None:
    with pytest.raises(PersonaError):
        parse_persona(content, "mine.yaml")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PersonaError, match=r"mine\.yaml: it cannot be read"):
        load_persona(tmp_path / "mine.yaml")
    (tmp_path / "mine.yaml").write_text("\ufeff" + LEAST, encoding="utf-8")
    assert load_persona(tmp_path / "mine.yaml").name == {"en": "Pip"}


@pytest.mark.parametrize(
    ("policy", "visitor", "language"),
    [("visitor", "en-GB", "en"), ("visitor", "zh_CN", "zh"), ("visitor", "fr", "zh"), ("usual", "en", "zh")],
)
def test_whose_language_is_spoken(policy: str, visitor: str, language: str) -> None:
    told = load_persona().model_dump(mode="json")
    persona = Persona.model_validate({**told, "languages": {"speaks": ["zh", "en"], "policy": policy}})
    assert persona.language_for(visitor) == language


def test_every_field_survives_being_written() -> None:
    full = {
        **load_persona().model_dump(mode="json"),
        "languages": {"speaks": ["zh", "en"], "policy": "usual"},
        "hosts": ["shop.example"],
    }
    persona = Persona.model_validate(full)
    written = yaml.safe_dump(persona.model_dump(mode="json"), allow_unicode=True)
    assert parse_persona(written.encode(), "mine.yaml") == persona
