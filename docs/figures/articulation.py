"""Draws docs/figures/articulation.png: phones, cues and the main channels of a Chinese and an English sentence.

Run in a checkout, with matplotlib installed beside the project's own dependencies (it is not one of them):

    python docs/figures/articulation.py [output.png]

The phones and their times are written by hand at a common speaking rate, not measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "server"))

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from visavis.protocol.channels import ChannelSpace
from visavis.speech.articulation import articulate
from visavis.speech.cue_builder import build_cues
from visavis.speech.cues import Cue, Phone
from visavis.speech.track import Track

RATE_HZ = 16000
# IPA, ms, stress or tone
CHINESE = (
    "您的包裹明天派送",
    "zh-CN",
    """_ 180 0|n 60 0|in 130 2|t 50 0|ə 70 5|p 70 0|ɑu 190 1|k 60 0|uo 170 3|m 70 0|iŋ 160 2|tʰ 80 0|iɛn 180 1|_ 240 0
    |pʰ 95 0|ai 200 4|s 110 0|ʊŋ 230 4|_ 220 0""",
)
ENGLISH = (
    "Bob met Pam at the bank",
    "en",
    """_ 180 0|b 70 0|ɑː 150 2|b 65 0|m 60 0|ɛ 90 1|t 55 0|p 85 0|æ 140 2|m 70 0|æ 60 0|t 45 0|ð 40 0|ə 50 0|b 65 0
    |æ 170 2|ŋ 70 0|k 90 0|_ 220 0""",
)
VISEMES = {
    "PP": "#111111", "aa": "#d62728", "E": "#ff7f0e", "I": "#e7b416", "O": "#9467bd", "U": "#1f77b4",
    "SS": "#17a05d", "CH": "#2ca0c0", "RR": "#8c564b", "DD": "#bbbbbb", "kk": "#999999", "nn": "#cccccc",
    "TH": "#aa88aa",
}  # fmt: skip
FACE = {
    "jawOpen": "#d62728", "mouthPucker": "#1f77b4", "mouthFunnel": "#9467bd", "mouthSmileLeft": "#e7b416",
    "mouthLowerDownLeft": "#17a05d", "mouthRollLower": "#111111", "mouthClose": "#888888",
}  # fmt: skip


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png")
    plt.rcParams["font.family"] = ["DejaVu Sans", "WenQuanYi Zen Hei", "Noto Sans CJK SC", "PingFang SC"]
    figure, axes = plt.subplots(4, 1, figsize=(15, 13), gridspec_kw={"height_ratios": [1, 1, 1, 1]})
    for at, (title, language, script) in enumerate((CHINESE, ENGLISH)):
        phones = read_script(script, mandarin=language.startswith("zh"))
        cues = build_cues(phones, RATE_HZ, language)
        end_ms = phones[-1].end_samples * 1000 / RATE_HZ
        for row, space, colours in ((0, "viseme15", VISEMES), (1, "arkit52", FACE)):
            axis = axes[2 * at + row]
            draw(axis, f"{title}: {space}", space, colours, phones, cues, end_ms)
    axes[-1].set_xlabel("ms from the start of the audio")
    figure.tight_layout()
    figure.savefig(target, dpi=80)


def read_script(script: str, *, mandarin: bool) -> list[Phone]:
    phones, at = [], 0
    for entry in script.split("|"):
        ipa, length, mark = entry.split()
        end = at + int(length) * RATE_HZ // 1000
        stress, tone = (0, int(mark)) if mandarin else (int(mark), 0)
        phones.append(Phone("" if ipa == "_" else ipa, at, end, stress, tone))
        at = end
    return phones


def draw(
    axis: Axes,
    title: str,
    space: ChannelSpace,
    colours: dict[str, str],
    phones: list[Phone],
    cues: list[Cue],
    end: float,
) -> None:
    track = Track(space, 60, articulate(cues, end, space))
    times = np.arange(len(track.weights)) * 1000 / track.fps
    for name, colour in colours.items():
        weight = track.channel(name)
        if weight.max() > 0.02:
            axis.plot(times, weight, color=colour, label=name, linewidth=1.8)
            axis.fill_between(times, weight, color=colour, alpha=0.07)
    for phone in phones:
        start, stop = phone.onset_samples * 1000 / RATE_HZ, phone.end_samples * 1000 / RATE_HZ
        axis.axvline(start, color="#dddddd", linewidth=0.8, zorder=0)
        axis.text((start + stop) / 2, 1.15, phone.ipa, ha="center", fontsize=11)
    for cue in cues:
        middle = (cue.onset_ms + cue.end_ms) / 2
        if cue.viseme == "PP":
            axis.axvspan(cue.onset_ms, cue.end_ms, color="#000000", alpha=0.06)
        axis.text(middle, 1.06, cue.viseme, ha="center", fontsize=8, color="#666666")
    axis.set(title=title, xlim=(0, end), ylim=(0, 1.25))
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.02), fontsize=9, frameon=False)


if __name__ == "__main__":
    main()
