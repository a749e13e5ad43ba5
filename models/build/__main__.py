"""Lets `python models/build` run wherever it is started."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent)

from cli import main  # noqa: E402 (the path comes first)

if __name__ == "__main__":
    sys.exit(main())
