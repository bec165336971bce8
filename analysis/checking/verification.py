"""The quotations of a coded text against a canon, and the study's own results for the essay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.checking.canon import Canon, iso_date
from analysis.checking.verdicts import ABSENT, VERDICTS, Finding, Passage, check
from analysis.counting.script import simplified
from analysis.places import DATA

if TYPE_CHECKING:
    from analysis.coding.coded import Coded

QUOTATIONS = DATA / "canon" / "quotations.csv"
QUOTED = ("direct", "partial")
VERIFIED = [
    *["doc", "start", "end", "kind", "speaker", "verdict", "rest", "cut", "similarity", "work", "title", "author"],
    *["date", "source_start", "source_end", "works", "operations", "note"],
]
DIFFERENCES = [
    *["doc", "start", "end", "part", "op", "quote_start", "quote_end", "work", "source_start", "source_end"],
    *["in_quotation", "in_source"],
]
RECORDED = [
    *["doc", "start", "end", "speaker", "verdict", "rest", "cut", "similarity", "work", "author", "date", "evidence"],
    *["record", "source_start", "source_end", "operations", "note"],
]


class RecordError(ValueError):
    """A table of checked quotations that cannot be used; the message names file, line and remedy."""


def verify(coded: Coded, canon: Canon, kinds: Sequence[str] = QUOTED) -> pd.DataFrame:
    """What a canon says of each quotation of a coding.

    Columns: `doc, start, end, kind, speaker` as coded; `verdict, rest, cut, similarity, works` as in `Finding`;
    `work, title, author, date, source_start, source_end`: the passage (of a joined quotation the longest one), empty and
    <NA> where there is none; `operations`: its differences as JSON, with offsets into the document and the work;
    `note`. A search phrase that the page's layers name is taken out before the rest is compared, unless the words
    stand in the canon with it.
    """
    rows = []
    for row, finding in _findings(coded, canon, kinds):
        main = max(finding.passages, key=lambda passage: passage.end - passage.start, default=None)
        notes = list(finding.notes)
        if len(finding.passages) > 1:
            notes += [f"{p.quote_start}-{p.quote_end} from {p.work.id} {p.start}-{p.end}" for p in finding.passages]
        if main and another(row.speaker, main.work.author):
            notes.append(f"given to {row.speaker}; in this canon the author is {main.work.author}")
        about = ("",) * 4 if main is None else (main.work.id, main.work.title, main.work.author, main.work.date)
        span = (pd.NA, pd.NA) if main is None else (main.start, main.end)
        said = (finding.verdict, finding.rest, finding.cut, round(finding.similarity, 4))
        changes = as_json(finding.passages) if main else ""
        coding = (row.doc, row.start, row.end, row.kind, row.speaker)
        rows.append((*coding, *said, *about, *span, finding.works, changes, "; ".join(notes)))
    frame = pd.DataFrame(rows, columns=VERIFIED)
    return frame.astype({"start": "int64", "end": "int64", "source_start": "Int64", "source_end": "Int64"})


def differences(coded: Coded, canon: Canon, kinds: Sequence[str] = QUOTED) -> pd.DataFrame:
    """Every difference between a coding's quotations and their passages, a row each.

    Columns: `doc, start, end` the quotation; `part` the passage's number, from 1; `op`; `quote_start, quote_end` in the
    document; `work, source_start, source_end`; `in_quotation, in_source` the words on both sides. Widths of marks are
    left out.
    """
    rows = []
    for row, finding in _findings(coded, canon, kinds):
        text = coded.document(row.doc).text
        for number, passage in enumerate(finding.passages, start=1):
            for op in passage.differences:
                words = text[op.quote_start : op.quote_end], passage.work.text[op.source_start : op.source_end]
                spans = (op.quote_start, op.quote_end, passage.work.id, op.source_start, op.source_end)
                rows.append((row.doc, row.start, row.end, number, op.op, *spans, *words))
    return pd.DataFrame(rows, columns=DIFFERENCES)


def another(speaker: str, author: str) -> bool:
    """Whether a speaker and the author of a work are both named, and are not one, in whatever script they are written."""
    return bool(speaker and author) and simplified(speaker) not in simplified(author)


def summary(verified: pd.DataFrame) -> pd.DataFrame:
    """Quotations by speaker (in simplified characters) and verdict.

    Columns: `speaker`, one for each verdict that occurs, `quotations`.
    """
    counts = pd.crosstab(verified["speaker"].map(simplified, na_action="ignore"), verified["verdict"])
    counts = counts.reindex(columns=[verdict for verdict in VERDICTS if verdict in counts.columns])
    return counts.assign(quotations=counts.sum(axis=1)).rename_axis(None, axis=1).reset_index()


def as_json(passages: Sequence[Passage]) -> str:
    """The passages' differences as compact JSON: op, offsets on both sides, the source's words where some are missing;
    and the work, where there are several passages."""
    listed = []
    for passage in passages:
        for op in passage.differences:
            item = {"op": op.op, "quote": [op.quote_start, op.quote_end], "source": [op.source_start, op.source_end]}
            if op.source_start < op.source_end:
                item["dropped"] = passage.work.text[op.source_start : op.source_end]
            if len(passages) > 1:
                item["work"] = passage.work.id
            listed.append(item)
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def as_record(verified: pd.DataFrame) -> pd.DataFrame:
    """What `verify` found in a canon of one's own, in the form of `recorded()`, which the figures take."""
    table = verified.rename(columns={"work": "record", "title": "work"}).assign(evidence="")
    table["date"] = [iso_date(date) or date for date in table["date"]]
    table["operations"] = [json.loads(text) if text else [] for text in table["operations"]]
    return table[RECORDED]


