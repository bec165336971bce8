"""The layers of a scraped page (codebook, section 4): title, teaser, essay, injected, heading, navigation, related, footer.

A text is first asked whether it is such a page at all: a title of two search phrases, a truncated copy of the text above
the text, links to the articles before and after, a list of other articles. A text without such signs is one `essay`,
whatever headings and lists it has of its own. `furniture` tells the page's furniture from its body by wording and form,
`blocks` finds paragraphs of other origin in the body, `splices` the search phrases inside its sentences.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analysis.document import strip_span, table
from analysis.reading import furniture
from analysis.reading.blocks import injected
from analysis.reading.splices import Restored, asks, find_splices, restore, search_title, title_phrases

__all__ = ["Layer", "Restored", "divide", "layers", "restore"]

COLUMNS = ["doc", "start", "end", "layer"]
COPY = 30  # the least length of a copy, white space left out: shorter runs recur in any text
STANDFIRST = 60  # an editor's extract under the title is shorter, and taken from further down than the first lines
HEAD = 4  # a teaser stands among the first lines of the body
LIKE = 4  # two search phrases with so many characters in common are a title made to be found
HEADING = 40  # the longest line that can be a heading
_WIDTH = str.maketrans("，：；！？（）", ",:;!?()")


class Layer(NamedTuple):
    """One row of the layers: code points `start` to `end`, and the layer's name."""

    start: int
    end: int
    layer: str


def layers(text: str, doc: str) -> pd.DataFrame:
    """The layers of a text as a table `doc, start, end, layer`, in the text's order, a `keyword` row after its host.

    A scraped page gets one row a line, and `keyword` rows for search phrases spliced into a line, each within its host's
    row. Every other text gets one row, `essay`, from its first to its last character that is not white space; a text of
    white space alone gets none. Offsets are code points. Linear in the length of the text.
    """
    return table([(doc, *layer) for layer in divide(text)], COLUMNS)


def divide(text: str) -> list[Layer]:
    """The layers of a text as a list of `Layer`, ordered as in `layers`."""
    start, end = strip_span(text, 0, len(text))
    if start == end:
        return []
    if not _is_page(text):
        return [Layer(start, end, "essay")]
    lines = list(furniture.lines(text))
    names = furniture.regions(text, lines)
    title = next((text[s:e] for (s, e), name in zip(lines, names, strict=True) if name == "title"), "")
    _divide_body(text, lines, names, title)
    rows = [Layer(*line, name) for line, name in zip(lines, names, strict=True)]
    rows += [Layer(*span, "keyword") for span in _keywords(text, lines, names, title)]
    return sorted(rows, key=lambda row: (row.start, row.layer == "keyword"))


def _is_page(text: str) -> bool:
    """Whether two signs of a scraped page are there; a teaser, and a title of two like search phrases, are worth two."""
    head = list(furniture.lines(text, limit=8))
    place = furniture.title(text, head)
    title = text[slice(*place)] if place and place != head[-1] else ""
    alike, phrases = search_title(title), title_phrases(title)
    if alike >= LIKE or (title and f"【{title}】" in text):
        return True
    if any(_is_teaser(text, *line, phrases) for line in head[:HEAD] if line != place):
        return True
    kinds = furniture.signs(text)
    if kinds >= 2 or not any(map(asks, phrases)):
        return kinds >= 2
    return kinds > 0 or (alike > 0 and bool(find_splices(text, list(furniture.lines(text))[1:], title)))


