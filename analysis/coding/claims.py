"""What a rule says of marked words, and the signs around marks that several rules ask for."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.coding.names import Subject

SET_OFF = "，,。；：:;！？!?…—"  # also "", the beginning of a sentence: "" is in every string
AFTER_CLOSE = re.compile(r"[，,。]?\s*")


class Claim(NamedTuple):
    """What a rule says of a stretch."""

    kind: str
    reason: str
    cue: tuple[int, int] = (-1, -1)
    subject: Subject | None = None
    work: tuple[int, int] | None = None
    carried: bool = False
    alone: bool = False  # no speaker to be taken up from before
