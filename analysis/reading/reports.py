"""Records of reports and resolutions, cleaned in reading: a record's text stays as it is, what is known of it is added.

Scraped records hold more than the text somebody gave: the head of the page (title, date, speaker), marks of width zero where a
scanned page ends, numbers of notes, the notes, a licence notice. `clean` says what is what by layers and metadata:

    title        the record's title, or a part of it, above the text
    heading      the rest of the head: date, session, speaker
    essay        the running text
    navigation   numbers of notes on lines of their own, marks of width zero at the ends of lines
    footer       notes, remarks on the source, and the licence notice to the end

Metadata, beside the record's own:

    kind          report; plan: a report on a plan, budget or outline, whatever the record's title calls it;
                  resolution; group: the report of a local organisation
    year          a whole number; `year_from` says whence: record, congress or session (`data/sessions.csv`), title, head
    date          the day, ISO, where the head of the text gives it
    abridged      True where the title says so
    zero_width    how many marks of width zero are in the text
    torn          single line ends amid the running text after a line that does not end like one: sentences that links and page
                  ends tore apart (and now and then a heading right above its text). They count as ends of units
    duplicate_of  the id of an earlier document that shares at least four fifths of this one's longer sentences

The cue words are in `data/lexicon/records.csv`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.document import Document
from analysis.places import DATA
from analysis.reading.files import LEFT_OUT, Corpus

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
HEAD = 12  # lines at most above the running text
PROSE = 40  # a line as long is running text
OPENING = 250  # characters in which a report says what it reports on
LONG = 15  # a sentence as long is not a formula
SAME = 0.8  # the share of longer sentences that makes a duplicate
FINAL = "。！？!?…；;：:，,”’」』》）)"
NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")}
_MARKS = re.compile(f"[{ZERO_WIDTH}]+")
_END = r"(?:\r\n?|\n)"
_REFERENCE = re.compile(rf"\[[ \t]{{0,4}}{_END}[ \t]{{0,4}}(?:\w{{1,8}} )?\d{{1,3}}[ \t]{{0,4}}{_END}[ \t]{{0,4}}\]")
_NOTE_SIGN = re.compile(r"[①-⑳⑴-⒇＠@*＊]|[\[〔（(]\s*\d")
_SENTENCE = re.compile(r"[^。！？!?；;]+")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SESSION = re.compile(
    r"第?([一二三四五六七八九十]+)[届屆]全[国國]人民代表大[会會]第([一二三四五六七八九十]+)次[会會][议議]"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")


class RecordsError(ValueError):
    """A table this room reads cannot be used; the message names it and the remedy."""


def clean(corpus: Corpus) -> Corpus:
    """The same documents with layers and metadata as above; pages that only list versions of a text go to `left_out`."""
    documents, left_out = [], []
    for document in corpus:
        if _lists_versions(document.text):
            remedy = "fetch the text itself from the address in the record"
            left_out.append((document.id, "lists versions of a text and holds none", remedy))
        else:
            spans = layers(document)
            documents.append(Document(document.id, document.text, _meta(document, spans), spans))
    same = duplicates(documents)
    documents = [_with(d, duplicate_of=same[d.id]) if d.id in same else d for d in documents]
    return Corpus(documents, pd.concat([corpus.left_out, pd.DataFrame(left_out, columns=LEFT_OUT, dtype="str")]))


def layers(document: Document) -> list[tuple[int, int, str]]:
    """The layers of a record, in the text's order; linear in its length."""
    text = document.text
    lines = _lines(text)
    foot = _foot(text, lines)
    body = _head_end(text, lines[:foot])
    named = _head(text, lines[:body], str(document.meta.get("title", "")))
    named += [(*span, "footer" if _is_note(text, span) else "essay") for span in lines[body:foot]]
    named += [(*span, "footer") for span in lines[foot:]]
    end = lines[foot][0] if foot < len(lines) else len(text)
    references = [match.span() for match in _REFERENCE.finditer(text, 0, end)]
    named = _cut(named, references) + [(*span, "navigation") for span in references]
    inside = [(start, end) for start, end, _ in named]
    named += [(*span, "navigation") for span in _uncovered(text, inside)]
    return _joined(text, sorted(named))


