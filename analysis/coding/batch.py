"""The units of many texts on one array of code points, and the search for strings on it.

Everything runs over all units of all documents at once, so that the time is linear in the number of characters whether
they are one text or a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick

from analysis.coding import lexicon
from analysis.coding.search import finder

Span = tuple[int, int]
BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
MARKS = {"!": "！", "?": "？", ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "~": "～"}
PAIRED = {"「": "“", "『": "“", "‘": "“", "」": "”", "』": "”", "’": "”", "［": "【", "］": "】", "[": "【", "]": "】"}


@cache
def _normal() -> np.ndarray:
    """A code point's normal form: figures as 0, Latin letters as a, marks of every width and shape as one."""
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(0xFF01, 0xFF5F):
        table[code] = code - 0xFEE0
    for mark, wide in (MARKS | PAIRED).items():
        table[ord(mark)] = ord(wide)
        if ord(mark) < 0x7F:
            table[ord(mark) + 0xFEE0] = ord(wide)
    for code in [*range(0x30, 0x3A), *range(0xFF10, 0xFF1A)]:
        table[code] = ord("0")
    for base in (0x41, 0x61, 0xFF21, 0xFF41):
        table[base : base + 26] = ord("a")
    for character in BREAKS:
        table[ord(character)] = ord("\n")
    table[0xD800:0xE000] = 0xFFFD  # halves of characters, which no text should have
    for character in "\t \u3000\xa0":
        table[ord(character)] = ord(" ")
    return table


class Batch(NamedTuple):
    """The units of many texts on one array of code points.

    codes      normal code points of all texts, a line break after each
    starts     where each unit starts on `codes`, and ends where it ends
    document   the number of each unit's text
    offset     where each text starts on `codes`
    unit_at    the number of the unit a character is in, -1 between units
    line       the number of the line each unit is on
    """

    codes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    document: np.ndarray
    offset: np.ndarray
    unit_at: np.ndarray
    line: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)


