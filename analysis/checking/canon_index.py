"""An index of a canon: where any run of characters stands, with punctuation and spelling variants set aside.

The works are joined into one text of letters and digits only, each character in its standard form. Of every place in
it the next four characters make a number; the numbers, sorted, answer for any run of one to four characters with two
binary searches, and the places they give are counted by diagonal: a passage that a quotation follows has many of the
quotation's runs at one and the same distance.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.coding.lexicon import fold, load

DEPTH = 4
BREAK = "\x01"  # stands between two works; no quotation holds it, so that no passage crosses
NOTE = re.compile(r"[〔\[［【]\d{1,3}[〕\]］】]")  # an edition's note numbers
_POSTINGS = 60_000  # places looked at for one quotation; the rarest runs come first


def bare(text: str) -> str:
    """The text with spaces for an edition's note numbers (〔3〕, [12]): the same length, the same offsets."""
    return NOTE.sub(lambda note: " " * len(note.group()), text)


class Window(NamedTuple):
    """A stretch of the reduced canon worth aligning: its bounds, and the weight of what the quotation shares with it."""

    start: int
    end: int
    weight: float


@cache
def standard(character: str) -> str:
    """A character as it is compared: simplified, half-width, lower case, in its standard spelling; "" for what is no
    letter or digit (nor a circled number, which is a note)."""
    if not character.isalnum() or unicodedata.category(character) == "No":
        return ""
    folded = fold(character)
    folded = _variants().get(folded, folded)
    plain = unicodedata.normalize("NFKC", folded).lower()
    return plain if len(plain) == 1 and plain.isalnum() else folded


@cache
def _variants() -> dict[str, str]:
    frame = load("variants")
    return dict(zip(frame["form"], frame["standard"], strict=True))