def duplicates(documents: list[Document]) -> dict[str, str]:
    """The ids of documents that repeat an earlier one, with the id of that: by the longer sentences of the running text."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for document in documents:
        text = "\n".join(document.text[start:end] for start, end in document.layer("essay"))
        squeezed = _squeeze(text)
        sentences = {s for s in _SENTENCE.findall(squeezed) if len(s) >= LONG} or {squeezed}
        shared = Counter(first[sentence] for sentence in sentences if sentence in first)
        for earlier, count in shared.most_common(1):
            if count >= SAME * len(sentences):
                found[document.id] = found.get(earlier, earlier)
        for sentence in sentences:
            first.setdefault(sentence, document.id)
    return found


def _meta(document: Document, spans: list[tuple[int, int, str]]) -> dict[str, Any]:
    text, title = document.text, str(document.meta.get("title", ""))
    head = "".join(_squeeze(text[start:end]) for start, end, layer in spans if layer in ("title", "heading"))
    essay = [(start, end) for start, end, layer in spans if layer == "essay"]
    opening = _squeeze("".join(text[start : min(end, start + 2 * OPENING)] for start, end in essay[:6]))[:OPENING]
    day = _DAY.search(head)
    year, year_from = _year(document, title, head)
    found = {
        "kind": _kind(title, opening),
        "year": year,
        "year_from": year_from,
        "date": "-".join([day[1], day[2].zfill(2), day[3].zfill(2)]) if day else None,
        "abridged": any(cue in title for cue in _cues("abridged")) or None,
        "zero_width": len(re.findall(f"[{ZERO_WIDTH}]", text)),
        "torn": _torn(text, essay),
    }
    known = {key: value for key, value in document.meta.items() if key != "year"}
    return known | {key: value for key, value in found.items() if value is not None}


def _kind(title: str, opening: str) -> str:
    if any(cue in title for cue in _cues("resolution")):
        return "resolution"
    if any(cue in _squeeze(title) for cue in _cues("group")):
        return "group"
    subject = "|".join(map(re.escape, _cues("plan")))
    report = "|".join(map(re.escape, _cues("report")))
    about = re.search(rf"[关關][于於]([^。！]{{0,80}}?)的(?:{report})", opening)
    return "plan" if about and re.search(subject, about[1]) else "report"


def _year(document: Document, title: str, head: str) -> tuple[int | None, str | None]:
    """The year and where it is from: the surest source first."""
    given = str(document.meta.get("year", ""))
    if re.fullmatch(r"\d{4}", given):
        return int(given), "record"
    congress = str(document.meta.get("congress", ""))
    if (year := _sessions().get(("cpc", congress, "1"))) is not None:
        return year, "congress"
    if match := _YEAR.search(title):
        return int(match[0]), "title"
    if match := _SESSION.search(title) or _SESSION.search(head):
        year = _sessions().get(("npc", str(_number(match[1])), str(_number(match[2]))))
        if year is not None:
            return year, "session"
    day = _DAY.search(head)
    return (int(day[1]), "head") if day else (None, None)


def _number(numeral: str) -> int:
    """A Chinese numeral below one hundred: 十四 is 14."""
    tens, ten, ones = numeral.rpartition("十")
    return (NUMERALS.get(tens, 1) * 10 if ten else 0) + NUMERALS.get(ones, 0)


def _lines(text: str) -> list[tuple[int, int]]:
    """The spans of lines, without white space and marks of width zero at their ends; lines of nothing else left out."""
    spans = []
    for match in re.finditer(r"[^\r\n]+", text):
        start, end = match.span()
        while start < end and (text[start].isspace() or text[start] in ZERO_WIDTH):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in ZERO_WIDTH):
            end -= 1
        if start < end:
            spans.append((start, end))
    return spans


def _foot(text: str, lines: list[tuple[int, int]]) -> int:
    """The number of the first line of the notes or the licence notice at the end; len(lines) where there are none."""
    last = max(text.rfind(word) for word in _cues("licence_word"))
    notices = (
        n for n, (start, _) in enumerate(lines) if start <= last and text.startswith(_cues("licence_start"), start)
    )
    foot = next(notices, len(lines))
    for number, (start, end) in enumerate(lines[:foot]):
        words = text[start:end]
        back = words in _cues("note_back")
        heads = words.rstrip("：:") in _cues("notes_head") and number + 1 < foot
        if back or (heads and _NOTE_SIGN.match(text, lines[number + 1][0])):
            return number
    return foot


def _head_end(text: str, lines: list[tuple[int, int]]) -> int:
    """The number of the first line of running text: an address, a long line, or one that ends like a sentence."""
    for number, (start, end) in enumerate(lines[:HEAD]):
        if _is_source(text, start):
            continue
        address = text.startswith(_cues("salutation"), start)
        if address:
            return number
        if end - start >= PROSE or text[end - 1] in "。！？；：":
            while number and len(re.findall(_END, text[lines[number - 1][1] : lines[number][0]])) == 1:
                number -= 1  # a link tore the first sentence apart
            return number
    return 0


def _head(text: str, lines: list[tuple[int, int]], title: str) -> list[tuple[int, int, str]]:
    whole = _squeeze(title) + "".join(_cues("title"))
    named = []
    for start, end in lines:
        layer = "title" if _squeeze(text[start:end]) in whole else "heading"
        named.append((start, end, "footer" if _is_source(text, start) else layer))
    return named


def _is_source(text: str, start: int) -> bool:
    return text.startswith(_cues("source_note"), start + (text[start] in "（(［[〔"))


def _is_note(text: str, span: tuple[int, int]) -> bool:
    return text.startswith(_cues("note_line"), span[0])


def _lists_versions(text: str) -> bool:
    lines = _lines(text)[:3]
    return any(cue in text[start:end] for start, end in lines for cue in _cues("versions"))


def _cut(named: list[tuple[int, int, str]], holes: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Without the layers of lines that lie in a hole (a note's number and its brackets fill their lines)."""
    inside = {start for hole in holes for start in range(*hole)}
    return [(start, end, layer) for start, end, layer in named if start not in inside]


