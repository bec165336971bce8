"""Where in a canon a quotation's words come from: the nearest passage, or the parts of it and where each stands."""

from __future__ import annotations

from typing import NamedTuple

from analysis.checking.alignment import infix, nearest_end, nearest_start, pairs
from analysis.checking.canon import Canon
from analysis.checking.canon_index import Window

PART = 7  # letters a part of a quotation must have to be looked for on its own
FAR = 4000  # letters in the source between two parts of one abridged passage
COVERED = 0.7  # share of the quotation's letters that its parts must cover together
JOINT, JOINED = 9, 0.85  # the same for parts from several places, where stock phrases would make a pair of anything
_WORTH, _LOCAL = 0.4, 0.6  # windows are aligned that have this share of the first one's weight
_SCANNED = 12  # letters up to which every place of the canon is tried where the index finds nothing


class Part(NamedTuple):
    """Letters [a, b) of a query laid against positions [start, end) of the canon; partner within [start, end)."""

    a: int
    b: int
    start: int
    end: int
    partner: list[int]

    @property
    def matched(self) -> int:
        return sum(other >= 0 for other in self.partner)


def find(letters: str, canon: Canon) -> tuple[list[Part], Part | None]:
    """The parts of a reduced quotation and where each stands, in the quotation's order, and the passage nearest to all
    of it. No part where too little of it was found; one where a single passage accounts for it."""
    size = len(letters)
    best = _nearest(letters, canon)
    whole = best is not None and accepted(best, size)
    if whole and not _gaping(best):
        return [best], best
    if size >= 2 * PART:
        parts = _cover(letters, canon)
        if len(parts) > 1 or (parts and not whole) or (parts and similarity(parts[0]) > similarity(best)):
            return parts, best
    return ([best] if whole else []), best


def required(size: int) -> float:
    """The similarity from which a passage counts as found, by the quotation's letters: few letters resemble much by
    chance."""
    return 0.85 if size < 8 else 0.75 if size <= _SCANNED else 0.7


def accepted(part: Part, size: int) -> bool:
    return similarity(part) >= required(size)


def similarity(part: Part) -> float:
    longer = max(part.b - part.a, part.end - part.start)
    return max(0.0, 1 - edits_of(part) / longer)


def edits_of(part: Part) -> int:
    """Edits between the two sides: in each stretch between matches the longer side's letters."""
    edits, q_at, s_at = 0, -1, -1
    for q, s in [*((i, j) for i, j in enumerate(part.partner) if j >= 0), (len(part.partner), part.end - part.start)]:
        edits += max(q - q_at, s - s_at) - 1
        q_at, s_at = q, s
    return edits


def _nearest(letters: str, canon: Canon) -> Part | None:
    windows = canon.index.windows(letters)
    best = _best(letters, canon, windows)
    if len(letters) <= _SCANNED and (best is None or not accepted(best, len(letters))):
        best = _best(letters, canon, [*windows, *canon.index.scan(letters)])
    return best


def _best(letters: str, canon: Canon, windows: list[Window], local: bool = False) -> Part | None:
    """The window that holds the passage nearest to all the letters; `local`: to the longest stretch of them."""
    text = canon.index.text
    worth = [w for w in windows if w.weight >= windows[0].weight * (_LOCAL if local else _WORTH)]
    if local:
        found = (infix(letters, text[w.start : w.end]) for w in worth)
        spans = [
            (w.start + start, w.start + end) for w, (_, start, end) in zip(worth, found, strict=True) if end > start
        ]
        parts = [_longest(_aligned(letters, canon, start, end)) for start, end in spans]
        return max(parts, key=lambda part: part.matched - edits_of(part), default=None)
    best, nearest = len(letters), None
    for window in worth:
        distance, end = nearest_end(letters, text[window.start : window.end])
        if end and distance < best:
            best, nearest = distance, (window.start, window.start + end)
        if distance <= 1:
            break
    if nearest is None:
        return None
    low, end = nearest
    return _aligned(letters, canon, low + nearest_start(letters, text[low:end], end - low), end)


def _aligned(letters: str, canon: Canon, start: int, end: int) -> Part:
    return Part(0, len(letters), start, end, pairs(letters, canon.index.text[start:end]))


def _longest(part: Part) -> Part:
    """The stretch of an alignment that agrees best: +1 a match, -1 an edit, the maximal run (Kadane)."""
    best = run = 0
    best_ends = first = None
    previous = None
    for place, other in enumerate(part.partner):
        if other < 0:
            continue
        edits = 0 if previous is None else max(place - previous[0], other - previous[1]) - 1
        if previous is None or run - edits <= 0:
            run, first = 1, (place, other)
        else:
            run += 1 - edits
        previous = (place, other)
        if run > best:
            best, best_ends = run, (first, previous)
    if best_ends is None:
        return part._replace(b=part.a, partner=[])
    (q1, s1), (q2, s2) = best_ends
    partner = [other - s1 if other >= 0 else -1 for other in part.partner[q1 : q2 + 1]]
    return Part(part.a + q1, part.a + q2 + 1, part.start + s1, part.start + s2 + 1, partner)


def _gaping(part: Part) -> bool:
    """Whether a stretch of the quotation long enough to come from elsewhere has no partner."""
    run = 0
    for other in part.partner:
        run = run + 1 if other < 0 else 0
        if run >= PART:
            return True
    return False


def _cover(letters: str, canon: Canon) -> list[Part]:
    """The quotation as parts from one place or several, in its own order; none where too little of it is found."""
    parts: list[Part] = []
    stack = [(0, len(letters))]
    while stack and len(parts) < 8:
        a, b = stack.pop()
        if b - a < PART:
            continue
        part = _look(letters[a:b], canon, parts)
        if part is None:
            continue
        part = part._replace(a=part.a + a, b=part.b + a)
        parts.append(part)
        stack += [(part.b, b), (a, part.a)]
    parts.sort(key=lambda part: part.a)
    if sum(part.matched for part in parts) < COVERED * len(letters):
        return []
    merged = _merged(parts, canon)
    if len(merged) > 1:
        merged = [part for part in merged if part.matched >= JOINT]
        if sum(part.matched for part in merged) < JOINED * len(letters):
            return []
    return merged


def _look(letters: str, canon: Canon, parts: list[Part]) -> Part | None:
    """The longest agreeing stretch, near the parts already found if there is one there."""
    index = canon.index
    near = None
    if parts:
        low, high = index.bounds(index.work_at(parts[0].start))
        near = (max(low, parts[0].start - FAR), min(high, parts[0].end + FAR))
    for within in [near, None] if near else [None]:
        exact = [p for p in index.occurrences(letters) if within is None or within[0] <= p < within[1]]
        if exact:
            return _aligned(letters, canon, exact[0], exact[0] + len(letters))
        part = _best(letters, canon, index.windows(letters, within=within), local=True)
        if part and part.matched >= PART and similarity(part) >= 0.75:
            return part
    return None


def _merged(parts: list[Part], canon: Canon) -> list[Part]:
    """Parts that follow one another in one work made into one alignment."""
    made = [parts[0]]
    for part in parts[1:]:
        last = made[-1]
        gap = part.start - last.end
        same = canon.index.work_at(last.start) == canon.index.work_at(part.start)
        if same and 0 <= gap <= FAR:
            shift = part.start - last.start
            between = [-1] * (part.a - last.b)
            partner = [*last.partner, *between, *(other + shift if other >= 0 else -1 for other in part.partner)]
            made[-1] = Part(last.a, part.b, last.start, part.end, partner)
        else:
            made.append(part)
    return made
