"""What is given piece by piece is stopped, where it can be."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from visavis.extensions.stream import close_stream

pytestmark = pytest.mark.unit


async def test_a_generator_is_stopped() -> None:
    stopped = False

    async def numbers() -> AsyncGenerator[int, None]:
        nonlocal stopped
        try:
            yield 1
            yield 2
        finally:
            stopped = True

    stream = numbers()
    assert await anext(stream) == 1
    await close_stream(stream)
    assert stopped


async def test_an_iterator_that_cannot_be_closed_is_left() -> None:
    class Numbers:
        def __aiter__(self) -> Numbers:
            return self

        async def __anext__(self) -> int:
            return 1

    await close_stream(Numbers())
    await close_stream(None)
