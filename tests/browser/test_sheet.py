"""The command that draws an avatar's contact sheet gives a picture with the avatar in it."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.browser


def test_a_sheet_shows_the_model_in_every_cell(tmp_path: Path) -> None:
    out = tmp_path / "sheets" / "pip.png"
    command = [sys.executable, "-m", "visavis", "models", "sheet", "pip", "--only", "eyes", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert "triangles drawn" in done.stdout
    picture = np.asarray(Image.open(out).convert("RGB"), dtype=float)
    # Eight close-ups of eyes, 300 by 150, five in a row: each shows light and dark, and no two are the same.
    top = int(np.flatnonzero(picture.std(axis=2).max(axis=1) > 40)[0])
    strip = picture[top : top + 150]
    cells = [strip[:, 16 + 306 * n : 16 + 306 * n + 300] for n in range(5)]
    assert all(cell.std() > 20 for cell in cells)
    assert all(np.abs(a - b).mean() > 0.5 for a, b in itertools.pairwise(cells))
