"""``visavis read``: how a text is read, in words, as JSON, and as SSML for another engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from defusedxml.ElementTree import fromstring

from visavis.cli import main
from visavis.speech.frontend import use_lexicon

pytestmark = pytest.mark.contract


def _run(*arguments: str, text: str | None = None) -> str:
    done = CliRunner().invoke(main, ["read", *arguments], input=text)
    use_lexicon(None)
    assert done.exit_code == 0, done.output
    return done.output


def test_each_sentence_as_written_and_as_said() -> None:
    assert _run("您好，共¥5。Thank you, Dr. Li!") == (
        "您好，共¥5。\n  nin2 hao3 gong4 wu3 yuan2\nThank you, Dr. Li!\n  Thank you doctor Li\n"
    )


def test_standard_input_and_markup() -> None:
    assert _run("-", "--ssml", text='<speak><phoneme ph="ˈviː">V</phoneme></speak>') == "V\n  /ˈviː/\n"


def test_json_knows_where_every_token_was_written() -> None:
    told = json.loads(_run("a 12", "--language", "en", "--json"))
    spans = [(t["spoken"], t["written_start"], t["written_end"]) for t in told["sentences"][0]["tokens"]]
    assert spans == [("a", 0, 1), ("twelve", 2, 4)]


def test_words_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("六安路,liu4 an1 lu4\n", encoding="utf-8")
    assert _run("六安路", "--lexicon", str(path)) == "六安路\n  liu4 an1 lu4\n"


def test_ssml_for_another_engine() -> None:
    root = fromstring(_run("您好", "--to", "azure", "--voice", "zh-CN-XiaoxiaoNeural", "--bookmarks"))
    assert "".join(root.itertext()).strip() == "您好"
    assert root[0].get("name") == "zh-CN-XiaoxiaoNeural"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["。"], "nothing to say"),
        (["a", "--voice", "x"], "belong to --to"),
        (["a", "--lexicon", "none.csv"], "VISAVIS_LEXICON='none.csv': the lexicon none.csv cannot be read"),
        (["<s>a", "--ssml"], "not well-formed"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_line(arguments: list[str], told: str) -> None:
    done = CliRunner().invoke(main, ["read", *arguments])
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output
