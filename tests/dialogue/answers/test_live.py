"""A file that is edited while its answers are in use."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from visavis.dialogue.answers.live import LiveAnswers
from visavis.dialogue.answers.load import AnswerBook
from visavis.dialogue.answers.problems import AnswersError

pytestmark = pytest.mark.unit

NEVER_S = 3600.0
"""The tests look for themselves."""


def _text(said: str) -> str:
    return f"answers:\n- id: a\n  question: 怎么退货\n  answer: {said}\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    _write(path, _text("一"))
    return path


@pytest.fixture
async def live(path: Path) -> AsyncIterator[LiveAnswers]:
    live = LiveAnswers(path, poll_s=NEVER_S)
    await live.start()
    yield live
    await live.close()


async def _said(live: LiveAnswers) -> str:
    return (await live.match("怎么退货")).candidates[0].answer.answers[0]


async def test_a_change_is_in_use_after_the_second_look(live: LiveAnswers, path: Path) -> None:
    _write(path, _text("第二个"))
    await live.look()
    assert await _said(live) == "一", "it may still be being written"
    await live.look()
    assert await _said(live) == "第二个"


async def test_a_file_put_in_its_place_is_seen(live: LiveAnswers, path: Path) -> None:
    other = path.with_name("new.yaml")
    other.write_text(_text("二"), "utf-8")
    other.replace(path)
    await live.look()
    await live.look()
    assert await _said(live) == "二"


async def test_a_broken_file_leaves_the_last_good_one_in_use_and_is_told_by_lines_alone(
    live: LiveAnswers, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _write(path, _text("三") + "  secret: 机密\n  mood: 也是\n")
    for _ in range(4):
        await live.look()
    assert await _said(live) == "一"
    assert caplog.text.count("answers_broken") == 1
    assert "lines 5, 6" in caplog.text
    assert "机密" not in caplog.text
    assert live.problem is not None
    assert "机密" in str(live.problem)
    _write(path, _text("四"))
    await live.look()
    await live.look()
    assert (await _said(live), live.problem) == ("四", None)


async def test_a_file_that_is_gone_leaves_its_answers_in_use_until_it_is_back(
    live: LiveAnswers, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.to_thread(path.unlink)
    for _ in range(3):
        await live.look()
    assert await _said(live) == "一"
    assert "the file as a whole" in caplog.text
    _write(path, _text("回来"))
    await live.look()
    await live.look()
    assert await _said(live) == "回来"


async def test_nothing_is_read_while_nothing_changes(live: LiveAnswers) -> None:
    book = live.book
    await live.look()
    await live.look()
    assert live.book is book


async def test_a_file_that_is_broken_at_the_start_stops_it(path: Path) -> None:
    _write(path, "answers: []")
    with pytest.raises(AnswersError):
        await LiveAnswers(path).start()


async def test_it_looks_by_itself_and_tells_of_what_it_takes(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    books: asyncio.Queue[AnswerBook] = asyncio.Queue()
    live = LiveAnswers(path, changed=books.put, poll_s=0.01)
    await live.start()
    try:
        async with asyncio.timeout(30):
            assert (await books.get()).answers[0].answers == ("一",)
            _write(path, _text("变了"))
            assert (await books.get()).answers[0].answers == ("变了",)
    finally:
        await live.close()


class Slow:
    """Meaning that is never ready."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def prepare(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.set()

    async def scores(self, question: str) -> NDArray[np.float32] | None:
        return None


async def test_meaning_is_prepared_beside_and_ends_with_its_file(path: Path) -> None:
    made: list[Slow] = []

    def meaning(book: AnswerBook) -> Slow:
        made.append(Slow())
        return made[-1]

    live = LiveAnswers(path, meaning=meaning, poll_s=NEVER_S)
    await live.start()
    assert await _said(live) == "一"
    _write(path, _text("二二"))
    await live.look()
    await live.look()
    async with asyncio.timeout(30):
        await made[0].ended.wait()
    await live.close()
    assert made[1].ended.is_set()
