"""What a conversation that may go on is kept by."""

from __future__ import annotations

import pytest

from visavis.access.conversations import KEPT_S, MOST_CHARS, Conversations
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.unit


async def test_what_was_kept_comes_back() -> None:
    kept = Conversations(MemoryHub())
    turns = [("visitor", "在吗？", False), ("avatar", "您好", True)]
    await kept.keep("s1", turns, "早些时候……")
    assert await kept.kept("s1") == (turns, "早些时候……")
    assert await kept.kept("s2") == ([], "")


async def test_it_is_forgotten() -> None:
    now = [0.0]
    kept = Conversations(MemoryHub(lambda: now[0]))
    await kept.keep("s1", [("visitor", "hi", False)], "")
    now[0] = KEPT_S + 1
    assert await kept.kept("s1") == ([], "")


async def test_the_oldest_turns_go_where_there_is_too_much() -> None:
    kept = Conversations(MemoryHub())
    turns = [("visitor", str(number) * (MOST_CHARS // 3), False) for number in range(1, 6)]
    await kept.keep("s1", turns, "")
    remembered, _ = await kept.kept("s1")
    assert [text[0] for _, text, _ in remembered] == ["3", "4", "5"]


async def test_a_connection_that_was_followed_by_another_keeps_nothing_any_more() -> None:
    kept = Conversations(MemoryHub())
    await kept.keep("s1", [("visitor", "one", False)], "", "first")
    await kept.take_up("s1", "second")
    await kept.keep("s1", [("visitor", "one", False), ("visitor", "two", False)], "", "second")
    await kept.keep("s1", [("visitor", "one", False)], "", "first")
    assert [text for _, text, _ in (await kept.kept("s1"))[0]] == ["one", "two"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"turns":[["visitor"]],"summary":""}', '{"turns":7}', "[" * 100_000]
)
async def test_what_is_no_conversation_of_ours_counts_for_nothing(
    content: str, caplog: pytest.LogCaptureFixture
) -> None:
    hub = MemoryHub()
    await hub.put("talk:s1", content, KEPT_S)
    assert await Conversations(hub).kept("s1") == ([], "")
    assert "visitor" not in caplog.text
