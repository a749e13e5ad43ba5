"""TextGrid files in both text formats and every encoding Praat writes."""

from pathlib import Path

import pytest

from visavis.bench.lipsync.labels import Label
from visavis.bench.lipsync.textgrid import TextGridError, parse_textgrid, read_textgrid

pytestmark = pytest.mark.unit

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 1.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 1.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = "say ""ah"" = 3"
        intervals [2]:
            xmin = 0.5
            xmax = 1.5
            text = ""
    item [2]:
        class = "TextTier"
        name = "clicks"
        xmin = 0
        xmax = 1.5
        points: size = 1
        points [1]:
            number = 0.25
            mark = "x"
    item [3]:
        class = "IntervalTier"
        name = "phones 你"
        xmin = 0
        xmax = 1.5
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 1.5e0
            text = "ɑː"
"""
SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
1.5
<exists>
3
"IntervalTier"
"words"
0
1.5
2
0
0.5
"say ""ah"" = 3"
0.5
1.5
""
"TextTier"
"clicks"
0
1.5
1
0.25
"x"
"IntervalTier"
"phones 你"
0
1.5
1
0
1.5
"ɑː"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom"])
@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
def test_both_formats_in_every_encoding_say_the_same(text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_bytes(b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-bom" else text.encode(encoding))
    words, phones = read_textgrid(path)
    assert words.name == "words"
    assert words.labels == (Label('say "ah" = 3', 0.0, 500.0), Label("", 500.0, 1500.0))
    assert (phones.name, phones.labels) == ("phones 你", (Label("ɑː", 0.0, 1500.0),))


def test_windows_line_ends_change_nothing() -> None:
    assert parse_textgrid(LONG.replace("\n", "\r\n")) == parse_textgrid(LONG)


@pytest.mark.parametrize("text", ["", "hello", LONG[:-60], SHORT.replace("1.5\n2\n", '"x"\n2\n'), SHORT[:80]])
def test_what_is_no_textgrid_is_refused(text: str) -> None:
    with pytest.raises(TextGridError):
        parse_textgrid(text)


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "strange.TextGrid"
    path.write_text("hello", "utf-8")
    with pytest.raises(TextGridError, match=r"strange\.TextGrid.*'hello'"):
        read_textgrid(path)
