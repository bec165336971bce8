"""Files that hold many documents, one a row: CSV, JSON Lines, Parquet."""

from __future__ import annotations

import csv
import datetime
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow
import pyarrow.parquet

from analysis.reading.errors import ReadError

# The names by which a column is found, in order of preference; a name in the call goes before them.
TEXTS = ("text", "content", "body", "full_text", "fulltext", "article", "正文", "文本", "内容", "全文", "文章")
IDS = ("id", "doc", "doc_id", "编号", "序号")
KNOWN = {
    "title": ("title", "标题", "题目", "题名", "篇名"),
    "author": ("author", "作者"),
    "date": ("date", "日期", "时间", "发布时间", "发表时间", "pubdate"),
}
OWN = ("file", "row", "encoding", "replaced", "text_start")  # what reading itself says of a document
DELIMITERS = ",\t;|"
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
LINE_END = re.compile(r"\r\n?|\n")  # of a file of rows: a cell, and a JSON string, may hold U+2028 as it is


class Fault(NamedTuple):
    """What stands in place of a row that cannot be read: the reason, with its line, and the remedy."""

    reason: str
    remedy: str


class Row(NamedTuple):
    """A row of a file: its number from 0, its id where a column gives one, its text (None: it has none), the rest.

    `fault` where the row cannot be read: then it has nothing else.
    """

    number: int
    id: str | None
    text: str | None
    meta: dict[str, Any]
    fault: Fault | None = None


Records = list[dict[str, Any] | Fault]


def csv_records(text: str, file: str) -> tuple[list[str], Records]:
    """Columns and rows of a CSV text; commas, tabs, semicolons or bars between the cells, whichever the header has most.

    Cells keep their line ends and white space. A row with more cells than the header, or with a quotation mark that is
    out of place, is a Fault. Such a mark takes the lines after it into its cell, down to the next one: they are rows of
    their own where each has as many cells as the header, and else belong to the fault. Raises ReadError for a header that
    cannot be used.
    """
    lines = [match.group() for match in LINE.finditer(text)]
    delimiter = max(DELIMITERS, key=LINE_END.split(text, 1)[0].count)
    before = csv.field_size_limit(len(text) + 1)  # an essay is longer than the 131,072 characters allowed
    try:
        found = _csv_rows(lines, delimiter)
        _, columns = next(found, (1, []))
        if isinstance(columns, Fault):
            raise ReadError(file, *columns)
        twice = sorted({column for column in columns if column and columns.count(column) > 1})
        if twice:
            raise ReadError(file, f"has two columns called {twice[0]!r}", "give each column a name of its own")
        records: Records = []
        for line, cells in found:
            if isinstance(cells, Fault):
                records.append(cells)
            elif len(cells) > len(columns) and any(cells[len(columns) :]):
                reason = f"line {line} has {len(cells)} cells, the header {len(columns)}"
                records.append(Fault(reason, f'put cells with a {delimiter!r} in them between " marks'))
            elif cells:
                records.append(dict(zip(columns, cells, strict=False)))
    finally:
        csv.field_size_limit(before)
    return columns, records


def _csv_rows(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str] | Fault]]:
    """The last line of each row, counted from 1, and its cells; the first row is the header."""
    at, width = 0, 0
    while at < len(lines):
        reader = csv.reader((lines[n] for n in range(at, len(lines))), delimiter=delimiter, strict=True)
        first = at
        try:
            for cells in reader:
                width = width or len(cells)
                first = at + reader.line_num
                yield first, cells
            return
        except csv.Error as error:
            last = at + reader.line_num
            inside = lines[first + 1 : last]
            apart = width > 1 and all(len(next(csv.reader([line], delimiter=delimiter))) == width for line in inside)
            at = first + 1 if apart else last
            place = f"line {first + 1}" if at == first + 1 else f"lines {first + 1} to {last}"
            yield at, Fault(f"{place}: {error}", 'close every " and double those inside a cell ("")')


def jsonl_records(text: str, file: str) -> tuple[list[str], Records]:
    """Fields and objects of a JSON Lines text, one a line; empty lines do not count. A line that is none is a Fault."""
    columns: dict[str, None] = {}
    records: Records = []
    for number, line in enumerate(LINE_END.split(text), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            remedy = "one complete JSON object a line, with no line end inside"
            records.append(Fault(f"line {number} is no JSON ({error})", remedy))
            continue
        if not isinstance(record, dict):
            reason = f"line {number} is {type(record).__name__}, not an object"
            records.append(Fault(reason, 'each line is an object such as {"id": "a", "text": "…"}'))
            continue
        columns |= dict.fromkeys(record)
        records.append(record)
    return list(columns), records


def parquet_records(raw: bytes, file: str) -> tuple[list[str], Records]:
    """Columns and rows of a Parquet file. Raises ReadError for a damaged or truncated one."""
    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(raw))
        return table.column_names, table.to_pylist()
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = f"is damaged, cut short or no Parquet file ({str(error).splitlines()[0]})"
        raise ReadError(file, reason, "write or fetch it again") from error


def rows(
    columns: list[str],
    records: Records,
    file: str,
    text_column: str | None = None,
    id_column: str | None = None,
) -> Iterator[Row]:
    """The documents of a file's records.

    The text is in `text_column` or the first of TEXTS that is a column, the id in `id_column` or the first of IDS;
    columns of KNOWN names become `title`, `author` and `date`, all others keep their name (`column:file` and the like
    where reading itself has that name). Empty cells are left out. Raises ReadError where there is no such column, and
    where every record is a Fault.
    """
    if records and all(isinstance(record, Fault) for record in records):
        raise ReadError(file, *records[0])
    text_name = find_column(columns, text_column, TEXTS)
    if text_name is None:
        listed = ", ".join(columns) or "none"
        wanted = f"has no column {text_column!r}" if text_column else "has no column known to hold the text"
        raise ReadError(
            file, f"{wanted}; its columns are: {listed}", "name one of them with text_column= (--text-column)"
        )
    id_name = find_column([c for c in columns if c != text_name], id_column, IDS)
    if id_name is None and id_column:
        reason = f"has no column {id_column!r}; its columns are: {', '.join(columns)}"
        raise ReadError(file, reason, "name one of them with id_column=")
    rest = [c for c in columns if c not in (text_name, id_name)]
    names = {c: f"column:{c}" if c in OWN else c for c in rest}
    names |= {c: name for name, spellings in KNOWN.items() if (c := find_column(rest, None, spellings)) is not None}
    for number, record in enumerate(records):
        if isinstance(record, Fault):
            yield Row(number, None, None, {}, record)
            continue
        text = record.get(text_name)
        given = record.get(id_name) if id_name else None
        meta = {names[c]: plain(v) for c, v in record.items() if c in names and v is not None and v != ""}
        yield Row(
            number,
            str(plain(given)).strip() or None if given is not None else None,
            text if isinstance(text, str) else None,
            meta,
        )


def find_column(columns: list[str], asked: str | None, names: tuple[str, ...]) -> str | None:
    """The column that was asked for, or the first of the names that is one, in whatever case; None where none is."""
    if asked is not None:
        return asked if asked in columns else None
    folded = {column.strip().lower(): column for column in reversed(columns)}
    return next((folded[name] for name in names if name in folded), None)


def plain(value: Any) -> Any:
    """A cell as metadata: dates in ISO form, other values as they are."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time() and value.tzinfo is None:
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value
