"""Laying a quotation against a passage: where it begins and ends there, and what was dropped, added or replaced."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from analysis.checking.canon_index import bare, standard


class Operation(NamedTuple):
    """One difference between a source and a quotation: putting `quotation[quote_start:quote_end]` in the place of
    `source[source_start:source_end]` undoes it.

    op  typography (the same mark in another width, or white space), mark (other punctuation), variant (another spelling
        of the same character), replace, drop (in the source only) or add (in the quotation only)
    """

    op: str
    quote_start: int
    quote_end: int
    source_start: int
    source_end: int


def infix(query: str, window: str) -> tuple[int, int, int]:
    """The stretch of the window nearest to the whole query: (edit distance, start, end).

    Myers' bit-parallel algorithm (1999), once forwards for the end and once backwards for the start; among equally near
    stretches the longer one, so that a character is replaced rather than dropped.
    """
    distance, end = nearest_end(query, window)
    return distance, nearest_start(query, window, end), end


def nearest_start(query: str, window: str, end: int) -> int:
    """Where the stretch nearest to the whole query begins, of those that end there."""
    return end - nearest_end(query[::-1], window[:end][::-1], anchored=True)[1]


def nearest_end(query: str, window: str, anchored: bool = False) -> tuple[int, int]:
    """Edits between the whole query and the nearest stretch of the window, and where that stretch ends.

    anchored: of the stretches that begin where the window does.
    """
    size = len(query)
    masks: dict[str, int] = {}
    for place, character in enumerate(query):
        masks[character] = masks.get(character, 0) | 1 << place
    full, high = (1 << size) - 1, 1 << (size - 1)
    plus, minus, score = full, 0, size
    best, first, end = size, 0, 0
    for place, character in enumerate(window, start=1):
        equal = masks.get(character, 0)
        vertical = equal | minus
        horizontal = (((equal & plus) + plus) ^ plus) | equal
        up = minus | (full & ~(horizontal | plus))
        down = plus & horizontal
        if up & high:
            score += 1
        elif down & high:
            score -= 1
        up, down = (up << 1 | anchored) & full, (down << 1) & full
        plus = down | (full & ~(vertical | up))
        minus = up & vertical
        if score < best:
            best, first, end = score, place, place
        elif score == best and end and place - first <= best:
            end = place
    return best, end


def pairs(query: str, source: str) -> list[int]:
    """For each character of the query its partner in the source, or -1: the matches of a shortest edit script."""
    partner = [-1] * len(query)
    for block in Levenshtein.opcodes(source, query):
        if block.tag == "equal":
            for step in range(block.dest_end - block.dest_start):
                partner[block.dest_start + step] = block.src_start + step
    return partner


def settle(partner: list[int], query: str, source: str, q_marks: list[bool], s_marks: list[bool]) -> list[int]:
    """The same matches with each dropped or added stretch slid to where a clause begins.

    Where the words before a stretch recur at its end, several cuts cost the same; the one that follows punctuation is
    what a writer or a machine put in. `q_marks[i]`, `s_marks[i]`: whether punctuation stands before character i.
    """
    partner = list(partner)
    _slide(partner, query, q_marks)
    inverse = [-1] * len(source)
    for place, other in enumerate(partner):
        if other >= 0:
            inverse[other] = place
    _slide(inverse, source, s_marks)
    partner = [-1] * len(query)
    for other, place in enumerate(inverse):
        if place >= 0:
            partner[place] = other
    return partner


def _slide(partner: list[int], text: str, marks: list[bool]) -> None:
    place, size = 0, len(text)
    while place < size:
        if partner[place] >= 0:
            place += 1
            continue
        end = place
        while end < size and partner[end] < 0:
            end += 1
        pure = place > 0 and end < size and partner[end] == partner[place - 1] + 1
        if pure:
            shifts = [0]
            back = 0
            while (
                place - back > 0 and partner[place - back - 1] >= 0 and text[place - back - 1] == text[end - back - 1]
            ):
                back += 1
                shifts.append(-back)
            ahead = 0
            while end + ahead < size and partner[end + ahead] >= 0 and text[place + ahead] == text[end + ahead]:
                ahead += 1
                shifts.append(ahead)
            shift = max(shifts, key=lambda s: (_clause(marks, place + s) + _clause(marks, end + s), s == 0, -abs(s)))
            _shift(partner, place, end, shift)
            end += max(shift, 0)
        place = end


def _clause(marks: list[bool], place: int) -> bool:
    return place >= len(marks) or marks[place]


def _shift(partner: list[int], start: int, end: int, shift: int) -> None:
    """Moves the unmatched stretch [start, end): the characters it passes over change sides with their partners."""
    gap = [-1] * (end - start)
    if shift > 0:
        partner[start : end + shift] = partner[end : end + shift] + gap
    elif shift < 0:
        partner[start + shift : end] = gap + partner[start + shift : start]


def operations(
    quote: str, source: str, q_places: list[int], s_places: list[int], partner: list[int]
) -> list[Operation]:
    """Every difference between the quotation and the source passage, as spans on both sides.

    quote, source        the words as they stand, punctuation and all
    q_places, s_places   the offset in them of each compared character
    partner              for each compared character of the quotation its partner in the source, or -1

    Put into the source from the last to the first, the quotation's spans give the quotation back.
    """
    q_side, s_side = (quote, bare(quote)), (source, bare(source))
    anchors = [(q_places[i], s_places[j]) for i, j in enumerate(partner) if j >= 0]
    found: list[Operation] = []
    q_at = s_at = 0
    for q, s in [*anchors, (len(quote), len(source))]:
        found.extend(_between(q_side, s_side, q_at, q, s_at, s))
        if q < len(quote):
            if quote[q] != source[s]:
                op = "typography" if _width(quote[q]) == _width(source[s]) else "variant"
                found.append(Operation(op, q, q + 1, s, s + 1))
            q_at, s_at = q + 1, s + 1
    return found


def _between(q_side: tuple[str, str], s_side: tuple[str, str], q1: int, q2: int, s1: int, s2: int) -> list[Operation]:
    """The differences between two matched characters: equal marks at both ends are set aside first. A side is the text
    as it stands and without note numbers."""
    quote, source = q_side[0], s_side[0]
    found = []
    while q1 < q2 and s1 < s2 and _width(quote[q1]) == _width(source[s1]):
        if quote[q1] != source[s1]:
            found.append(Operation("typography", q1, q1 + 1, s1, s1 + 1))
        q1, s1 = q1 + 1, s1 + 1
    tail = []
    while q1 < q2 and s1 < s2 and _width(quote[q2 - 1]) == _width(source[s2 - 1]):
        q2, s2 = q2 - 1, s2 - 1
        if quote[q2] != source[s2]:
            tail.append(Operation("typography", q2, q2 + 1, s2, s2 + 1))
    if q1 < q2 or s1 < s2:
        found.append(Operation(_kind(q_side[1][q1:q2], s_side[1][s1:s2]), q1, q2, s1, s2))
    return found + tail[::-1]


def _kind(added: str, dropped: str) -> str:
    if not (added + dropped).strip():
        return "typography"
    letters_added = any(standard(character) for character in added)
    letters_dropped = any(standard(character) for character in dropped)
    if letters_added and letters_dropped:
        return "replace"
    return "add" if letters_added else "drop" if letters_dropped else "mark"


def _width(character: str) -> str:
    return "." if character in "。．" else unicodedata.normalize("NFKC", character)


def apply(operations: list[Operation], quote: str, source: str) -> str:
    """The source with every difference undone: the quotation, if the operations are complete."""
    for operation in reversed(operations):
        words = quote[operation.quote_start : operation.quote_end]
        source = source[: operation.source_start] + words + source[operation.source_end :]
    return source