def _is_teaser(text: str, start: int, end: int, phrases: tuple[str, ...]) -> bool:
    """Whether a line breaks off in mid-sentence where a copy of it below, from the beginning of a line, goes on."""
    if end - start < COPY or furniture.finished(text[start:end]) or len(set(text[start:end])) < COPY // 3:
        return False
    keys = (text[at : at + 12] for at in range(start, end - 12, max(1, (end - start) // 4)))
    if not any(text.find(key, end) >= 0 for key in keys):  # the common case, at the speed of a search
        return False
    copy = _plain(text[start:end], phrases)
    below = [_plain(text[slice(*line)], phrases) for line in furniture.lines(text, start=end)]
    copied, goes_on = _copied(copy, below if len(copy) >= STANDFIRST else below[:HEAD])
    missing = len(copy) - sum(length for _, length in copied)
    return bool(copied) and goes_on and missing <= max(map(len, filter(asks, phrases)), default=0)


def _copied(copy: str, below: list[str]) -> tuple[list[tuple[int, int]], bool]:
    """Which of the lines below a teaser copies, from the beginning of each: (line, characters), and whether it breaks off.

    Lines that the copy knows nothing of, since they were put in between, are passed over.
    """
    found: list[tuple[int, int]] = []
    at = 0
    for i, words in enumerate(below):
        shared = _shared(words, copy, at)
        if shared and shared >= min(12, len(words), len(copy) - at):
            found.append((i, shared))
            at += shared
            if at == len(copy) or shared < len(words):
                return found, words[shared : shared + 1] not in ("", *furniture.FINAL)
    return found, False


def _plain(words: str, phrases: tuple[str, ...]) -> str:
    """The words without white space and search phrases, marks of one width: what a copy keeps of its original."""
    words = "".join(words.split()).translate(_WIDTH).rstrip(".…")
    for phrase in phrases:
        words = words.replace(phrase + ",", "").replace("," + phrase, "")
    return words


def _shared(one: str, other: str, at: int = 0) -> int:
    """How many characters one string and another from `at` on begin with in common."""
    length = min(len(one), len(other) - at)
    return next((i for i in range(length) if one[i] != other[at + i]), length)


def _divide_body(text: str, lines: list[tuple[int, int]], names: list[str], title: str) -> None:
    """Names the lines that `furniture` has left as `essay`: teaser, heading and injected among them."""
    phrases = title_phrases(title)
    body = [i for i, name in enumerate(names) if name == "essay"]
    plain = [_plain(text[slice(*lines[i])], phrases) for i in body]
    authors = set()  # the lines that a teaser copies
    for place, i in enumerate(body[:HEAD]):
        copied, _ = _copied(plain[place], plain[place + 1 :])
        if sum(length for _, length in copied) >= max(COPY, len(plain[place]) * 2 // 3):
            names[i] = "teaser"
            authors |= {body[place + 1 + k] for k, _ in copied}
    openings = {words[:20]: words for words in reversed(plain) if len(words) >= COPY}
    for i, words in zip(body, plain, strict=True):
        original = openings.get(words[:20], "")
        unfinished = not furniture.finished(text[slice(*lines[i])])
        if unfinished and COPY <= len(words) < len(original) and original.startswith(words[:-1]):
            names[i] = "teaser"
    rest = [i for i in body if names[i] == "essay"]
    headings = {i for i in rest if _is_heading(text[slice(*lines[i])], phrases)}
    paragraphs = [i for i in rest if i not in headings]
    if not paragraphs:
        return
    for i in headings:
        names[i] = "heading"
    blocks = injected([text[slice(*lines[i])] for i in paragraphs], title, [i in authors for i in paragraphs])
    for i, block in zip(paragraphs, blocks, strict=True):
        if block:
            names[i] = "injected"


def _is_heading(line: str, phrases: tuple[str, ...]) -> bool:
    bare = line.strip("?？:：。 ")
    if bare in phrases:
        return True
    return len(line) <= HEADING and not furniture.finished(line) and line[-1] not in ":：,，、—"


def _keywords(text: str, lines: list[tuple[int, int]], names: list[str], title: str) -> list[tuple[int, int]]:
    """The search phrases spliced into the lines: the page's title in its body, another article's in its own teaser."""
    body = [line for line, name in zip(lines, names, strict=True) if name in ("essay", "injected")]
    teasers = [line for line, name in zip(lines, names, strict=True) if name == "teaser"]
    found = find_splices(text, body, title)
    found += find_splices(text, teasers, title, cut=bool(found))
    other = ""
    for (start, end), name in zip(lines, names, strict=True):
        if name != "related":
            other = ""
            continue
        line = furniture.without_bullet(text[start:end])
        if len(line) <= HEADING and not furniture.finished(line) and len(title_phrases(line)) > 1:
            other = line
        elif other and not furniture.counted(line):
            found += find_splices(text, [(start, end)], other, cut=True)
    return found
