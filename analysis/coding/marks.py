"""Quotation marks and the words they enclose: pairing, nesting, and what to do where a mark is missing.

Paired within a line first, because a line is a paragraph and a mark left open in one must not swallow the next. What
stays unpaired is then matched with what writers and scrapers do: a mark turned the wrong way, a paragraph that opens
again because the quotation goes on, an opening mark that is torn from its words by a line end. A mark that fits none
of these encloses nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from analysis.document import strip_span

PAIRS = dict(zip("“‘「『〝﹁﹃", "”’」』〞﹂﹄", strict=True))
CLOSERS = {close: opening for opening, close in PAIRS.items()}
STRAIGHT = "\"'＂＇"  # the same mark opens and closes: by turns within a line
ALIKE = {"“": "“", "”": "“", '"': "“", "＂": "“", "〝": "“", "〞": "“", "‘": "‘", "’": "‘", "'": "‘", "＇": "‘"}
FINAL = "。！？!?…"
SLIP = 12  # the longest stretch believed to stand between two marks that face the same way
FAR = 3000  # the longest quotation believed to run on over lines without opening anew
_LINE_END = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_TOKEN = re.compile(f"[{''.join(PAIRS)}{''.join(CLOSERS)}{STRAIGHT}{_LINE_END}]")
_LINE_BREAK = re.compile(f"[{_LINE_END}]")
_SPACE = " \t\u3000\xa0\u2002\u2003\u200b\ufeff"


class Stretch(NamedTuple):
    """Words in quotation marks: `start, end` without the marks, `open, close` the outer edges with them.

    `depth` is 0 for an outer stretch, 1 for one inside another. `complete` is False where one of the marks is missing
    (a paragraph that runs on into the next, a closing mark forgotten), `note` says in words what was mended.
    """

    start: int
    end: int
    open: int
    close: int
    depth: int
    complete: bool
    note: str


class _Mark(NamedTuple):
    at: int
    mark: str


def stretches(text: str) -> list[Stretch]:
    """All stretches in quotation marks, ordered by start. Linear in the length of the text."""
    found: list[Stretch] = []
    waiting: _Mark | None = None  # an opening mark left over on an earlier line
    line: list[_Mark] = []
    tokens = [_Mark(match.start(), match.group()) for match in _TOKEN.finditer(text)]
    tokens.append(_Mark(len(text), "\n"))
    begin = 0
    for token in tokens:
        if token.mark not in _LINE_END:
            line.append(token)
            continue
        if line:
            waiting = _settle(text, begin, token.at, line, waiting, found)
            line = []
        begin = token.at + 1
    if waiting:
        _unclosed(text, waiting, None, found)
    return _nested(found)


def _settle(text: str, begin: int, end: int, line: list[_Mark], waiting: _Mark | None, found: list) -> _Mark | None:
    """Pair the marks of one line; returns the opening mark that still waits for its other half."""
    pairs, left = _pair(text, line, waiting is not None)
    found.extend(Stretch(a + 1, b, a, b + 1, 0, True, note) for a, b, note in pairs)
    first = _first(text, begin, end)
    left = _forgotten(text, line, left, found)
    for mark in left:
        if mark.mark in STRAIGHT and waiting is None:
            _unclosed(text, mark, None, found)
            continue
        closes = _closes(mark, waiting)
        if waiting and closes and mark.at - waiting.at <= FAR:
            found.append(_across(text, waiting.at, mark.at))
            waiting = None
        elif not closes:
            if waiting:
                _unclosed(text, waiting, mark, found)
            waiting = mark
    if waiting and waiting.at < begin and first < end and text[first] == waiting.mark:
        _unclosed(text, waiting, _Mark(first, waiting.mark), found)  # the paragraph opens anew: the first one runs on
        waiting = None
    return waiting


def _closes(mark: _Mark, waiting: _Mark | None) -> bool:
    if mark.mark in PAIRS:
        return False
    return waiting is None or ALIKE.get(waiting.mark, waiting.mark) == ALIKE.get(mark.mark, CLOSERS.get(mark.mark))


def _pair(text: str, line: list[_Mark], waits: bool) -> tuple[list[tuple[int, int, str]], list[_Mark]]:
    """Pairs (opening, closing, what was mended) on one line, and the marks that found no partner.

    `waits` says that an earlier line left a mark open, so that the first closing mark here is no slip.
    """
    line = [mark for mark in line if not _apostrophe(text, mark)]
    if len(line) == 2 and PAIRS.get(line[0].mark) == line[1].mark and line[1].at - line[0].at > 1:
        return [(line[0].at, line[1].at, "")], []
    surplus = _surplus(line)
    pairs: list[tuple[int, int, str]] = []
    stack: list[_Mark] = []
    depth: dict[str, int] = {}
    strays: list[_Mark] = []
    skip = False
    for at, mark in enumerate(line):
        if skip:
            skip = False
            continue
        kind = CLOSERS.get(mark.mark, mark.mark)
        following = line[at + 1] if at + 1 < len(line) else None
        if mark.mark in CLOSERS and waits and not depth.get(kind, 0):
            strays.append(mark)
            waits = False
        elif following and _turned(text, mark, following, depth.get(kind, 0), surplus):
            pairs.append((mark.at, following.at, "a mark turned the wrong way"))
            skip = True
        elif (mark.mark in CLOSERS or mark.mark in STRAIGHT) and depth.get(kind, 0) and not _reopens(text, mark):
            while stack:
                opened = stack.pop()
                depth[opened.mark] -= 1
                if opened.mark == kind:
                    break
                strays.append(opened)
            if mark.at - opened.at > 1:
                pairs.append((opened.at, mark.at, ""))
        elif mark.mark in CLOSERS:
            strays.append(mark)
        else:
            stack.append(mark)
            depth[mark.mark] = depth.get(mark.mark, 0) + 1
    return _mend(pairs, sorted(strays + stack))


def _surplus(line: list[_Mark]) -> set[str]:
    """The kinds with more opening than closing marks on the line: only there is an opening mark a slip for a closing."""
    count: dict[str, int] = {}
    for mark in line:
        if mark.mark in PAIRS:
            count[mark.mark] = count.get(mark.mark, 0) + 1
        elif mark.mark in CLOSERS:
            count[CLOSERS[mark.mark]] = count.get(CLOSERS[mark.mark], 0) - 1
    return {kind for kind, balance in count.items() if balance > 0}


def _turned(text: str, mark: _Mark, following: _Mark, depth: int, surplus: set[str]) -> bool:
    """Whether two marks enclose a term though one of them faces the wrong way: ”显绩“, “显绩“, ”显绩”."""
    if mark.mark in STRAIGHT or not 1 < following.at - mark.at <= SLIP or _breaks(text, mark.at + 1, following.at):
        return False
    if mark.mark in CLOSERS:
        return depth == 0 and following.mark in (CLOSERS[mark.mark], mark.mark)
    return following.mark == mark.mark and mark.mark in surplus


def _breaks(text: str, start: int, end: int) -> bool:
    return any(character in "。！？!?，,；;：:、 " for character in text[start:end])


def _mend(pairs: list, left: list[_Mark]) -> tuple[list[tuple[int, int, str]], list[_Mark]]:
    """Pair what is left where a mark has its partner in another shape: “…" or "…”."""
    kept: list[_Mark] = []
    for mark in left:
        last = kept[-1] if kept else None
        straight = last and (mark.mark in STRAIGHT) != (last.mark in STRAIGHT) and mark.mark not in PAIRS
        if straight and last.mark not in CLOSERS and ALIKE.get(last.mark) == ALIKE.get(mark.mark):
            pairs.append((last.at, mark.at, "two marks of different shape"))
            kept.pop()
        else:
            kept.append(mark)
    return pairs, kept


def _forgotten(text: str, line: list[_Mark], left: list[_Mark], found: list[Stretch]) -> list[_Mark]:
    """“…。“…”: the closing mark was forgotten after a full stop, before the next opening mark of the same kind."""
    if not any(mark.mark in PAIRS for mark in left):
        return left
    openings = [mark.at for mark in line if mark.mark in PAIRS and mark.at and text[mark.at - 1] in FINAL]
    kept = []
    for mark in left:
        after = bisect_right(openings, mark.at)
        if mark.mark in PAIRS and after < len(openings) and text[openings[after]] == mark.mark:
            end = openings[after]
            if end - mark.at <= FAR:
                found.append(
                    Stretch(mark.at + 1, end, mark.at, end, 0, False, "no closing mark before the next opening")
                )
                continue
        kept.append(mark)
    return kept


def _apostrophe(text: str, mark: _Mark) -> bool:
    """Whether the mark stands in a Latin word or name (D'Arcy, students’ at most a space after), or after a figure."""
    if mark.mark not in "'’‘＇\"":
        return False
    before = text[mark.at - 1] if mark.at else " "
    after = text[mark.at + 1] if mark.at + 1 < len(text) else " "
    if mark.mark == '"':
        return before.isdigit() and (after.isdigit() or after in "x×*")
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _reopens(text: str, mark: _Mark) -> bool:
    """Whether a straight mark must be an opening one although one is open: it follows a colon and words follow it."""
    if mark.mark not in STRAIGHT or not mark.at or text[mark.at - 1] not in ":：(（":
        return False
    return mark.at + 1 < len(text) and text[mark.at + 1] not in f"。，,.;；、）){_LINE_END}"


def _first(text: str, begin: int, end: int) -> int:
    while begin < end and text[begin] in _SPACE:
        begin += 1
    return begin


def _across(text: str, opening: int, closing: int) -> Stretch:
    start, end = strip_span(text, opening + 1, closing)
    return Stretch(start, end, opening, closing + 1, 0, True, "runs over a line end")


def _unclosed(text: str, opening: _Mark, renewed: _Mark | None, found: list[Stretch]) -> None:
    """An opening mark without its partner: its words end with the line, if it stands where a quotation begins.

    That is after a colon, or where the next paragraph opens anew (every paragraph opens, only the last one closes).
    Anywhere else the mark is a stray one, or its text breaks off, and encloses nothing.
    """
    limit = renewed.at if renewed else len(text)
    line_end = _LINE_BREAK.search(text, opening.at + 1, limit)
    end = line_end.start() if line_end else limit
    start, words_end = strip_span(text, opening.at + 1, end)
    if words_end <= start or words_end - start > FAR:
        return
    runs_on = renewed is not None and text[end:limit].isspace() and renewed.mark == opening.mark
    before = opening.at - 1
    while before >= 0 and text[before] in _SPACE:
        before -= 1
    if runs_on or (before >= 0 and text[before] in "：:" and text[words_end - 1] in FINAL):
        note = "the next paragraph opens anew" if runs_on else "no closing mark before the line ends"
        found.append(Stretch(start, words_end, opening.at, words_end, 0, False, note))


def _nested(found: list[Stretch]) -> list[Stretch]:
    """The stretches in order with their depth; empty ones go, and of two that cross the later one."""
    found.sort(key=lambda stretch: (stretch.open, -stretch.close))
    inside: list[int] = []
    result = []
    for stretch in found:
        while inside and inside[-1] <= stretch.open:
            inside.pop()
        if stretch.start >= stretch.end or (inside and stretch.close > inside[-1]):
            continue
        result.append(stretch._replace(depth=len(inside)))
        inside.append(stretch.close)
    return result
