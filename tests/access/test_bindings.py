"""One-time codes and the binding of sessions."""

from __future__ import annotations

import pytest

from visavis.access.bindings import BOUND_S, CODE_S, Bindings
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.unit


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(clock: Clock) -> MemoryHub:
    return MemoryHub(clock)


async def test_a_code_works_once(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    code = await bindings.new_code("s1")
    bound = await bindings.redeem(code.text)
    assert bound is not None
    session_id, key = bound
    assert session_id == "s1"
    assert await bindings.holds("s1", key)
    assert await bindings.redeem(code.text) is None


async def test_people_may_type_a_code_as_they_like(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    code = (await bindings.new_code("s1")).text
    typed = f" {code[:5].lower()}-{code[5:].lower()} "
    assert await bindings.redeem(typed) is not None


async def test_a_code_ends_after_its_time(hub: MemoryHub, clock: Clock) -> None:
    bindings = Bindings(hub)
    code = await bindings.new_code("s1")
    clock.now += CODE_S
    assert await bindings.redeem(code.text) is None


async def test_a_later_code_makes_the_one_before_void(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    first = await bindings.new_code("s1")
    second = await bindings.new_code("s1", first.resume)
    assert await bindings.redeem(first.text) is None
    assert await bindings.redeem(second.text) is not None
    assert second.resume == first.resume


async def test_no_key_holds_another_session_and_the_newest_host_wins(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    keys = {}
    for name in ("s1", "s2"):
        bound = await bindings.redeem((await bindings.new_code(name)).text)
        assert bound is not None
        keys[name] = bound[1]
    assert not await bindings.holds("s1", keys["s2"])
    assert not await bindings.holds("s1", "")
    assert not await bindings.holds("nobody", keys["s1"])
    await bindings.redeem((await bindings.new_code("s1")).text)
    assert not await bindings.holds("s1", keys["s1"])


async def test_a_binding_lasts_while_it_is_used_or_its_page_is_there(hub: MemoryHub, clock: Clock) -> None:
    bindings = Bindings(hub)
    code = await bindings.new_code("s1")
    bound = await bindings.redeem(code.text)
    assert bound is not None
    for _ in range(3):
        clock.now += BOUND_S - 1
        await bindings.keep("s1", code.resume)
    assert await bindings.holds("s1", bound[1])
    assert await bindings.resumed(code.resume) == "s1"
    clock.now += BOUND_S
    assert not await bindings.holds("s1", bound[1])
    assert await bindings.resumed(code.resume) is None


async def test_the_store_holds_neither_codes_nor_keys(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    code = await bindings.new_code("s1")
    bound = await bindings.redeem((await bindings.new_code("s2")).text)
    assert bound is not None
    kept = repr(hub._values)
    assert code.text not in kept
    assert code.resume not in kept
    assert bound[1] not in kept


async def test_who_listens_hears_what_is_told(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    heard: list[str] = []
    assert not await bindings.tell("s1", "early")
    async with bindings.listen("s1", heard.append):
        assert await bindings.tell("s1", "now")
    assert not await bindings.tell("s1", "late")
    assert heard == ["now"]


async def test_a_secret_of_a_tokens_subject_is_of_use_to_nobody_else(hub: MemoryHub, clock: Clock) -> None:
    bindings = Bindings(hub)
    resume = await bindings.new_resume("s1", subject="ann")
    for stranger in ("bob", None, ""):
        assert await bindings.resumed(resume, stranger) is None
    assert await bindings.resumed(resume, "ann") == "s1"
    assert (await bindings.new_code("s1", resume, "ann")).resume == resume
    assert await bindings.resumed(resume, "bob") is None
    clock.now += BOUND_S - 1
    await bindings.keep("s1", resume)
    clock.now += BOUND_S - 1
    assert await bindings.resumed(resume, "ann") == "s1"


async def test_a_secret_of_nobody_in_particular_is_good_for_whoever_has_it(hub: MemoryHub) -> None:
    bindings = Bindings(hub)
    resume = await bindings.new_resume("s1")
    assert await bindings.resumed(resume) == "s1"
    assert await bindings.resumed(resume, "ann") == "s1"
