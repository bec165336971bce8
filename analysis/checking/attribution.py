"""Who is quoted, how the words are introduced, what stands around them; and phrases borrowed without marks."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.checking.canon import Canon
from analysis.checking.canon_index import reduce
from analysis.coding.cues import force_of
from analysis.coding.lexicon import fold, forms, load
from analysis.document import LINE_END

if TYPE_CHECKING:
    from analysis.coding.coded import Coded
    from analysis.document import Document

ATTRIBUTED = [
    *[
        "doc",
        "start",
        "end",
        "speaker",
        "kind",
        "source",
        "with_work",
        "cue",
        "cue_start",
        "cue_end",
        "adverb",
        "force",
    ],
    *["order", "length", "position", "unit", "unit_before", "unit_after", "before_start", "after_start"],
]
BORROWED = [
    *["doc", "start", "end", "length", "weight", "works", "occurrences", "work", "author", "date"],
    *["source_start", "source_end"],
]
ADVERB = 8  # characters before a reporting verb in which its adverb is looked for


def attributions(coded: Coded) -> pd.DataFrame:
    """Every quotation with how it is attributed, in the text's order; mentions are left out.

    Columns beside `doc, start, end, speaker, kind, source`:
    `with_work`    whether a work is named
    `cue`          the reporting verb or noun, "" where there is none; `cue_start, cue_end`
    `adverb`       what the verb is coloured with (深情地, "with feeling"), "" for none
    `force`        neutral, strong, warning, demand or emotive, of the verb with its adverb; "" without a verb
    `order`        the order of speaker (S), verb (V), work (W) and words (Q)
    `length`       in characters
    `position`     the share of the coded text that stands before the words, 0 to 1
    `unit`         the label of the unit it stands in
    `unit_before, unit_after`   the labels of the nearest units before and after that are no quotation, the claims it
                   can carry; "" at the text's ends; `before_start, after_start` where those units begin
    """
    rows = []
    units = dict(tuple(coded.units.sort_values("start").groupby("doc")))
    quoted = coded.quotations[coded.quotations["kind"] != "mention"].sort_values(["start", "end"])
    quotations = dict(tuple(quoted.groupby("doc")))
    for document in coded.documents:
        if document.id in units and document.id in quotations:
            frame = _Frame(units[document.id])
            rows += [_attribution(document, q, frame) for q in quotations[document.id].itertuples()]
    table = pd.DataFrame(rows, columns=ATTRIBUTED)
    return table.astype(dict.fromkeys(("cue_start", "cue_end", "before_start", "after_start"), "Int64"))


class _Frame:
    """A document's units, for looking up what stands where."""

    def __init__(self, units: pd.DataFrame) -> None:
        self.starts, self.labels = units["start"].to_numpy(), units["label"].tolist()
        sizes = (units["end"] - units["start"]).to_numpy()
        self.before = np.concatenate([[0], np.cumsum(sizes)])

    def at(self, offset: int) -> int:
        return max(0, int(np.searchsorted(self.starts, offset, side="right")) - 1)

    def position(self, offset: int) -> float:
        unit = self.at(offset)
        return float(self.before[unit] + offset - self.starts[unit]) / float(self.before[-1])

    def neighbour(self, unit: int, step: int) -> tuple[str, object]:
        """Label and start of the nearest unit on one side that makes a point of its own."""
        unit += step
        while 0 <= unit < len(self.labels):
            if self.labels[unit] not in ("quotation", "heading"):
                return self.labels[unit], int(self.starts[unit])
            unit += step
        return "", pd.NA


def _attribution(document: Document, q: object, frame: _Frame) -> tuple:
    has_cue = not pd.isna(q.cue_start) and q.cue_start >= 0
    cue = document[q.cue_start, q.cue_end] if has_cue else ""
    adverb = _adverb(fold(document.text[max(0, q.cue_start - ADVERB) : q.cue_start])) if has_cue else ""
    unit = frame.at(q.start)
    before, before_start = frame.neighbour(frame.at(q.cue_start if has_cue and q.cue_start < q.start else q.start), -1)
    after, after_start = frame.neighbour(frame.at(q.end - 1), 1)
    source = q.source if isinstance(q.source, str) else ""
    return (
        *(document.id, q.start, q.end, q.speaker, q.kind, source, bool(source), cue),
        *((q.cue_start, q.cue_end) if has_cue else (pd.NA, pd.NA)),
        *(adverb, force_of(fold(adverb + cue)) if cue else "", getattr(q, "order", ""), q.end - q.start),
        *(frame.position(q.start), frame.labels[unit], before, after, before_start, after_start),
    )


def _adverb(text: str) -> str:
    """The adverb that a text ends in, 地 and all."""
    adverbs = forms("quotations", "adverb")
    return next((adverb for adverb in adverbs if text.endswith(adverb)), "")


