"""The text of the LICENSE file that lies beside the figure."""

TEXT = """\
Pip, the light figure of visavis
SPDX-License-Identifier: CC0-1.0

The authors of visavis made this figure from scratch, with the scripts in models/build/figure and no outside data.
They dedicate it to the public domain under the CC0 1.0 Universal Public Domain Dedication: they waive all copyright and
related rights in it worldwide, as far as the law allows. You may copy, change, distribute and perform it, also for
money, without asking and without naming anybody. It comes without any warranty.

The legal text: https://creativecommons.org/publicdomain/zero/1.0/legalcode
"""
