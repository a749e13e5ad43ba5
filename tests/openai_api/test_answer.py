"""What breaks an answer that comes in pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import openai
import pytest

from visavis.openai_api.answer import BrokenOffError, GarbledError, unbroken

pytestmark = pytest.mark.unit

ASKED = httpx.Request("POST", "https://a.example/v1")


async def until(error: Exception | None) -> AsyncIterator[str]:
    yield "a"
    yield "b"
    if error is not None:
        raise error


async def test_what_comes_whole_is_passed_on() -> None:
    assert [event async for event in unbroken(until(None))] == ["a", "b"]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (openai.APIConnectionError(request=ASKED), BrokenOffError),
        (openai.APITimeoutError(request=ASKED), BrokenOffError),
        (httpx.ReadError("gone"), BrokenOffError),
        (RuntimeError("whatever"), BrokenOffError),
        (ValueError("no JSON"), GarbledError),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no text"), GarbledError),
        (openai.APIError("busy", ASKED, body=None), openai.APIError),
    ],
)
async def test_what_breaks_it_has_a_name(error: Exception, raised: type[Exception]) -> None:
    events = unbroken(until(error))
    assert [await anext(events), await anext(events)] == ["a", "b"]
    with pytest.raises(raised) as caught:
        await anext(events)
    assert caught.type is raised
