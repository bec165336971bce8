"""How far two divisions of one text agree: boundary similarity, segmentation similarity, WindowDiff, Pk.

A division is given by its masses, the lengths of its units in order (characters, or whatever is counted): (2, 3, 6) is
a text of eleven with boundaries after the second and the fifth. `masses` makes them from a table of units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

NEAR = 2  # positions a near miss may span, as Fournier sets it: two boundaries side by side


class Edits(NamedTuple):
    """What turns one division into the other: boundaries kept, added or taken away, and moved by less than `near`."""

    matches: int
    additions: int
    near_misses: list[int]  # the distance of each
    positions: int  # where a boundary could stand


def masses(units: pd.DataFrame) -> list[int]:
    """The lengths from each unit's start to the next one's, the last one's to its end. White space counts with the
    unit before it. Raises ValueError for a table with units of several documents, or with none."""
    if units["doc"].nunique() != 1:
        raise ValueError(f"masses are of one document's units, not of {units['doc'].nunique()} documents'")
    starts = sorted(units["start"].tolist())
    return [b - a for a, b in pairwise([*starts, int(units["end"].max())])]


def edits(a: Sequence[int], b: Sequence[int], near: int = NEAR) -> Edits:
    """Boundary edit distance (Fournier 2013, section 4) of two divisions of one length.

    Near misses are taken from the nearest outwards and from left to right, each boundary at most once.
    Raises ValueError where the divisions are not of one length.
    """
    first, second = _boundaries(a, b)
    only_a, only_b = first - second, second - first
    moved = []
    for distance in range(1, near):
        for position in sorted(only_a | only_b):
            for here, there in ((only_a, only_b), (only_b, only_a)):
                if position in here and position + distance in there:
                    here.discard(position)
                    there.discard(position + distance)
                    moved.append(distance)
                    break
    return Edits(len(first & second), len(only_a) + len(only_b), moved, sum(a) - 1)


def boundary_similarity(a: Sequence[int], b: Sequence[int], near: int = NEAR) -> float:
    """B (Fournier 2013): 1 - (additions + weighted near misses) / (all edits + matches); 0 to 1, higher is closer.

    A near miss weighs its distance / near. NaN where neither division has a boundary: there is nothing to compare.
    """
    made = edits(a, b, near)
    whole = made.additions + len(made.near_misses) + made.matches
    return 1 - _cost(made, near) / whole if whole else float("nan")


def segmentation_similarity(a: Sequence[int], b: Sequence[int], near: int = NEAR) -> float:
    """S (Fournier and Inkpen 2012): 1 - edits / positions where a boundary could stand. Higher is closer, but it is
    close to 1 wherever boundaries are rare. NaN for a text of one position."""
    made = edits(a, b, near)
    return 1 - _cost(made, near) / made.positions if made.positions else float("nan")


def window_difference(reference: Sequence[int], hypothesis: Sequence[int], window: int | None = None) -> float:
    """WindowDiff (Pevzner and Hearst 2002): the share of windows in which the two count boundaries differently.

    0 to 1, lower is closer. window  in positions; without it half of the reference's mean mass, at least 2.
    Raises ValueError where the text is no longer than the window.
    """
    a, b = _windows(reference, hypothesis, window)
    return float(np.mean(a != b))


def pk(reference: Sequence[int], hypothesis: Sequence[int], window: int | None = None) -> float:
    """Pk (Beeferman, Berger and Lafferty 1999): the share of windows whose ends the two place differently, in one unit
    or in two. 0 to 1, lower is closer; misses count less than false boundaries. Windows as in `window_difference`."""
    a, b = _windows(reference, hypothesis, window)
    return float(np.mean((a > 0) != (b > 0)))


def boundary_kappa(codings: Mapping[str, Sequence[int]], near: int = NEAR) -> tuple[float, float]:
    """Agreement of several divisions of one text beyond chance: Fleiss' kappa and pi with B as what was observed.

    Fournier (2013, section 5.2): the chance of a boundary is a coding's boundaries by the positions where one could
    stand. NaN where there is no boundary at all. Raises ValueError for fewer than two codings.
    """
    if len(codings) < 2:
        raise ValueError(f"agreement is between two codings or more, not {len(codings)}")
    kept = whole = 0.0
    for a, b in combinations(codings.values(), 2):
        made = edits(a, b, near)
        size = made.additions + len(made.near_misses) + made.matches
        kept, whole = kept + size - _cost(made, near), whole + size
    if not whole:
        return float("nan"), float("nan")
    chance = np.array([(len(coding) - 1) / (sum(coding) - 1) for coding in codings.values()])
    by_kappa = np.mean([x * y for x, y in combinations(chance, 2)])
    by_pi = chance.mean() ** 2
    kappa, pi = ((kept / whole - by) / (1 - by) for by in (by_kappa, by_pi))
    return float(kappa), float(pi)


def _cost(made: Edits, near: int) -> float:
    return made.additions + sum(made.near_misses) / near


def _boundaries(a: Sequence[int], b: Sequence[int]) -> tuple[set[int], set[int]]:
    if sum(a) != sum(b):
        raise ValueError(f"the divisions cover {sum(a)} and {sum(b)} positions; compare two divisions of one text")
    if min(*a, *b, 1) < 1:
        raise ValueError("a unit has at least one position; leave empty ones out")
    return set(np.cumsum(a)[:-1].tolist()), set(np.cumsum(b)[:-1].tolist())


def _windows(reference: Sequence[int], hypothesis: Sequence[int], window: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Boundaries in each window of the two divisions."""
    first, second = _boundaries(reference, hypothesis)
    window = window or max(2, round(sum(reference) / len(reference) / 2))
    length = sum(reference)
    if window >= length:
        raise ValueError(f"a window of {window} does not fit into {length} positions; give a smaller one")
    counted = []
    for boundaries in (first, second):
        at = np.zeros(length + 1, dtype=int)
        at[sorted(boundaries)] = 1
        before = np.cumsum(at)
        counted.append(before[window:length] - before[: length - window])
    return counted[0], counted[1]
