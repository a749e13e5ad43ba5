"""Every clip of the body, for any skeleton with our bones and whatever its proportions."""

from __future__ import annotations

from motion.actor import Actor
from motion.clip import Clip
from motion.figure import Figure
from motion.gestures_arm import explain, goodbye, greeting, present, thumbs_up
from motion.gestures_head import bow, nod, shake
from motion.idle import idle, idle_shift
from motion.skeleton import Skeleton
from motion.states import listening, thinking

IDLES = ("idle", "idle_shift")
STATES = ("listening", "thinking")
GESTURES = (
    "greeting", "nod", "shake", "present_left", "present_right", "explain", "bow", "thumbs_up", "goodbye",
)  # fmt: skip


def clips(skeleton: Skeleton, figure: Figure | None = None, liveliness: float = 1.0) -> list[Clip]:
    """All clips of `IDLES`, `STATES` and `GESTURES`, in that order.

    `figure` says how much room the body takes up (an ordinary grown-up's if left out), `liveliness` how far head and
    trunk go along (1 a calm grown-up, 1.3 a toy). They turn bones and move the hips; a bone that a clip has no channel
    for is in its rest pose.
    """
    actor = Actor(skeleton, figure or Figure.guessed(skeleton), liveliness)
    return [
        idle(actor),
        idle_shift(actor),
        listening(actor),
        thinking(actor),
        greeting(actor),
        nod(actor),
        shake(actor),
        present(actor, "Left"),
        present(actor, "Right"),
        explain(actor),
        bow(actor),
        thumbs_up(actor),
        goodbye(actor),
    ]