def reduce(text: str) -> tuple[str, np.ndarray]:
    """The text's letters and digits in their standard form, and the offset of each in the text."""
    codes = np.frombuffer(bare(text).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    present, inverse = np.unique(codes, return_inverse=True)
    table = np.array([ord(standard(chr(c)) or "\0") if chr(c) != BREAK else 1 for c in present], dtype="<u4")
    mapped = table[inverse] if len(codes) else codes
    places = np.flatnonzero(mapped)
    return mapped[places].tobytes().decode("utf-32-le", "surrogatepass"), places


def reduce_short(text: str) -> tuple[str, list[int]]:
    """As `reduce`, for a few hundred characters: the quicker way there."""
    kept = [(form, place) for place, character in enumerate(bare(text)) if (form := standard(character))]
    return "".join(form for form, _ in kept), [place for _, place in kept]


class Index:
    """The works' texts, searchable. `text` is the reduced canon; offsets into it are called positions."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text, places = reduce(BREAK.join(text.replace(BREAK, " ") for text in texts))
        self.size = len(self.text)
        begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
        self._bounds = np.searchsorted(places, begins).tolist()  # where each work begins in the reduced text
        owner = np.searchsorted(begins, places, side="right") - 1
        self._places = (places - begins[owner]).astype(np.int32 if places.size < 2**31 else np.int64)
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        known, ids = np.unique(codes, return_inverse=True)
        self._ids = {chr(code): number for number, code in enumerate(known.tolist(), start=1)}
        self._bits = int(len(known) + 1).bit_length()
        self.depth = min(DEPTH, 63 // self._bits)
        ids = np.concatenate([ids.astype(np.int64) + 1, np.zeros(self.depth, dtype=np.int64)])
        keys = np.zeros(self.size, dtype=np.int64)
        for step in range(self.depth):
            keys = (keys << self._bits) | ids[step : step + self.size]
        order = np.argsort(keys, kind="stable")
        self._keys, self._positions = keys[order], order.astype(np.int32 if self.size < 2**31 else np.int64)

    def work_at(self, position: int) -> int:
        """The number of the work that holds a position."""
        return bisect_right(self._bounds, position) - 1

    def bounds(self, work: int) -> tuple[int, int]:
        """The positions of one work, without the break after it."""
        last = work + 2 == len(self._bounds)
        return self._bounds[work], self._bounds[work + 1] - (0 if last else 1)

    def place(self, position: int) -> int:
        """The offset of a position in its own work's text."""
        return int(self._places[position])

    def places_of(self, low: int, high: int, most: int = 4000) -> list[int]:
        """The positions in rows [low, high) of the sorted runs, at most so many."""
        return np.sort(self._positions[low : min(high, low + most)]).tolist()

    def ranges(self, query: str, n: int) -> tuple[np.ndarray, np.ndarray]:
        """For each run of n characters of a reduced query: the first and last + 1 row of the sorted runs that are it."""
        ids = np.array([self._ids.get(character, 0) for character in query], dtype=np.int64)
        count = len(ids) - n + 1
        keys, known = np.zeros(count, dtype=np.int64), np.ones(count, dtype=bool)
        for step in range(n):
            keys = (keys << self._bits) | ids[step : step + count]
            known &= ids[step : step + count] > 0
        shift = self._bits * (self.depth - n)
        low = np.searchsorted(self._keys, keys << shift)
        high = np.searchsorted(self._keys, ((keys + 1) << shift) - 1, side="right")
        return low, np.where(known, high, low)

    def occurrences(self, query: str) -> list[int]:
        """Every position at which the reduced query stands as it is, in order."""
        n = min(len(query), self.depth)
        if n == 0:
            return []
        low, high = self.ranges(query, n)
        rarest = int(np.argmin(high - low))
        starts = np.sort(self._positions[low[rarest] : high[rarest]]) - rarest
        text = self.text
        return [start for start in starts.tolist() if start >= 0 and text.startswith(query, start)]

    def hits(self, query: str, n: int, most: int = _POSTINGS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where the query's runs of n characters stand: (offset in the query, position, weight), a value a hit.

        The weight is the run's rarity, ln(size / occurrences). Past `most` hits the commonest runs are left out.
        """
        low, high = self.ranges(query, n)
        sizes = high - low
        order = np.argsort(sizes, kind="stable")
        order = order[(sizes[order] > 0) & (np.cumsum(sizes[order]) <= max(most, int(sizes.min())))]
        sizes = sizes[order]
        total = int(sizes.sum())
        rows = np.arange(total) + np.repeat(low[order] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        weights = np.log(self.size / np.maximum(sizes, 1))
        return np.repeat(order, sizes), self._positions[rows], np.repeat(weights, sizes)

    def windows(self, query: str, most: int = 6, within: tuple[int, int] | None = None) -> list[Window]:
        """The stretches of the canon that share most with a reduced query, best first; at most so many.

        within: only stretches between these positions.
        """
        size = len(query)
        n = min(self.depth, 2 if size < 10 else 3 if size < 24 else 4, size)
        offsets, positions, weights = self.hits(query, n)
        if within is not None:
            inside = (positions >= within[0]) & (positions < within[1])
            offsets, positions, weights = offsets[inside], positions[inside], weights[inside]
        diagonals = positions.astype(np.int64) - offsets
        order = np.argsort(diagonals, kind="stable")
        diagonals, summed = diagonals[order], np.concatenate([[0.0], np.cumsum(weights[order])])
        band = max(3, size // 4)
        ends = np.searchsorted(diagonals, diagonals + band, side="right")
        scores = summed[ends] - summed[:-1]
        return self._spread(diagonals, ends, scores, size, most)

    def scan(self, query: str, most: int = 12) -> list[Window]:
        """As `windows`, but over every place of the canon that shares a single character: for short quotations.

        A place counts the query's characters that stand where they should, or one further or nearer.
        """
        size = len(query)
        offsets, positions, weights = self.hits(query, 1, most=40 * _POSTINGS)
        if not len(offsets):
            return []
        diagonals = positions.astype(np.int64) - offsets + size
        votes = np.bincount(diagonals, weights=weights, minlength=self.size + size + 2)
        votes[1:-1] += votes[:-2] + votes[2:]
        best = np.flatnonzero(votes >= 0.6 * votes.max())
        best = best[np.lexsort((best, -votes[best]))][: 6 * most]
        found: list[Window] = []
        for diagonal in best.tolist():
            start = diagonal - size
            if votes[diagonal] > 0 and all(abs(start - window.start - 3) > 2 for window in found):
                found.append(self._window(start, start, size, float(votes[diagonal]), slack=3))
            if len(found) == most:
                break
        return found

    def _spread(self, diagonals, ends, scores, size: int, most: int) -> list[Window]:
        """The best bands of diagonals that do not overlap."""
        found, taken = [], []
        count = min(len(scores), 40 * most)
        if not count:
            return found
        best = np.argpartition(-scores, count - 1)[:count]
        for row in best[np.lexsort((best, -scores[best]))].tolist():
            first, last = int(diagonals[row]), int(diagonals[ends[row] - 1])
            if any(first <= b and a <= last for a, b in taken):
                continue
            taken.append((first, last))
            found.append(self._window(first, last, size, float(scores[row]), slack=max(4, size // 3)))
            if len(found) == most:
                break
        return found

    def _window(self, first: int, last: int, size: int, weight: float, slack: int) -> Window:
        middle = min(max((first + last + size) // 2, 0), self.size - 1)
        low, high = self.bounds(self.work_at(middle))
        return Window(max(low, first - slack), min(high, last + size + slack), weight)
