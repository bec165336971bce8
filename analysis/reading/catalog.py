"""Public collections by name: what there is, fetched into the user's cache, checked by size and SHA-256.

    collections()                              what the catalog holds (`data/catalog.csv`, which a researcher can add to)
    fetch("government_work_reports")           the file's path, fetched if it is not there yet
    read_collection("government_work_reports") its documents, cleaned in reading (`reports.py`)

Nothing is fetched but by these calls, and nothing of a collection is part of the repository. A file that is there and has the
right checksum is not fetched again, so that a file put there by hand does as well, also where there is no network.
"""

from __future__ import annotations

import csv
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pooch
from platformdirs import user_cache_path

from analysis.places import DATA
from analysis.reading import files
from analysis.reading.fetching import FetchError, Resuming
from analysis.reading.files import Corpus
from analysis.reading.reports import clean

__all__ = ["CatalogError", "FetchError", "cache_folder", "collections", "fetch", "read_collection"]

COLUMNS = ["name", "title", "records", "years", "bytes", "sha256", "address", "rights"]
NUMBERS = ("records", "bytes")
CACHE = "ANALYSIS_CACHE"  # the folder collections are kept in
BASE = "ANALYSIS_BASE"  # where to fetch them from instead: a mirror that serves files of the same names
PLACE = "data/catalog.csv"


class CatalogError(ValueError):
    """A name that the catalog does not hold, or a catalog that cannot be used; the message says where and what to do."""


def collections(catalog: Path | None = None) -> pd.DataFrame:
    """The catalog, sorted by name: `name, title, records, years, bytes, sha256, address, rights`.

    records  rows of the file; `years` from-to; `bytes` its size; `address` where the very file is, at a fixed version;
    rights   on what terms it may be used, as far as that is known

    Raises CatalogError where the file is missing or a row cannot be used.
    """
    path = catalog or DATA / "catalog.csv"
    place = PLACE if catalog is None else str(catalog)
    if not path.is_file():
        raise CatalogError(f"{place}: no such file; restore it from the repository")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        if missing:
            raise CatalogError(f"{place}: no column {', '.join(missing)}; the columns are {', '.join(COLUMNS)}")
        rows = [_entry(row, f"{place}, line {reader.line_num}") for row in reader]
    names = [row["name"] for row in rows]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CatalogError(f"{place}: two collections are called {twice[0]}; give each a name of its own")
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("name", ignore_index=True)


def cache_folder() -> Path:
    """Where collections are kept: the user's cache, or what the environment's ANALYSIS_CACHE names."""
    return Path(os.environ.get(CACHE) or user_cache_path("mass-line-rhetoric")).expanduser()


def fetch(
    name: str,
    folder: str | os.PathLike[str] | None = None,
    progress: bool = True,
    *,
    base: str | None = None,
    timeout: float = 30,
    catalog: Path | None = None,
) -> Path:
    """The path of a collection's file, complete and with the right checksum; fetched if it is not there.

    folder    where to keep it; by default the user's cache (`cache_folder`)
    progress  a bar on standard error while it is fetched
    base      an address to fetch it from instead of the catalog's (a mirror); by default the environment's ANALYSIS_BASE
    timeout   seconds without a byte after which the connection counts as stalled

    What has come of a file lies beside it as `NAME.jsonl.part`; the next call goes on from there. Raises CatalogError for a
    name that is not in the catalog, and FetchError, with address and remedy, for a file that cannot be had: truncated,
    another checksum, not found, stalled, no network, no room.
    """
    entry = _find(name, collections(catalog))
    place = Path(folder).expanduser() if folder is not None else cache_folder()
    file = entry["address"].rsplit("/", 1)[-1]
    base = base or os.environ.get(BASE)
    address = f"{base.rstrip('/')}/{file}" if base else entry["address"]
    try:
        place.mkdir(parents=True, exist_ok=True)
        return _retrieve(entry, address, place / file, timeout, progress)
    except OSError as error:
        reason = f"the file cannot be written to {place} ({error.strerror or error})"
        raise FetchError(name, address, reason, f"make room, or name another folder (folder=, {CACHE})") from error


def read_collection(
    source: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None, progress: bool = True
) -> Corpus:
    """The documents of a collection, by its name (fetched if need be) or by the path of such a file, cleaned in reading.

    Their texts are as in the record; what `analysis.reading.reports.clean` adds is layers and metadata. Raises
    CatalogError, FetchError, ReadError.
    """
    given = os.fspath(source)
    known = given in set(collections()["name"])
    if not known and not Path(given).expanduser().exists():
        names = ", ".join(collections()["name"])
        raise CatalogError(f"{given}: neither a collection nor a file; the collections are {names}")
    found = files.read(fetch(given, folder, progress) if known else given)
    return clean(found if isinstance(found, Corpus) else Corpus([found]))


def _retrieve(entry: dict, address: str, path: Path, timeout: float, progress: bool) -> Path:
    """The file at its place by way of pooch; once more from the beginning where older bytes spoilt the checksum."""
    part = path.with_name(f"{path.name}.part")
    while True:
        download = Resuming(entry["name"], entry["bytes"], part, timeout=timeout, progress=progress)
        try:
            with _quiet():
                return Path(
                    pooch.retrieve(
                        address,
                        known_hash=f"sha256:{entry['sha256']}",
                        fname=path.name,
                        path=path.parent,
                        downloader=download,
                    )
                )
        except ValueError as error:  # pooch's word for a wrong checksum
            if download.resumed:
                continue
            reason = f"the file has not the SHA-256 {entry['sha256'][:12]}… of the catalog"
            remedy = (
                "it was altered on its way or at its source: try again, or another mirror (base=); nothing was kept"
            )
            raise FetchError(entry["name"], address, reason, remedy) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Without pooch's own messages: there is a bar, and errors speak for themselves."""
    logger = pooch.get_logger()
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _find(name: str, table: pd.DataFrame) -> dict:
    rows = table[table["name"] == name].to_dict("records")
    if not rows:
        raise CatalogError(f"no collection is called {name!r}; the catalog has {', '.join(table['name'])}")
    return rows[0]


def _entry(row: dict[str, str], place: str) -> dict:
    """A row with its numbers as numbers. Raises CatalogError."""
    for column in NUMBERS:
        if not (row[column] or "").isdigit():
            raise CatalogError(f"{place}: {column} is {row[column]!r}; give a number")
    if len(row["sha256"] or "") != 64:
        raise CatalogError(f"{place}: sha256 is {row['sha256']!r}; give its 64 hexadecimal digits")
    if not (row["address"] or "").startswith(("https://", "http://")):
        raise CatalogError(f"{place}: address is {row['address']!r}; give one that begins with https://")
    return {column: int(row[column]) if column in NUMBERS else row[column] for column in COLUMNS}
