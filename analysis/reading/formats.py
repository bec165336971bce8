"""One file to its texts: what each format holds, and what is wrong with a file that holds none."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from analysis.reading.encodings import Decoded, NotTextError, decode
from analysis.reading.errors import ReadError
from analysis.reading.markup import decode_html, html_text, read_docx
from analysis.reading.metadata import front_matter, name_meta
from analysis.reading.pdf import read_pdf
from analysis.reading.rows import Records, csv_records, jsonl_records, parquet_records, rows

BLANK = "\u200b\u2060\ufeff"  # marks without width: a text of nothing else is as empty as one of white space
REMEDIES = {
    ".doc": "open it in Word or LibreOffice and save it as .docx",
    ".wps": "open it in WPS Office and save it as .docx",
    ".rtf": "open it in Word or LibreOffice and save it as .docx",
    ".odt": "open it in LibreOffice and save it as .docx",
    ".xls": "save the sheet as CSV in UTF-8",
    ".xlsx": "save the sheet as CSV in UTF-8",
    ".json": "write one object a line and call it .jsonl",
    ".caj": "open it in CAJViewer and print it to PDF",
    ".zip": "unpack it and read the folder",
    ".epub": "convert it to .txt or .html",
}


class Found(NamedTuple):
    """A text before its id is settled: `place` is where it is from, unique, `id` what it would like to be called."""

    place: str
    id: str
    text: str
    meta: dict[str, Any]


class Wish(NamedTuple):
    """What the caller asked of a file's reading."""

    encoding: str | None
    text_column: str | None
    id_column: str | None


class File(NamedTuple):
    """A file's bytes, its name in the corpus, and what was asked."""

    raw: bytes
    name: str
    stem: str
    wish: Wish


def read_file(place: Path, name: str, wish: Wish) -> tuple[list[Found], list[ReadError]]:
    """The texts of one file and what of it was left out. Raises ReadError under the file's name in the corpus."""
    ending = place.suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        _check(place, name)
        remedy = REMEDIES.get(ending, f"give it the ending of what it is: {', '.join(ENDINGS)}")
        raise ReadError(name, f"has an ending that is not read ({ending or 'none'})", remedy)
    raw = _bytes(place, name)
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise ReadError(name, "is encrypted and needs a password", "save a copy without a password")
        if ending == ".docx":
            raise ReadError(name, "is an old Word file (.doc) by its content", REMEDIES[".doc"])
    try:
        found, missing = reader(File(raw, name, spelled(place.stem), wish))
    except NotTextError as error:
        raise ReadError(name, error.reason, error.remedy) from error
    kept = [f for f in found if _has_text(f.text)]
    if not kept:
        whole = "holds nothing but white space" if found else "holds no document"
        reason = f"has no row with text, e.g. {missing[0].file} {missing[0].reason}" if missing else whole
        raise ReadError(name, reason, "leave it out, or look whether it was saved empty")
    blank = [f.place for f in found if not _has_text(f.text)]
    missing += [ReadError(where, "holds no text", "fill its text column, or leave the row out") for where in blank]
    return [_well_formed(f) for f in kept], missing


def _plain(file: File) -> tuple[list[Found], list[ReadError]]:
    decoded = decode(file.raw, file.wish.encoding)
    meta, start = front_matter(decoded.text)
    if start:
        meta = {**meta, "text_start": start}
    return _single(file, decoded.text[start:], meta, decoded)


def _html(file: File) -> tuple[list[Found], list[ReadError]]:
    decoded = decode_html(file.raw, file.wish.encoding)
    return _single(file, *html_text(decoded.text, file.name), decoded)


def _pdf(file: File) -> tuple[list[Found], list[ReadError]]:
    return _single(file, *read_pdf(file.raw, file.name))


def _docx(file: File) -> tuple[list[Found], list[ReadError]]:
    return _single(file, *read_docx(file.raw, file.name))


def _csv(file: File) -> tuple[list[Found], list[ReadError]]:
    decoded = decode(file.raw, file.wish.encoding)
    return _rows(file, *csv_records(decoded.text, file.name), decoded)


