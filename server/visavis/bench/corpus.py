"""What the bench says: sentences of a customer-service day, Chinese, English and mixed, made distinct by numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

_TEMPLATES = (
    "您好，您的订单A{n}已发货，预计3天后到达，谢谢！",
    "您的包裹{n}今天下午派送，请保持电话畅通。",
    "本月账单一共{n}元，请在20日之前还款。",
    "很抱歉给您带来不便，我马上为您查询工单{n}的进度。",
    "Hello, your order A{n} has shipped and will arrive in about three days. Thank you!",
    "Your appointment number is {n}, please come to the front desk at half past two.",
    "I have found case {n} in our records, let me put you through to a colleague.",
    "请打开APP，输入验证码{n}，然后点击Submit完成认证。",
)


def sentences(start: int = 1000) -> Iterator[str]:
    """Endless sentences, no two alike; ``start`` is the first number used, so that callers can stay apart."""
    for number in count(start):
        yield _TEMPLATES[number % len(_TEMPLATES)].format(n=number)


def everyday(size: int = 64) -> list[str]:
    """``size`` sentences that a busy desk says again and again."""
    source = sentences(7000)
    return [next(source) for _ in range(size)]