def lines(verified: pd.DataFrame, coded: Coded) -> list[str]:
    """What `verify` found, a line a quotation, to be read in a terminal."""
    said = []
    for row in verified.itertuples():
        words = coded.document(row.doc)[row.start, row.end]
        words = words if len(words) <= 40 else words[:24] + "…" + words[-15:]
        verdict = f"{row.verdict} ({row.rest} without it)" if row.rest else row.verdict
        about = ", ".join(filter(None, (row.author, row.title, row.date or "undated")))
        place = f"; {about} ({row.work} {row.source_start}-{row.source_end})"
        found = f"{verdict}, {row.similarity:.2f}{place if row.work else ''}" if row.verdict != "too short" else verdict
        changes = "; ".join(_change(op, coded.document(row.doc).text) for op in json.loads(row.operations or "[]"))
        tail = "".join(f"\n    {text}" for text in (changes, row.note) if text)
        said.append(f"{row.doc} {row.start}-{row.end} {row.speaker or '(nobody named)'}: {words}\n    {found}{tail}")
    return said


def _change(op: dict, text: str) -> str:
    start, end = op["quote"]
    return f"{op['op']} at {start}: {op.get('dropped', '') or '–'} → {text[start:end] or '–'}"


def recorded(path: Path = QUOTATIONS) -> pd.DataFrame:
    """The checked quotations of data/canon/quotations.csv, which need no canon.

    Columns: RECORDED; `operations` a list of dicts `op, quote, source[, dropped]`, offsets in code points into the
    document and into the record's text. Raises RecordError for a missing file or column, a verdict that is none, and
    operations that are no JSON.
    """
    if not path.exists():
        raise RecordError(f"{path.name}: no such file; restore it from the repository")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [column for column in RECORDED if column not in frame.columns]
    if missing:
        raise RecordError(f"{path.name}, line 1: no column {', '.join(missing)}")
    for line, row in enumerate(frame.itertuples(), start=2):
        for verdict in filter(None, (row.verdict, row.rest)):
            if verdict not in VERDICTS:
                raise RecordError(
                    f"{path.name}, line {line}: {verdict!r} is no verdict; they are {', '.join(VERDICTS)}"
                )
        for column in ("start", "end", "source_start", "source_end"):
            value = getattr(row, column)
            if not (value.isdecimal() or (not value and column.startswith("source") and row.verdict in ABSENT)):
                raise RecordError(f"{path.name}, line {line}: {column} is {value!r}, not a whole number")
    frame["operations"] = [_parsed(text, line, path) for line, text in enumerate(frame["operations"], start=2)]
    frame["similarity"] = pd.to_numeric(frame["similarity"], errors="coerce")
    for column in ("start", "end", "source_start", "source_end"):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    return frame[RECORDED].astype({"start": "int64", "end": "int64"})


def _parsed(text: str, line: int, path: Path) -> list[dict]:
    try:
        return json.loads(text) if text else []
    except ValueError as error:
        raise RecordError(f"{path.name}, line {line}: operations are no JSON ({error})") from error


def _findings(coded: Coded, canon: Canon, kinds: Sequence[str]) -> list[tuple]:
    """Each quotation of the kinds with its finding, whose offsets are made those of the document."""
    found = []
    documents = {document.id: document for document in coded.documents}
    for row in coded.quotations[coded.quotations["kind"].isin(list(kinds))].itertuples():
        document = documents[row.doc]
        quote = document[row.start, row.end]
        keywords = [(max(a, row.start) - row.start, min(b, row.end) - row.start) for a, b in document.layer("keyword")]
        foreign = [(a, b) for a, b in keywords if a < b and (a, b) != (0, len(quote))]
        finding = check(quote, canon)
        if foreign and finding.similarity != 1.0:
            finding = check(quote, canon, foreign)
        found.append((row, _placed(finding, row.start)))
    return found


def _placed(finding: Finding, start: int) -> Finding:
    passages = tuple(
        passage._replace(
            quote_start=passage.quote_start + start,
            quote_end=passage.quote_end + start,
            operations=tuple(
                op._replace(quote_start=op.quote_start + start, quote_end=op.quote_end + start)
                for op in passage.operations
            ),
        )
        for passage in finding.passages
    )
    return replace(finding, passages=passages)