def _jsonl(file: File) -> tuple[list[Found], list[ReadError]]:
    decoded = decode(file.raw, file.wish.encoding)
    return _rows(file, *jsonl_records(decoded.text, file.name), decoded)


def _parquet(file: File) -> tuple[list[Found], list[ReadError]]:
    return _rows(file, *parquet_records(file.raw, file.name))


NO_ENCODING = Decoded("", "", 0)
ROWS = {".csv": _csv, ".tsv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".parquet": _parquet}
READERS: dict[str, Callable[[File], tuple[list[Found], list[ReadError]]]] = {
    **{".txt": _plain, ".text": _plain, ".md": _plain, ".markdown": _plain},
    **{".html": _html, ".htm": _html, ".xhtml": _html, ".docx": _docx, ".pdf": _pdf},
    **ROWS,
}
ENDINGS = (".txt", ".md", ".html", ".docx", ".pdf", ".csv", ".jsonl", ".parquet")


def _single(
    file: File, text: str, meta: dict[str, Any], decoded: Decoded = NO_ENCODING
) -> tuple[list[Found], list[ReadError]]:
    own = {"file": file.name, "encoding": decoded.encoding, "replaced": decoded.replaced}
    known = {k: v for k, v in meta.items() if v != "" and k not in own}
    return [Found(file.name, file.stem, text, own | name_meta(file.stem) | known)], []


def _rows(
    file: File, columns: list[str], records: Records, decoded: Decoded = NO_ENCODING
) -> tuple[list[Found], list[ReadError]]:
    found, missing = [], []
    for row in rows(columns, records, file.name, file.wish.text_column, file.wish.id_column):
        place = f"{file.name}:{row.number}"
        if row.fault is not None:
            missing.append(ReadError(place, *row.fault))
            continue
        if row.text is None:
            missing.append(ReadError(place, "has no text in its text column", "fill it, or leave the row out"))
            continue
        lost = row.text.count("\ufffd") if decoded.replaced else 0
        own = {"file": file.name, "row": row.number, "encoding": decoded.encoding, "replaced": lost}
        found.append(Found(place, row.id or f"{file.stem}:{row.number}", row.text, own | row.meta))
    return found, missing


def _has_text(text: str) -> bool:
    return bool(text.strip().strip(BLANK).strip())


def _well_formed(found: Found) -> Found:
    """Without halves of surrogate pairs, which JSON can spell and no file can hold."""
    text, halves = re.subn("[\ud800-\udfff]", "\ufffd", found.text)
    if not halves:
        return found
    return found._replace(text=text, meta=found.meta | {"replaced": found.meta["replaced"] + halves})


def _bytes(place: Path, name: str) -> bytes:
    """A file's bytes. Raises ReadError where there are none to be had."""
    _check(place, name)
    try:
        raw = place.read_bytes()
    except PermissionError as error:
        raise ReadError(name, "may not be read by this user", "change its permissions") from error
    except OSError as error:
        raise ReadError(name, f"cannot be read ({error.strerror})", "copy it to another disk and try again") from error
    if not raw:
        raise ReadError(name, "is empty (0 bytes)", "leave it out, or look whether it was saved or copied whole")
    return raw


def _check(place: Path, name: str) -> None:
    """Raises ReadError unless there is such a file, and it is a file: a pipe would wait for ever."""
    try:
        mode = place.stat().st_mode
    except PermissionError as error:
        raise ReadError(name, "lies in a folder this user may not enter", "change its permissions") from error
    except FileNotFoundError as error:
        if place.is_symlink():
            raise ReadError(name, "is a link to a file that is not there", "mend the link or remove it") from error
        raise ReadError(name, "does not exist", "look at the path; it counts from the folder you are in") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error  # a name too long for the disk, a NUL in it
        raise ReadError(name, f"is no path ({why})", "look at its spelling") from error
    if not stat.S_ISREG(mode):
        raise ReadError(name, "is no file (a folder, pipe or device)", "copy what it holds to a file")


def spelled(name: str) -> str:
    """A file's name as characters: one in GBK, as archives from Windows unpack, has none in a UTF-8 file system."""
    try:
        name.encode("utf-8")
        return name
    except UnicodeEncodeError:
        return decode(os.fsencode(name)).text
