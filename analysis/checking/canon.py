"""A canon: texts by known authors, in which a quotation can be looked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.checking.canon_index import Index
from analysis.document import Document
from analysis.reading import files
from analysis.reading.files import Corpus

_DIGITS = dict(zip("〇零○一二三四五六七八九", [0, 0, 0, *range(1, 10)], strict=True))
_CHINESE_YEAR = re.compile("[〇零○一二三四五六七八九]{4}(?=年)")
_NUMERAL = re.compile("[一二三四五六七八九十]{1,3}(?=[月日])")
_DATE = re.compile(r"(?<!\d)(\d{4})\s*(?:[年./-]\s*(\d{1,2})?(?:\s*[月./-]\s*(\d{1,2})?)?)?")
_COMPACT = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")


class CanonError(ValueError):
    """A canon in which nothing can be looked for; the message says why and what to do."""


@dataclass(frozen=True)
class Work:
    """A text of the canon: its name in the canon, title, author and date as the canon states them ("" where it does
    not), the date as year-month-day as far as it is known, and the text."""

    id: str
    title: str
    author: str
    date: str
    iso: str
    text: str


class Canon:
    """Works and the index over them.

    works      the works, in the order given; those without a letter are left out
    notes      DataFrame `work, note`: what the canon does not say of a work (no date, no author), or why it is left out
    left_out   DataFrame `file, reason, remedy`: what of its files could not be read
    """

    def __init__(
        self, documents: Iterable[Document], name: str = "canon", left_out: pd.DataFrame | None = None
    ) -> None:
        self.name = name
        self.left_out = Corpus().left_out if left_out is None else left_out
        works, notes = [], []
        for document in documents:
            meta = document.meta
            title = str(meta.get("title") or "") or document.id
            date, author = str(meta.get("date") or ""), str(meta.get("author") or "")
            if not any(character.isalnum() for character in document.text):
                notes.append((document.id, "no text in it: left out"))
                continue
            works.append(Work(document.id, title, author, date, iso_date(date), document.text))
            if not date:
                notes.append((document.id, "the canon gives no date: it is not known what it precedes"))
            elif not works[-1].iso:
                notes.append((document.id, f"the date {date!r} names no year that can be read"))
            if not author:
                notes.append((document.id, "the canon names no author"))
            if meta.get("replaced"):
                notes.append((document.id, f"{meta['replaced']} characters could not be decoded"))
        if not works:
            raise CanonError(
                f"{name}: the canon is empty, so nothing can be looked for in it; give a folder or a file of texts "
                "(txt, md, html, docx, pdf, csv, jsonl, parquet)"
            )
        self.works: list[Work] = works
        self.notes = pd.DataFrame(notes, columns=["work", "note"], dtype=object)

    @cached_property
    def index(self) -> Index:
        """The index over all works, made at the first question."""
        return Index([work.text for work in self.works])

    def __len__(self) -> int:
        return len(self.works)

    def __repr__(self) -> str:
        size = sum(len(work.text) for work in self.works)
        return f"Canon({self.name!r}: {len(self)} works, {size:,} characters, {len(self.notes)} notes)"


def read_canon(path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], **options: object) -> Canon:
    """The canon in a folder or file of texts, or in several; author, title and date are taken from each text's metadata.

    options go to `reading.read` (encoding, text_column, id_column). Raises ReadError for a path that cannot be read and
    CanonError where no text is found.
    """
    paths = [path] if isinstance(path, (str, os.PathLike)) else list(path)
    documents: list[Document] = []
    left_out = [Corpus().left_out]
    for place in paths:
        got = files.read(place, **options)
        documents += got if isinstance(got, list) else [got]
        if isinstance(got, Corpus):
            folder = Path(place) if Path(place).expanduser().is_dir() else Path(place).parent
            left_out.append(got.left_out.assign(file=[(folder / file).as_posix() for file in got.left_out["file"]]))
    name = ", ".join(Path(place).name for place in paths)
    return Canon(documents, name, pd.concat(left_out, ignore_index=True))


def iso_date(text: str) -> str:
    """The first date in a text as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as far as it is given; "" where there is none.

    Reads 1957-07-09, 1957年7月, 195707, 一九五七年七月九日. Of 一九四一年三月、四月 the first month is taken.
    """
    text = _CHINESE_YEAR.sub(lambda m: "".join(str(_DIGITS[c]) for c in m.group()), text)
    text = _NUMERAL.sub(lambda m: str(_number(m.group())), text)
    match = _COMPACT.search(text) or _DATE.search(text)
    if not match or int(match[1]) == 0:
        return ""
    parts = [match[1]]
    for part, most in ((match[2], 12), (match[3], 31)):
        if not part or not 1 <= int(part) <= most:
            break
        parts.append(f"{int(part):02d}")
    return "-".join(parts)


def _number(numeral: str) -> int:
    """二十三 as 23, 十 as 10."""
    tens, ten, units = numeral.rpartition("十")
    if not ten:
        return _DIGITS[numeral[-1]]
    return 10 * (_DIGITS[tens[-1]] if tens else 1) + (_DIGITS[units] if units else 0)