def _uncovered(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks of width zero that no layer holds."""
    covered = iter(sorted(spans))
    start, end = next(covered, (len(text), len(text)))
    found = []
    for match in _MARKS.finditer(text):
        while end <= match.start():
            start, end = next(covered, (len(text), len(text) + 1))
        if match.start() < start:
            found.append(match.span())
    return found


def _joined(text: str, named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Neighbours of one layer made one."""
    joined: list[tuple[int, int, str]] = []
    for start, end, layer in named:
        if joined and joined[-1][2] == layer:
            joined[-1] = (joined[-1][0], end, layer)
        else:
            joined.append((start, end, layer))
    return joined


def _torn(text: str, essay: list[tuple[int, int]]) -> int:
    """Ends of lines amid the running text that are no ends of paragraphs."""
    spans = [span for start, end in essay for span in _within(_lines(text[start:end]), start)]
    gaps = ((text[end - 1], text[end:start]) for (_, end), (start, _) in pairwise(spans))
    return sum(
        last not in FINAL and _MARKS.sub("", gap).strip(" \t\u3000") in ("\n", "\r", "\r\n") for last, gap in gaps
    )


def _within(spans: list[tuple[int, int]], offset: int) -> list[tuple[int, int]]:
    return [(start + offset, end + offset) for start, end in spans]


def _squeeze(text: str) -> str:
    """Without white space and marks of width zero: for comparing, never for offsets."""
    return re.sub(rf"[\s{ZERO_WIDTH}]+", "", text)


def _with(document: Document, **meta: Any) -> Document:
    return Document(document.id, document.text, dict(document.meta) | meta, document.layers)


@cache
def _cues(function: str) -> tuple[str, ...]:
    forms = sorted({row["form"] for row in _table("lexicon/records.csv") if row["function"] == function})
    if not forms:
        raise RecordsError(f"data/lexicon/records.csv: no row has the function {function!r}; add one")
    return tuple(forms)


@cache
def _sessions() -> dict[tuple[str, str, str], int]:
    return {(row["body"], row["term"], row["session"]): int(row["year"]) for row in _table("sessions.csv")}


def _table(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.is_file():
        raise RecordsError(f"data/{name}: no such file; restore it from the repository")
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))
