"""Lets `python models/build/figure` run the package wherever it is started."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from figure.cli import main  # noqa: E402 (the path comes first)

if __name__ == "__main__":
    sys.exit(main())
