"""Draws docs/figures/closures.png: how far the lips of the default model stand apart while it speaks.

Run in a checkout, with the dependencies of its tests and matplotlib, which is not one of them:

    python docs/figures/closures.py [output.png]

The sentences are spoken by the embedded voice; faces come from the page's own mixer, the gap from the model's mesh.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "server"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "build"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "models"))

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from conftest import ROOT
from lip_gap import drawn_faces, mouth_of, times_ms

from visavis.commands.studio import studio
from visavis.protocol.client import Emotion, SpeakingStyle
from visavis.settings import load_settings
from visavis.tts.order import Order
from visavis.tts.whole import WholeUtterance, collect

SENTENCES = ("包裹明天上午派送，麻烦您。", "Bob met Pam at the bank.")
LOOKS: tuple[tuple[SpeakingStyle, Emotion, str], ...] = (
    ("whisper", "neutral", "#1f77b4"), ("neutral", "neutral", "#111111"), ("neutral", "happy", "#e7b416"),
    ("neutral", "surprised", "#17a05d"), ("shout", "neutral", "#d62728"),
)  # fmt: skip
TONGUE = {"TH", "DD", "kk", "nn"}


async def say(style: SpeakingStyle) -> list[WholeUtterance]:
    said = []
    async with studio(load_settings(engines="espeak")) as speaker:
        for text in SENTENCES:
            async with speaker.speak(Order(text, "arkit52", style=style, urgent=False)) as utterance:
                said.append(await collect(utterance))
    return said


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png")
    plt.rcParams["font.family"] = ["DejaVu Sans", "WenQuanYi Zen Hei", "Noto Sans CJK SC", "PingFang SC"]
    mouth = mouth_of(ROOT / "models" / "glb" / "mei" / "mei_medium.glb")
    figure, axes = plt.subplots(len(SENTENCES), 1, figsize=(15, 9))
    spoken = {style: asyncio.run(say(style)) for style in dict.fromkeys(style for style, _, _ in LOOKS)}
    for style, mood, colour in LOOKS:
        for axis, faces in zip(axes, drawn_faces(spoken[style], [mood]), strict=True):
            drawn = faces[mood]
            label = style if mood == "neutral" else f"{style}, {mood}"
            dashes = (0, (4, 4)) if mood == "happy" else "-"  # it lies on neutral, which is seen between the dashes
            axis.plot(times_ms(drawn), mouth.gaps_mm(drawn), color=colour, label=label, linewidth=1.6, linestyle=dashes)
    for axis, said in zip(axes, spoken["neutral"], strict=True):
        for cue in said.cues:
            shade = {"PP": 0.16, "FF": 0.07}.get(cue.viseme)
            if shade:
                axis.axvspan(cue.onset_ms, cue.end_ms, color="#000000", alpha=shade, linewidth=0)
            if cue.viseme != "sil":
                grey = "#aaaaaa" if cue.viseme in TONGUE else "#333333"
                axis.text((cue.onset_ms + cue.end_ms) / 2, -2.2, cue.viseme, ha="center", fontsize=8, color=grey)
        axis.axhline(1, color="#888888", linestyle=":", linewidth=1)
        axis.set(title=said.written, ylabel="gap of the lips in mm", xlim=(0, said.duration_ms), ylim=(-3, None))
    axes[0].legend(loc="upper right", fontsize=9)
    axes[-1].set_xlabel("ms from the start of the audio")
    figure.tight_layout()
    figure.savefig(target, dpi=80)


if __name__ == "__main__":
    main()
