"""Where rhetorical units begin and end (codebook, section 1.1). Units tile the text: only white space lies between."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from analysis.document import strip_span

FINAL = "。！？!?…；;"
OPENING = dict(zip("“‘「『（(【［[《〈〔", "”’」』）)】］]》〉〕", strict=True))
CLOSING = {close: opening for opening, close in OPENING.items()}
MARKS_CLOSING = '”’」』"＂'
GOES_ON = "，,、的地得：:"
_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_OPENS = re.compile(r"[“‘「『（(【［\[《〈〔\"＂]")
_MARK = re.compile(r"[。！？!?…；;“”‘’「」『』（）()【】［］\[\]《》〈〉〔〕\"＂]")


def segment(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The spans of the units of `text[start:end]`, in order. Linear in the length of the text."""
    spans = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        for span in _cut(text, *line.span()):
            span = strip_span(text, *span)
            if span[0] < span[1]:
                spans.append(span)
    return spans


def enclosed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pairs of marks and brackets that close on the line `text[start:end]`: positions of opening and closing mark.

    A mark that never closes, or closes nothing, pairs with nothing. ASCII marks open and close by turns.
    """
    if not _OPENS.search(text, start, end):
        return []
    pairs, stack, waiting = [], [], Counter()
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        opening = CLOSING.get(mark, mark if mark in '"＂' else None)
        if opening and waiting[opening]:  # what opened since and never closed is dropped: each mark is passed once
            while True:
                last, opened = stack.pop()
                waiting[last] -= 1
                if last == opening:
                    break
            pairs.append((opened, at))
        elif mark in OPENING or mark in '"＂':
            stack.append((mark, at))
            waiting[mark] += 1
    return sorted(pairs)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    closes = dict(enclosed(text, start, end))
    ends, at = [], start
    skip_to = start
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if at < skip_to:
            continue
        if at in closes:
            close = closes[at]
            skip_to = close + 1
            if mark in '“‘「『"＂' and text[close - 1] in FINAL + MARKS_CLOSING:
                inner = close
                while inner > at and text[inner - 1] in MARKS_CLOSING:
                    inner -= 1
                if text[inner - 1] in FINAL:
                    after = close + 1
                    while after < end and text[after] in MARKS_CLOSING + "）)】］]》〉":
                        after += 1
                    if after >= end or text[after] not in GOES_ON + FINAL:
                        ends.append(after)
                        skip_to = after
            continue
        if mark in FINAL:
            after = at + 1
            while after < end and text[after] in FINAL + MARKS_CLOSING + "）)】］]":
                after += 1
            ends.append(after)
            skip_to = after
    cuts = [start, *[e for e in ends if e < end], end]
    return list(itertools.pairwise(cuts))
