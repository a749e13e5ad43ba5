"""Korean respelled as it is pronounced; the examples are those of the Rules of Standard Pronunciation and of shops."""

from __future__ import annotations

import pytest

from visavis.speech.frontend.hangul import pronounced

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("국물", "궁물"), ("받는", "반는"), ("먹는", "멍는"), ("감사합니다", "감사함니다"), ("없습니다", "업씀니다"),
        ("신라", "실라"), ("설날", "설랄"), ("독립", "동닙"), ("종로", "종노"), ("협력", "혐녁"), ("연락처", "열락처"),
        ("좋아요", "조아요"), ("좋고", "조코"), ("많다", "만타"), ("않네", "안네"), ("뚫는", "뚤른"), ("놓는", "논는"),
        ("싫어", "시러"), ("괜찮아요", "괜차나요"), ("입학", "이팍"), ("못하다", "모타다"), ("앉히다", "안치다"),
        ("닫히다", "다치다"), ("같이", "가치"), ("굳이", "구지"), ("값이", "갑씨"), ("옷이", "오시"), ("밖에", "바께"),
        ("있어요", "이써요"), ("앉아", "안자"), ("읽다", "익따"), ("읽고", "일꼬"), ("학교", "학꾜"), ("답변", "답뼌"),
        ("꽃", "꼳"), ("삶", "삼"), ("강아지", "강아지"), ("희망", "히망"), ("주의", "주이"), ("의자", "의자"),
        ("시계", "시게"), ("예약", "예약"), ("십육", "심뉵"), ("A국물", "A궁물"), ("", ""), ("abc", "abc"),
    ],
)  # fmt: skip
def test_said(written: str, said: str) -> None:
    assert pronounced(written) == said


def test_saying_it_twice_changes_no_assimilation() -> None:
    """What was joined once is not joined again, as the library does when it reads the respelled word."""
    for word in ("국물", "신라", "독립", "좋아요", "강아지"):
        assert pronounced(pronounced(word)) == pronounced(word)
