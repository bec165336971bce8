"""The furniture of a web page, line by line: title, navigation, lists of other articles, footer; the rest is the body.

What a line is follows from its wording (`data/lexicon/page.csv`) and its form (a bullet, a date with a count), and from
what stands above it: after the heading of a list of other articles everything is of the list, until a footer, a link to
the next article, or a paragraph too long for a teaser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis.document import strip_span
from analysis.reading.splices import search_title
from analysis.reading.wording import any_of, words

FINAL = "。！？!?…；;"
CLOSING = "”’」』》）)】]\"'＂ "
TITLE = 70  # the longest line that can be a title
FURNITURE = 100  # the longest line that can be a link, a credit or a notice
PARAGRAPH = 160  # no teaser of another article is as long: such a paragraph is the author's again
_ENDS = r"\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^{_ENDS}]+")
_DATE = r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日?|[-/.]\d{1,2}[-/.]\d{1,2})(?:\s*\d{1,2}:\d\d(?::\d\d)?)?"
_BEGINS_DATED = re.compile(rf"(?:\A|(?<=[{_ENDS}]))[^\S{_ENDS}]*(?=(?:19|20)\d\d[-年/.])")
_COUNTED = re.compile(rf"{_DATE}\s+(?:[^\W\d]{{0,4}}\s*[:：(（]?\s*)?\d+[^\W\d]{{0,4}}[)）]?$")
_DATED = re.compile(rf"\W*{_DATE}.{{0,40}}$")
_BULLET = re.compile(r"[•·●○■□◆◇▪►▶*-]\s*(?=\S)")


class _Wording(NamedTuple):
    neighbour: re.Pattern[str]
    related: re.Pattern[str]
    related_link: re.Pattern[str]
    footer: re.Pattern[str]
    breadcrumb: re.Pattern[str]
    credit: re.Pattern[str]


@cache
def _wording() -> _Wording:
    related = any_of("related")
    return _Wording(
        neighbour=re.compile(rf"[\W_]*{any_of('neighbour')}(?=[\s:：|｜<>«»()（）\[\]【】→←\d]|没有|$)"),
        related=re.compile(rf"[\W_]*{related}(?:[\W_]*(?:更多|[Mm]ore|MORE))?[\W_]*$"),
        related_link=re.compile(rf"[\W_]*{related}\s*[:：]\s*\S"),
        footer=re.compile(rf"[\W_]*{any_of('footer')}|©"),
        breadcrumb=re.compile(rf"[\W_]*{any_of('breadcrumb')}"),
        credit=re.compile(rf"[\W_]*{any_of('credit')}(?:\s*[:：(（]|\s+\d|$)"),
    )


def lines(text: str, limit: int | None = None, start: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of the text's lines from `start` on (at most `limit`), blank lines and white space at ends left out."""
    count = 0
    for match in _LINE.finditer(text, start):
        span = strip_span(text, *match.span())
        if span[0] < span[1]:
            yield span
            count += 1
            if count == limit:
                return


def finished(line: str) -> bool:
    """Whether a line ends as a sentence does, marks of quotation and brackets aside."""
    line = line.rstrip(CLOSING)
    return bool(line) and line[-1] in FINAL


def without_bullet(line: str) -> str:
    """The line without the bullet of a list before it."""
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def counted(line: str) -> bool:
    """Whether a line is a date and a count of readers: 2023年05月11 281."""
    return len(line) <= FURNITURE and bool(_COUNTED.match(line))


def title(text: str, head: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The span of the title among the first lines: the first that is no furniture, if it is short and no sentence."""
    for start, end in head:
        line = text[start:end]
        if _above(line):
            continue
        return (start, end) if len(line) <= TITLE and (not finished(line) or search_title(line)) else None
    return None


def signs(text: str) -> int:
    """How many kinds of furniture a text shows: links to its neighbours, a list of other articles, its dates, a footer."""
    found = set()
    forms = (*words("neighbour"), *words("related"), *words("footer"))
    if any(form in text for form in forms):
        for start, end in lines(text):
            if end - start <= FURNITURE:
                line = text[start:end]
                found |= {name for name in ("neighbour", "related") if getattr(_wording(), name).match(line)}
                found |= {"footer"} if len(line) <= 20 and _wording().footer.match(line) else set()
    dated = (_LINE.match(text, m.start(), m.start() + FURNITURE)[0] for m in _BEGINS_DATED.finditer(text))
    if sum(counted(line.strip()) for line in dated) >= 2:
        found.add("counted")
    return len(found)


def regions(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The layer of each line: title, navigation, related, footer, or `essay` for every line of the body."""
    said = [text[start:end] for start, end in spans]
    items = _items(said)
    names: list[str] = []
    place = title(text, spans)
    state = "head"
    for i, (span, line) in enumerate(zip(spans, said, strict=True)):
        if span == place or (state == "head" and place and line == text[slice(*place)]):
            names.append("title")
        elif state == "head" and _above(line):
            names.append("navigation")
        else:
            state, name = _step("body" if state == "head" else state, line, i in items)
            names.append(name)
    return names


def _above(line: str) -> bool:
    """What may stand above a text: breadcrumbs, links, the date, the source."""
    if len(line) > FURNITURE or finished(line):
        return False
    known = _wording()
    patterns = (known.neighbour, known.breadcrumb, known.credit, known.related_link, _DATED)
    return any(pattern.match(line) for pattern in patterns)


def _step(state: str, line: str, item: bool) -> tuple[str, str]:
    """The state after a line, and its layer."""
    known, short = _wording(), len(line) <= FURNITURE
    if item or (short and known.related.match(line)):
        return "related", "related"
    if short and known.neighbour.match(line):
        return "after", "navigation"
    if short and known.breadcrumb.match(line):
        return state, "navigation"
    if short and known.footer.match(line):
        return "footer", "footer"
    if short and known.related_link.match(line):
        return state, "related"
    if state == "body" or (len(line) >= PARAGRAPH and finished(line) and state != "footer"):
        return "body", "essay"
    if state == "after":
        return state, "related" if finished(line) or not short else "navigation"
    return state, state


def _items(said: list[str]) -> set[int]:
    """The lines that begin an entry in a list of other articles: a title over a date with a count, or under a bullet."""
    dates = [i for i, line in enumerate(said) if counted(line)]
    titles = [len(line) <= TITLE and not finished(line) and not counted(line) for line in said]
    bare = [without_bullet(line) for line in said]
    found = {i for i, line in enumerate(bare) if line != said[i] and len(line) <= TITLE and search_title(line)}
    for i in dates if len(dates) >= 2 else ():
        above = [k for k in range(max(0, i - 3), i) if titles[k]]
        found.update(above[-1:] or [i])
    return found
