"""How long the text front end takes for a sentence, on one core, warm."""

from __future__ import annotations

import random
import time

import pytest

from visavis.speech.frontend import analyse, warm_up

pytestmark = pytest.mark.bench

_COMMON = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
_NUMBERS = "您的订单A1023已发货，预计3天后到达，共128.5元。"


def _sentence(chance: random.Random) -> str:
    """Thirty characters that no cache has seen."""
    return "，".join("".join(chance.choice(_COMMON) for _ in range(14)) for _ in range(2)) + "。"


def test_milliseconds_a_sentence() -> None:
    warm_up()
    chance = random.Random(1)
    for name, texts in (
        ("30 new Chinese characters", [_sentence(chance) for _ in range(500)]),
        ("a sentence with numbers, heard before", [_NUMBERS] * 500),
    ):
        started = time.process_time()
        for text in texts:
            analyse(text)
        print(f"{name}: {(time.process_time() - started) / len(texts) * 1000:.3f} ms")
