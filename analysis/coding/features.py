"""What can be named about a unit: cue words with their function and place, its form and line, its quotations, n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from analysis.coding.batch import Batch, Hits, cues, find_turns

LAST = {
    "。": "stop",
    "；": "semicolon",
    "？": "question mark",
    "！": "exclamation mark",
    "…": "dots",
    "：": "colon",
    "”": "closing mark",
    "，": "comma",
}
NUMERALS = "一二三四五六七八九十"
PLACES = ("", " at a clause's start", " in the last clause", " in the first clause", " second in a clause")
TURNS = {"retrospect": "back", "prospect": "ahead"}  # functions of words by which a text turns to what was, or will be
OPENING = 40  # characters of a unit in which such words make it turn
DIRECTIVES = ("directive institution", "directive attitude", "directive adverb")
DEONTICS = ("obligation", "need", "prohibition")


class Clauses(NamedTuple):
    """Stretches between commas, colons and final marks: the unit each is in, where it starts, the clause of a character."""

    unit: np.ndarray
    start: np.ndarray
    at: np.ndarray
    first: np.ndarray
    last: np.ndarray


def clauses(units: Batch) -> Clauses:
    """The clauses of the units."""
    codes, inside = units.codes, units.unit_at >= 0
    ends = _among(codes, "，：；。！？…")
    begins = np.zeros(len(codes), dtype=bool)
    begins[1:] = ends[:-1] & ~ends[1:]
    begins &= inside
    begins[units.starts] = True
    start = np.flatnonzero(begins)
    unit = units.unit_at[start]
    at = np.where(inside, np.cumsum(begins) - 1, -1)
    first = np.searchsorted(unit, np.arange(len(units)))
    last = np.searchsorted(unit, np.arange(len(units)), side="right") - 1
    # opening marks and brackets before a clause's first word are stepped over
    for _ in range(2):
        inner = np.minimum(start + 1, len(codes) - 1)
        start = np.where(_among(codes[start], "“（【《 —") & (units.unit_at[inner] == unit), inner, start)
    return Clauses(unit, start, at, first, last)


def _among(codes: np.ndarray, characters: str) -> np.ndarray:
    """Which codes are one of a few characters."""
    found = codes == ord(characters[0])
    for character in characters[1:]:
        found |= codes == ord(character)
    return found


def _sums(mask: np.ndarray, units: Batch) -> np.ndarray:
    """How many characters of each unit the mask marks."""
    unit = units.unit_at[np.flatnonzero(mask)]
    return np.bincount(unit[unit >= 0], minlength=len(units))


class Table:
    """Named columns, one value a unit, put together at the end."""

    def __init__(self, rows: int) -> None:
        self.rows, self.names, self.parts = rows, [], []

    def add(self, name: str, values: np.ndarray) -> None:
        self.names.append(name)
        self.parts.append(np.asarray(values, dtype=np.float32).reshape(self.rows, 1))

    def extend(self, names: Sequence[str], values: np.ndarray) -> None:
        self.names.extend(names)
        self.parts.append(np.asarray(values, dtype=np.float32))

    def matrix(self) -> np.ndarray:
        return np.hstack(self.parts) if self.parts else np.empty((self.rows, 0), np.float32)


def named(units: Batch, parts: Clauses, hits: Hits, quotations: Sequence[Sequence]) -> tuple[list[str], np.ndarray]:
    """The features with a name of their own: (names, matrix of one row a unit)."""
    table = Table(len(units))
    if not len(units):
        return [], table.matrix()
    _form(table, units, parts)
    _place(table, units)
    _turns(table, units)
    _cues(table, units, parts, hits)
    _quotations(table, units, quotations)
    return table.names, table.matrix()


def _form(table: Table, units: Batch, parts: Clauses) -> None:
    codes, starts, ends = units.codes, units.starts, units.ends
    length = ends - starts
    table.add("length", np.log(length))
    for limit in (4, 8, 13, 20, 60, 100, 160):
        table.add(f"longer than {limit}", length > limit)
    table.add("clauses", np.log1p(parts.last - parts.first))
    table.add("one clause", parts.last == parts.first)
    table.add("length of the last clause", np.log1p(ends - parts.start[parts.last]))
    final = codes[ends - 1]
    closing = _among(final, "”）】")
    before = codes[np.maximum(ends - 2, starts)]
    ending = np.where(closing & _among(before, "。！？…；"), before, final)
    for mark, name in LAST.items():
        table.add(f"ends in {name}", ending == ord(mark))
    table.add("ends in no mark", ~_among(ending, "。；？！…：，”"))
    table.add("closing mark last", closing)
    counted = {
        "enumerating commas": "、", "figures": "0", "Latin letters": "a", "opening marks": "“", "titles": "《",
        "brackets": "（【", "numerals": "百千万亿", "colons": "：", "spaces": " ", "percent": "%％", "dashes": "—",
        "question marks": "？", "bars": "|>/", "points": ".",
    }  # fmt: skip
    for name, characters in counted.items():
        count = _sums(_among(codes, characters), units)
        table.add(name, np.log1p(count))
        table.add(f"any {name}", count > 0)
    year = (
        (codes[:-4] == 48) & (codes[1:-3] == 48) & (codes[2:-2] == 48) & (codes[3:-1] == 48) & (codes[4:] == ord("年"))
    )
    table.add("year", _sums(np.concatenate([year, np.zeros(4, bool)]), units) > 0)
    chinese = _sums((codes >= 0x3400) & (codes <= 0x9FFF), units)
    table.add("Chinese characters, share", chinese / length)
    table.add("no Chinese", chinese == 0)
    first = codes[starts]
    second = codes[np.minimum(starts + 1, ends - 1)]
    numeral = _among(first, NUMERALS + "0")
    table.add("begins with a number", numeral & _among(second, "、.．，：0"))
    table.add("begins with a numeral and 是", numeral & (second == ord("是")))
    table.add("begins with 第 and a numeral", (first == ord("第")) & _among(second, NUMERALS + "0"))
    table.add("begins with an opening mark", first == ord("“"))
    table.add("begins with a bracket", _among(first, "（【"))
    table.add("begins with a dash", first == ord("—"))


def _place(table: Table, units: Batch) -> None:
    """Where the unit stands on its line and in its text, and what its neighbours look like."""
    codes, starts, ends, line = units.codes, units.starts, units.ends, units.line
    n, number = len(units), np.arange(len(units))
    first = np.searchsorted(line, line)
    last = np.searchsorted(line, line, side="right") - 1
    alone, mark = first == last, _final(units)
    length = ends - starts
    table.add("alone on its line", alone)
    table.add("alone, no final mark", alone & ~mark)
    table.add("alone, no final mark, short", _bare_lines(units))
    table.add("alone, ends in colon", alone & (codes[ends - 1] == ord("：")) & (length < 25))
    table.add("alone, ends in mark, short", alone & mark & (length < 16))
    table.add("first on its line", (first == number) & ~alone)
    table.add("last on its line", (last == number) & ~alone)
    table.add("no final mark, last on its line", (last == number) & ~alone & ~mark)
    table.add("number on its line", np.log1p(number - first))
    table.add("units on its line", np.log(last - first + 1))
    low = np.searchsorted(units.document, units.document)
    high = np.searchsorted(units.document, units.document, side="right")
    for limit in (1, 3, 8):
        table.add(f"among the first {limit} of the text", number - low < limit)
        table.add(f"among the last {limit} of the text", high - number <= limit)
    table.add("units in the text", np.log(high - low))
    table.add("place in the text", (number - low) / (high - low))
    # runs that look alike: the same first characters as a neighbour, semicolons
    head = codes[starts].astype(np.int64) * 0x110000 + codes[np.minimum(starts + 1, ends - 1)]
    semicolon, colon = codes[ends - 1] == ord("；"), codes[ends - 1] == ord("：")
    for step, where in ((1, "before"), (-1, "after")):
        other = np.clip(number - step, 0, n - 1)
        same = (units.document[other] == units.document) & (other != number)
        table.add(f"same beginning as the unit {where}", same & (head[other] == head))
        table.add(f"same first character as the unit {where}", same & (codes[starts[other]] == codes[starts]))
        table.add(f"the unit {where} ends in a semicolon", same & semicolon[other])
        table.add(f"the unit {where} ends in a colon", same & colon[other])
        table.add(f"the unit {where} ends in a question mark", same & (codes[ends[other] - 1] == ord("？")))
        table.add(f"the unit {where} is of about the same length", same & (np.abs(length[other] - length) <= 3))


def _final(units: Batch) -> np.ndarray:
    """Which units end in a mark of punctuation."""
    return _among(units.codes[units.ends - 1], "。；？！…”：，")


def _bare_lines(units: Batch) -> np.ndarray:
    """Which units are short lines of their own without a final mark, as headings are."""
    first = np.searchsorted(units.line, units.line)
    last = np.searchsorted(units.line, units.line, side="right") - 1
    return (first == last) & ~_final(units) & (units.ends - units.starts < 30)


def _turns(table: Table, units: Batch) -> None:
    """Whether the text looks back (过去五年, 回顾) or ahead (今年工作, 主要任务) where a unit stands.

    By the last unit, and the last heading, that turned to either. Reports tell what was done in the bare verbs of tasks.
    """
    number = np.arange(len(units))
    begins = np.searchsorted(units.document, units.document)

    def last(there: np.ndarray) -> np.ndarray:
        at = np.maximum.accumulate(np.where(there, number, -1))
        return np.where(at >= begins, at, -1)

    headings = _bare_lines(units)
    opens = np.searchsorted(units.line, units.line)  # the first unit of each unit's line
    turns = find_turns(units, OPENING)
    turned = {way: last(turns[function]) for function, way in TURNS.items()}
    headed = {way: last(turns[function] & headings) for function, way in TURNS.items()}
    heading = last(headings)
    for (function, way), other in zip(TURNS.items(), ("ahead", "back"), strict=True):
        leads = turned[way] > turned[other]
        table.add(f"the text looks {way}", leads)
        table.add(f"units since it looks {way}", np.where(leads, np.log1p(number - turned[way]), 0))
        table.add(f"under a heading that looks {way}", headed[way] > headed[other])
        table.add(f"right under a heading that looks {way}", (heading >= 0) & (headed[way] == heading))
        table.add(f"its line begins by looking {way}", turns[function][opens])


def cue_places(units: Batch, parts: Clauses, hits: Hits) -> list[np.ndarray]:
    """For each of PLACES, which cue words stand there."""
    clause = parts.at[hits.at]
    opens = parts.start[clause] == hits.at
    follows = np.zeros(len(hits.at), dtype=bool)  # right after the word that opens the clause
    if len(hits.at) > 1:
        follows[1:] = opens[:-1] & (hits.at[:-1] + hits.length[:-1] == hits.at[1:])
    unit = units.unit_at[hits.at]
    return [np.ones(len(unit), bool), opens, clause == parts.last[unit], clause == parts.first[unit], follows]


def _cues(table: Table, units: Batch, parts: Clauses, hits: Hits) -> None:
    lexicon, n = cues(), len(units)
    functions, at = lexicon.functions, {f: i for i, f in enumerate(lexicon.functions)}
    unit, clause = units.unit_at[hits.at], parts.at[hits.at]
    zones = cue_places(units, parts, hits)
    for place, chosen in zip(PLACES, zones, strict=True):
        table.extend([f"{f}{place}" for f in functions], np.log1p(_functions(unit[chosen], hits.form[chosen], n)))
    _by_clause(table, parts, hits, clause, zones[1] | zones[4], at)


def _functions(holder: np.ndarray, form: np.ndarray, n: int) -> np.ndarray:
    """How often each function is marked in each of n units or clauses; `holder`, in order, says where a form stands."""
    edges = np.searchsorted(holder, np.arange(n + 1))
    lexicon = cues()
    held = sp.csr_matrix((np.ones(len(form), np.float32), form, edges), shape=(n, len(lexicon.forms)))
    return held @ lexicon.table


def _by_clause(table, parts, hits, clause, opens, at) -> None:
    """Cues that stand together in a clause: a directive with its object, a directive with aspect, a deontic with either."""
    m = len(parts.unit)
    has = _functions(clause, hits.form, m) > 0
    led = _functions(clause[opens], hits.form[opens], m) > 0

    def any_of(table_, names):
        return np.logical_or.reduce([table_[:, at[name]] for name in names])

    deontic, institution = any_of(has, DEONTICS), has[:, at["institution noun"]]
    spirit, aspect = has[:, at["spirit noun"]], has[:, at["aspect"]]
    evaluation = has[:, at["evaluation"]]
    acts = has[:, at["directive institution"]]
    bare = any_of(led, DIRECTIVES)
    kinds = {
        "bare directive": bare & ~deontic,
        "bare directive, institution": bare & ~deontic & institution & ~aspect,
        "bare directive, spirit": bare & ~deontic & spirit & ~institution & ~aspect,
        "bare directive, aspect": bare & aspect,
        "bare institutional directive": led[:, at["directive institution"]] & ~deontic & ~aspect,
        "bare attitude directive": led[:, at["directive attitude"]] & ~deontic & ~aspect,
        "deontic, institution": deontic & institution,
        "deontic, institutional directive": deontic & acts,
        "deontic, spirit": deontic & spirit & ~institution,
        "deontic, neither": deontic & ~institution & ~spirit,
        "deontic opens": any_of(led, DEONTICS),
        "deontic after a subject": deontic & ~any_of(led, DEONTICS),
        "evaluation, no directive": evaluation & ~deontic & ~bare,
        "aspect, no directive": aspect & ~deontic & ~bare,
        "plan, institution": has[:, at["plan"]] & institution,
        "condition": has[:, at["condition"]],
    }
    values = np.column_stack(list(kinds.values())).astype(np.float32)
    counts = np.add.reduceat(values, parts.first, axis=0)
    size = (parts.last - parts.first + 1)[:, None]
    table.extend([f"{k}: clauses" for k in kinds], np.log1p(counts))
    table.extend([f"{k}: share of clauses" for k in kinds], counts / size)
    table.extend([f"{k}: last clause" for k in kinds], values[parts.last])
    table.extend([f"{k}: first clause" for k in kinds], values[parts.first])


QUOTED = ("direct", "partial", "indirect", "mention")


def _quotations(table: Table, units: Batch, quotations: Sequence[Sequence]) -> None:
    """How much of a unit each kind of quotation covers, whether it is attributed, and what stands before it."""
    n, codes = len(units), units.codes
    rows = [
        (units.offset[d] + q.start, units.offset[d] + q.end, QUOTED.index(q.kind), bool(q.speaker), q.cue_start, d)
        for d, found in enumerate(quotations)
        for q in found
    ]
    columns = np.zeros((n, 4 * len(QUOTED)), dtype=np.float32)
    extra = np.zeros((n, 7), dtype=np.float32)
    if rows:
        start, end, kind, speaker, cue, document = (np.array(column) for column in zip(*rows, strict=True))
        cover = np.zeros((len(QUOTED), len(codes) + 1), dtype=np.int32)
        np.add.at(cover, (kind, start), 1)
        np.add.at(cover, (kind, end), -1)
        for k in range(len(QUOTED)):
            columns[:, 4 * k] = _sums(np.cumsum(cover[k])[:-1] > 0, units) / (units.ends - units.starts)
        unit = units.unit_at[start]
        good = unit >= 0
        unit, start, end, kind = unit[good], start[good], end[good], kind[good]
        speaker, cue, document = speaker[good], cue[good], document[good]
        np.maximum.at(columns, (unit, 4 * kind + 1), 1)
        np.maximum.at(columns, (unit, 4 * kind + 2), speaker)
        np.maximum.at(columns, (unit, 4 * kind + 3), (cue >= 0).astype(np.float32))
        place = units.offset[document] + cue
        inside = (cue >= 0) & (place >= units.starts[unit]) & (place < units.ends[unit])
        words = kind < 2
        np.maximum.at(extra, (unit, 0), (words & inside).astype(np.float32))
        np.maximum.at(extra, (unit, 1), (words & (start - units.starts[unit] <= 1)).astype(np.float32))
        np.maximum.at(extra, (unit, 2), (words & (units.ends[unit] - end <= 2)).astype(np.float32))
        np.maximum.at(extra, (unit, 3), (words & _among(codes[end - 1], "。！？…；")).astype(np.float32))
        np.maximum.at(extra, (unit, 4), np.where(words, np.log1p(end - start), 0).astype(np.float32))
        np.maximum.at(extra, (unit, 5), ((kind == 2) & inside).astype(np.float32))
        np.maximum.at(extra, (unit, 6), ((cue >= 0) & ~inside).astype(np.float32))
    names = [f"{k} quotation{w}" for k in QUOTED for w in (": share", "", " with a speaker", " with a cue")]
    table.extend(names, columns)
    table.extend(
        ["quoted words with their cue in the unit", "quoted words at the unit's start", "quoted words at the unit's end",
         "quoted words end in a final mark", "length of quoted words", "indirect with its cue in the unit",
         "cue outside the unit"], extra)  # fmt: skip
    before = np.zeros((n, 3), dtype=np.float32)
    before[1:] = np.column_stack([columns[:-1, [0, 8]], extra[:-1, 3]])
    before[np.concatenate([[True], units.document[1:] != units.document[:-1]])] = 0
    table.extend(["direct quotation in the unit before", "indirect quotation in the unit before",
                  "quoted words end in a final mark in the unit before"], before)  # fmt: skip
