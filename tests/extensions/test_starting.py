"""What happens when an extension cannot start."""

from __future__ import annotations

import logging
from typing import ClassVar

import pytest

from visavis.extensions.error import ExtensionError
from visavis.extensions.starting import NotStartedError, close_extension, start_extension

pytestmark = pytest.mark.unit


class BirdError(ExtensionError):
    usual_code = "bird_failed"


class Bird:
    name: ClassVar[str] = "bird"

    def __init__(self, wrong: Exception | None = None, wrong_at_the_end: Exception | None = None) -> None:
        self._wrong = wrong
        self._wrong_at_the_end = wrong_at_the_end
        self.life: list[str] = []

    async def start(self) -> None:
        self.life.append("start")
        if self._wrong is not None:
            raise self._wrong

    async def close(self) -> None:
        self.life.append("close")
        if self._wrong_at_the_end is not None:
            raise self._wrong_at_the_end


async def test_one_that_starts_goes_on() -> None:
    bird = Bird()
    await start_extension(bird)
    assert bird.life == ["start"]


async def test_an_error_of_the_contract_passes() -> None:
    bird = Bird(BirdError("its cage is shut"))
    with pytest.raises(BirdError, match="cage"):
        await start_extension(bird)
    assert bird.life == ["start"]


@pytest.mark.parametrize("wrong_at_the_end", [None, RuntimeError("sk-secret")])
async def test_anything_else_is_told_without_its_words(
    wrong_at_the_end: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    bird = Bird(RuntimeError("my key is sk-secret"), wrong_at_the_end)
    with caplog.at_level(logging.DEBUG), pytest.raises(NotStartedError) as caught:
        await start_extension(bird)
    assert str(caught.value) == "it failed (RuntimeError)"
    assert bird.life == ["start", "close"]
    assert "RuntimeError in test_starting.py, line " in caplog.text
    assert "secret" not in caplog.text


async def test_what_the_system_says_of_a_file_is_told() -> None:
    missing = FileNotFoundError(2, "No such file or directory", "libbird.so")
    with pytest.raises(NotStartedError, match=r"FileNotFoundError: .*No such file or directory: 'libbird\.so'"):
        await start_extension(Bird(missing))


async def test_what_fails_at_the_end_is_raised_no_further(caplog: pytest.LogCaptureFixture) -> None:
    await close_extension(Bird(wrong_at_the_end=OSError("sk-secret")))
    assert "bird cannot be closed: OSError" in caplog.text
    assert "secret" not in caplog.text
