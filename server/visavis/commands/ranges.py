"""Numbers on the command line."""

from __future__ import annotations

import math
from typing import Any

import click


class Range(click.FloatRange):
    """A range that nan is not in: click compares with the bounds, and nan is neither below nor above one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises :class:`click.BadParameter`."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value} is not a number.", param, ctx)
        return number
