"""``visavis answers``: check, test and import, as an editor of answers and a CI use them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakes.embedding_service import KEY, MODEL, EmbeddingService
from fakes.http_stand_in import http_stand_in
from visavis.cli import main

pytestmark = pytest.mark.contract

EXAMPLES = Path(__file__).parents[2] / "examples" / "answers"
SHOP = str(EXAMPLES / "parcel_shop.yaml")
PAIRS = str(EXAMPLES / "parcel_shop_questions.csv")


def _run(*arguments: str, text: str | None = None) -> Result:
    done = CliRunner().invoke(main, ["answers", *arguments], input=text)
    assert "Traceback" not in done.output
    return done


def test_help_teaches_by_example() -> None:
    for verb in ([], ["check"], ["test"], ["import"]):
        done = _run(*verb, "--help")
        assert (done.exit_code, "Examples:" in done.output) == (0, True)


def test_check_counts_what_is_there() -> None:
    done = _run("check", SHOP)
    assert done.exit_code == 0, done.output
    assert "34 answers to 99 questions" in done.output
    told = json.loads(_run("check", SHOP, "--json").output)
    assert (told["valid"], told["answers"], told["questions"], told["contradictions"]) == (True, 34, 99, [])


def test_check_tells_every_mistake_and_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("answers:\n- {id: a, question: b, answer: c, mood: x}\n- {id: b, answer: c}\n", "utf-8")
    done = _run("check", str(path))
    assert done.exit_code == 2
    assert "a.yaml, line 2: answers[0].mood: 'x'" in done.output
    assert "a.yaml, line 3: answers[1].questions: the field is missing" in done.output
    told = _run("check", str(path), "--json")
    assert (told.exit_code, [each["line"] for each in json.loads(told.output)["problems"]]) == (2, [2, 3])


def test_check_finds_contradictions_and_near_duplicates(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,问题,答案\na,怎么退货,x\nb,怎么退货？,y\nc,我想申请开发票,z\nd,我要申请开发票,z\n", "utf-8")
    done = _run("check", str(path))
    assert done.exit_code == 2
    assert "the same question in two answers" in done.output
    assert "nearly the same" in done.output
    told = json.loads(_run("check", str(path), "--json").output)
    assert not told["valid"]
    assert [(pair["line"], pair["other_line"]) for pair in told["contradictions"]] == [(2, 3)]


def test_a_question_shows_what_is_answered_and_what_came_near() -> None:
    done = _run("test", SHOP, "我想退货")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[1].strip() == "answered"
    assert lines[2].split()[:1] == ["→"]
    assert "return-zh" in lines[2]
    told = json.loads(_run("test", SHOP, "我想退货", "--json").output)
    assert (told["outcome"], told["candidates"][0]["id"]) == ("answer", "return-zh")
    scores = [each["score"] for each in told["candidates"]]
    assert scores == sorted(scores, reverse=True)


def test_questions_from_standard_input() -> None:
    done = _run("test", SHOP, "-", "--json", text="怎么退货\n\n今天天气怎么样\n")
    assert [json.loads(line)["outcome"] for line in done.output.splitlines()] == ["answer", "none"]


def test_expectations_give_an_accuracy_and_an_exit_status(tmp_path: Path) -> None:
    done = _run("test", SHOP, "--expected", PAIRS, "--at-least", "0.8")
    assert done.exit_code == 0, done.output
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("question,expected\n怎么退货,return-zh\n怎么退货,pay-zh\n", "utf-8")
    done = _run("test", SHOP, "--expected", str(pairs), "--at-least", "0.8")
    assert (done.exit_code, "1 of 2 right" in done.output) == (1, True)
    told = json.loads(_run("test", SHOP, "--expected", str(pairs), "--json").output)
    assert (told["right"], [each["expected"] for each in told["wrong"]]) == (1, ["pay-zh"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("question,expected\na,nobody\n", "line 2: no answer has the id 'nobody'"),
        ("q,e\na,b\n", "must be named question and expected"),
        ("question,expected\n", "there is no question"),
        (None, "No such file"),
    ],
)
def test_expectations_that_cannot_be_used(tmp_path: Path, content: str | None, told: str) -> None:
    pairs = tmp_path / "pairs.csv"
    if content is not None:
        pairs.write_text(content, "utf-8")
    done = _run("test", SHOP, "--expected", str(pairs))
    assert (done.exit_code, told in done.output) == (2, True), done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give a QUESTION, or --expected"),
        ([" "], "there is no question"),
        (["a", "--at-least", "1"], "belongs to --expected"),
        (["a", "--answer-from", "0.1"], "suggest <= answer"),
        (["a", "--answer-from", "nan"], "not a number"),
    ],
)
def test_arguments_that_do_not_go_together(arguments: list[str], told: str) -> None:
    done = _run("test", SHOP, *arguments)
    assert (done.exit_code, told in done.output) == (2, True), done.output


def test_a_table_becomes_a_file_that_can_be_used(tmp_path: Path) -> None:
    table, out = tmp_path / "faq.csv", tmp_path / "answers.yaml"
    table.write_bytes("标准问题,相似问,答案\n怎么退货,想退|不要了,七天之内都可以退。\n".encode("gbk"))
    done = _run("import", str(table), "-o", str(out))
    assert done.exit_code == 0, done.output
    assert json.loads(_run("check", str(out), "--json").output)["questions"] == 3
    assert _run("import", str(table)).output == out.read_text("utf-8")
    again = _run("import", str(table), "-o", str(out))
    assert (again.exit_code, "--force" in again.output) == (2, True)
    assert _run("import", str(table), "-o", str(out), "--force").exit_code == 0


def test_a_workbook_is_told_how_to_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "faq.xlsx"
    path.write_bytes(b"PK")
    done = _run("import", str(path))
    assert (done.exit_code, "CSV UTF-8" in done.output) == (2, True)


@pytest.fixture
def embeddings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[EmbeddingService]:
    """The service on a loop of its own, because the command has one too."""
    service = EmbeddingService()
    started, ended = threading.Event(), threading.Event()

    async def serve() -> None:
        async with http_stand_in(service.handle) as server:
            service.server = server
            started.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    started.wait()
    for name, value in (("MODEL", MODEL), ("URL", service.url), ("KEY", KEY)):
        monkeypatch.setenv(f"VISAVIS_EMBEDDINGS_{name}", value)
    monkeypatch.setenv("VISAVIS_CACHE_DIR", str(tmp_path / "cache"))
    yield service
    ended.set()
    thread.join()


def test_meaning_is_compared_where_it_is_asked_for(embeddings: EmbeddingService) -> None:
    assert json.loads(_run("test", SHOP, "这个我想寄回", "--json").output)["outcome"] == "none"
    told = json.loads(_run("test", SHOP, "这个我想寄回", "--meaning", "--json").output)
    assert told["candidates"][0]["id"].startswith("return")
    assert "meaning" in told["candidates"][0]["why"]
    asked = len(embeddings.asked)
    assert _run("test", SHOP, "怎么退货", "--meaning").exit_code == 0
    assert len(embeddings.asked) == asked, "vectors are kept from run to run, and an exact question needs none"


def test_meaning_that_cannot_be_had_is_told(embeddings: EmbeddingService, monkeypatch: pytest.MonkeyPatch) -> None:
    embeddings.fail(401)
    done = _run("test", SHOP, "怎么退", "--meaning")
    assert (done.exit_code, "does not accept the key" in done.output, KEY in done.output) == (3, True, False)
    monkeypatch.delenv("VISAVIS_EMBEDDINGS_MODEL")
    done = _run("test", SHOP, "怎么退", "--meaning")
    assert (done.exit_code, "VISAVIS_EMBEDDINGS_MODEL is not set" in done.output) == (2, True)
    monkeypatch.setenv("VISAVIS_EMBEDDINGS_URL", KEY)
    done = _run("test", SHOP, "怎么退", "--meaning")
    assert (done.exit_code, "VISAVIS_EMBEDDINGS_URL: it names no machine" in done.output, KEY in done.output) == (
        2,
        True,
        False,
    )