def borrowed(coded: Coded, canon: Canon, *, length: int = 7, most_works: int = 4) -> pd.DataFrame:
    """Candidates for words taken from a canon without marks: the longest runs of letters that both have.

    length      letters a run must have at least
    most_works  works from which on a phrase is everybody's, and left out

    Columns: `doc, start, end`; `length` in letters; `weight` = length x ln(1 + works of the canon / works that have it),
    higher for what is long and rare; `works, occurrences` in the canon; `work, author, date, source_start, source_end` of
    the earliest dated work that has it. Ordered by weight. Words that are coded as quotation, indirect speech or mention
    are not looked at, nor is a run that crosses the edge of one. A shared run proves no borrowing: both may have it from
    elsewhere.
    """
    rows = []
    units = dict(tuple(coded.units.sort_values("start").groupby("doc")))
    quotations = dict(tuple(coded.quotations.groupby("doc")))
    for document in coded.documents:
        for start, end in _own_words(document, units.get(document.id), quotations.get(document.id)):
            letters, places = reduce(document.text[start:end])
            for first, last in _runs(letters, canon, length):
                rows.append(_candidate(document.id, letters[first:last], canon, start, places[first:last], most_works))
    table = pd.DataFrame([row for row in rows if row], columns=BORROWED)
    return table.sort_values(["weight", "doc", "start"], ascending=[False, True, True], ignore_index=True)


def _own_words(
    document: Document, units: pd.DataFrame | None, quotations: pd.DataFrame | None
) -> list[tuple[int, int]]:
    """The stretches of a document's units in which the author speaks: between quotations, never across a line end."""
    if units is None:
        return []
    foreign = document.layer("keyword")
    if quotations is not None:
        foreign = sorted([*zip(quotations["start"], quotations["end"], strict=True), *foreign])
    spans = []
    for start, end in zip(units["start"], units["end"], strict=True):
        between = document.text[spans[-1][1] : start] if spans else ""
        if spans and not between.strip() and not LINE_END.search(between):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    joined = _union(foreign)
    ends = [end for _, end in joined]
    own = []
    for start, end in spans:
        for a, b in joined[bisect_right(ends, start) :]:
            if a >= end:
                break
            if start < a:
                own.append((int(start), int(a)))
            start = max(start, b)
        if start < end:
            own.append((int(start), int(end)))
    return own


def _union(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, those that overlap made one."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _runs(letters: str, canon: Canon, length: int) -> list[tuple[int, int]]:
    """The maximal runs of at least so many letters that stand somewhere in the canon, none inside another."""
    index, text = canon.index, canon.index.text
    depth = min(index.depth, length)
    if len(letters) < length:
        return []
    low, high = index.ranges(letters, depth)
    reach, ends = 0, []
    for start in range(len(letters) - length + 1):
        positions = index.places_of(int(low[start]), int(high[start]))
        best = 0
        for position in positions:
            if not text.startswith(letters[start : start + max(length, best + 1)], position):
                continue
            size = max(length, best + 1)
            while start + size < len(letters) and text.startswith(letters[start + size], position + size):
                size += 1
            best = size
        if best and start + best > reach:
            reach = start + best
            ends.append((start, reach))
    return ends


def _candidate(doc: str, run: str, canon: Canon, offset: int, places: np.ndarray, most_works: int) -> tuple | None:
    index = canon.index
    found = index.occurrences(run)
    works = sorted({index.work_at(position) for position in found})
    if len(works) > most_works:
        return None
    first = min(works, key=lambda work: (canon.works[work].iso == "", canon.works[work].iso, work))
    position = next(position for position in found if index.work_at(position) == first)
    weight = len(run) * float(np.log(1 + len(canon) / len(works)))
    work = canon.works[first]
    return (
        *(doc, offset + int(places[0]), offset + int(places[-1]) + 1, len(run), weight, len(works), len(found)),
        *(work.id, work.author, work.date, index.place(position), index.place(position + len(run) - 1) + 1),
    )


def themes(coded: Coded) -> pd.DataFrame:
    """For which themes a speaker is called on: the theme words in a quotation and in the units around it.

    Themes are those of data/lexicon/themes.csv. Looked at are the quotation's words and the nearest unit before and after
    it that makes a point of its own. Columns: `doc, start, end` of the quotation; `speaker, theme`; `occurrences` of the
    theme's words; `where` (quotation, before, after) and `where_start, where_end`, the stretch they were counted in. A
    row a quotation, theme and stretch; quotations of one sentence share the stretches around them.
    """
    lexicon = load("themes")
    named = {theme: tuple(group["form"]) for theme, group in lexicon.groupby("function", sort=True)}
    ends = coded.units.set_index(["doc", "start"])["end"].to_dict()
    documents = {document.id: document for document in coded.documents}
    rows, of, text = [], None, ""
    for q in attributions(coded).itertuples():
        if of != q.doc:
            of, document = q.doc, documents[q.doc]
            text = _without(fold(document.text), document.layer("keyword"))
        around = [("before", q.before_start), ("after", q.after_start)]
        stretches = [(where, int(start), int(ends[q.doc, start])) for where, start in around if not pd.isna(start)]
        for where, start, end in [("quotation", q.start, q.end), *stretches]:
            folded = text[start:end]
            for theme, terms in named.items():
                count = _counted(folded, terms)
                if count:
                    rows.append((q.doc, q.start, q.end, q.speaker, theme, count, where, start, end))
    columns = ["doc", "start", "end", "speaker", "theme", "occurrences", "where", "where_start", "where_end"]
    return pd.DataFrame(rows, columns=columns)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with nothing readable in the spans: a search phrase put into a sentence is not the speaker's."""
    for start, end in spans:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _counted(text: str, terms: tuple[str, ...]) -> int:
    """Occurrences of any of the terms, the longest first and no character twice."""
    count = 0
    for term in sorted(terms, key=lambda term: (-len(term), term)):
        count += text.count(term)
        text = text.replace(term, "\0" * len(term))
    return count