def batch(texts: Sequence[str], units: Sequence[Sequence[Span]]) -> Batch:
    """Texts and the spans of their units as one batch; the spans are in order and do not overlap."""
    joined = "\n".join([*texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _normal()[codes]
    offset = np.cumsum([0, *[len(text) + 1 for text in texts]], dtype=np.int64)[:-1]
    counts = np.array([len(spans) for spans in units], dtype=np.int64)
    document = np.repeat(np.arange(len(texts)), counts)
    flat = np.array([span for spans in units for span in spans], dtype=np.int64).reshape(-1, 2)
    flat = flat + offset[document][:, None] if len(flat) else flat
    starts, ends = flat[:, 0].copy(), flat[:, 1].copy()
    unit_at = np.full(len(codes) + 1, -1, dtype=np.int32)
    steps = np.zeros(len(codes) + 1, dtype=np.int32)
    steps[starts] += 1
    inside = np.zeros(len(codes) + 1, dtype=np.int32)
    np.add.at(inside, starts, 1)
    np.add.at(inside, ends, -1)
    unit_at = np.where(np.cumsum(inside) > 0, np.cumsum(steps) - 1, -1)[:-1].astype(np.int32)
    breaks = np.flatnonzero(codes == 10)
    return Batch(codes, starts, ends, document, offset, unit_at, np.searchsorted(breaks, starts))


_P = np.uint64(0x9E3779B97F4A7C15)
_Q = np.uint64(0xC2B2AE3D27D4EB4F)


def string_keys(codes: np.ndarray, longest: int) -> list[np.ndarray]:
    """For each length 1 … longest, the key of the string that starts at each character (shorter arrays at the end)."""
    wide = codes.astype(np.uint64) * _Q
    keys = [wide]
    for length in range(2, longest + 1):
        if len(wide) < length:
            keys.append(np.empty(0, np.uint64))
            continue
        keys.append((keys[-1][:-1] ^ (keys[-1][:-1] >> np.uint64(29))) * _P + wide[length - 1 :])
    return keys


def normal(text: str) -> str:
    """A text in the normal form of its code points, of the same length."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _normal()[codes].tobytes().decode("utf-32-le")


def key(form: str) -> int:
    """The key of one string, as `string_keys` has it."""
    codes = np.frombuffer(normal(form).encode("utf-32-le"), dtype=np.uint32)
    return int(string_keys(codes, len(codes))[-1][0])


class Index:
    """Strings to numbers by hashing: `find(keys)` gives the number of each key's string, -1 where there is none."""

    def __init__(self, keys: np.ndarray) -> None:
        size = 1 << max(8, int(np.ceil(np.log2(max(1, len(keys))))) + 2)
        self.shift, self.mask = np.uint64(64 - int(np.log2(size))), size - 1
        self.slots, self.keys = np.full(size, -1, dtype=np.int32), np.asarray(keys, dtype=np.uint64)
        self.filled = np.zeros(size, dtype=np.uint64)
        self.probes = 0
        left = np.arange(len(keys))
        at = self._home(self.keys)
        while len(left):  # each round seats one string a slot; the others try the next slot
            free = self.slots[at[left]] < 0
            seat, first = np.unique(at[left][free], return_index=True)
            chosen = left[free][first]
            self.slots[seat], self.filled[seat] = chosen, self.keys[chosen]
            left = np.setdiff1d(left, chosen, assume_unique=True)
            at[left] = (at[left] + 1) & self.mask
            self.probes += 1

    def _home(self, keys: np.ndarray) -> np.ndarray:
        return ((keys * _P) >> self.shift).astype(np.int64)

    def find(self, keys: np.ndarray) -> np.ndarray:
        at = self._home(keys)
        seated = self.slots[at]
        found = np.where(self.filled[at] == keys, seated, -1)
        left = np.flatnonzero(found != seated)
        for step in range(1, self.probes):
            if not len(left):
                break
            there = (at[left] + step) & self.mask
            hit = self.filled[there] == keys[left]
            found[left[hit]] = self.slots[there[hit]]
            left = left[~hit & (self.slots[there] >= 0)]
        return found


class Cues(NamedTuple):
    """The lexicon: forms; function names; which form has which function (0/1); what finds the forms in a text."""

    forms: list[str]
    functions: list[str]
    table: np.ndarray
    finder: AhoCorasick


@cache
def cues() -> Cues:
    """The cue words of data/lexicon/units.csv."""
    frame = lexicon.load("units")
    forms = sorted(set(frame["form"]), key=lambda form: (-len(form), form))
    functions = sorted(set(frame["function"]))
    row, column = {f: i for i, f in enumerate(forms)}, {f: i for i, f in enumerate(functions)}
    table = np.zeros((len(forms), len(functions)), dtype=np.float32)
    for form, function in zip(frame["form"], frame["function"], strict=True):
        table[row[form], column[function]] = 1
    return Cues(forms, functions, table, finder([normal(form) for form in forms]))


class Hits(NamedTuple):
    """Cue words found: `at` on the batch's codes, `form` its number in the lexicon, `length`."""

    at: np.ndarray
    form: np.ndarray
    length: np.ndarray


def find_cues(units: Batch) -> Hits:
    """The cue words in the units; of forms that overlap the one that starts first, then the longest (主要 hides 要)."""
    form, at, after = _found(units, cues().finder)
    inside = (units.unit_at[at] >= 0) & (units.unit_at[at] == units.unit_at[after - 1])
    return Hits(at[inside], form[inside], (after - at)[inside])


def find_turns(units: Batch, opening: int) -> dict[str, np.ndarray]:
    """For each function of `data/lexicon/turns.csv`, in which units one of its words begins among the first characters."""
    forms, functions = _turns()
    form, at, _ = _found(units, forms)
    at, form = at[units.unit_at[at] >= 0], form[units.unit_at[at] >= 0]
    unit = units.unit_at[at]
    early = at - units.starts[unit] < opening
    turns = {}
    for function in sorted(set(functions)):
        turns[function] = np.zeros(len(units), dtype=bool)
        turns[function][unit[early & (functions[form] == function)]] = True
    return turns


@cache
def _turns() -> tuple[AhoCorasick, np.ndarray]:
    frame = lexicon.load("turns")
    return finder(map(normal, frame["form"])), frame["function"].to_numpy(dtype=str)


def _found(units: Batch, words: AhoCorasick) -> np.ndarray:
    """Number of the word, start and end on the codes of each word found: three rows."""
    found = words.find_matches_as_indexes(units.codes.tobytes().decode("utf-32-le"))
    return np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3).T
