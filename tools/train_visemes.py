"""Trains the recogniser of visemes and writes it into the package: ``python tools/train_visemes.py``.

docs/viseme_recogniser.md says what it needs and what comes out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "server/visavis/speech/recogniser/data/visemes.bin"
SEED = 1


def main() -> int:
    """Make the speech that is not there yet, train, write the model after every 20 s."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("viseme-training"), help="where made speech is kept")
    parser.add_argument("--steps", type=int, default=14_000)
    parser.add_argument("--seconds", type=float, default=4 * 3600.0, help="no longer than this")
    parser.add_argument("--out", type=Path, default=MODEL)
    chosen = parser.parse_args()
    sys.path[:0] = [str(ROOT / "server"), str(ROOT / "tools")]
    from viseme_training.export import exported
    from viseme_training.gather import SHARES, gather, is_there
    from viseme_training.learn import load, train

    chosen.work.mkdir(parents=True, exist_ok=True)
    shares = [share for share in SHARES if is_there(share)]
    made = {share: load(gather(chosen.work, share, print), share.weight) for share in shares}
    voices = [voice for share, voice in made.items() if not share.held_out]
    held_out = [voice for share, voice in made.items() if share.held_out]
    about = {"voices": [share.name for share in shares if not share.held_out], "seed": SEED}
    train(
        voices,
        held_out,
        seed=SEED,
        seconds=chosen.seconds,
        steps=chosen.steps,
        say=lambda line: print(line, flush=True),
        save=lambda weights: chosen.out.write_bytes(exported(weights, about)),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
