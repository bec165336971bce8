"""Files to documents: one file, or a folder as a corpus.

    read("speech.txt")       a Document
    read("speeches.csv")     a Corpus, a document a row
    read("speeches/")        a Corpus, in the order of the paths; what could not be read is in its `left_out`

What the text of a document is, by format:

    .txt .md      what the file held, decoded: line ends, Markdown signs and all. Front matter between `---` lines is
                  metadata and not text; `text_start` in the meta says how many code points it took.
    .html         the running text that trafilatura takes out of the page
    .docx         its paragraphs, a line each
    .pdf          its printed lines, joined to paragraphs
    .csv .jsonl .parquet   the cell of the text column, a document a row

Encodings are detected (`encodings.py`); bytes that are no character become U+FFFD, are counted in `replaced` and warned of.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.document import Document
from analysis.reading.errors import ReadError, ReadWarning
from analysis.reading.formats import ENDINGS, ROWS, Found, Wish, read_file, spelled

__all__ = ["ENDINGS", "Corpus", "ReadError", "ReadWarning", "read", "read_files"]

Divide = Callable[[str], Iterable[tuple[int, int, str]]]
LEFT_OUT = ["file", "reason", "remedy"]
IGNORED = ("Thumbs.db", "desktop.ini", "__MACOSX")


class Corpus(list[Document]):
    """Documents in the order of their paths and rows, with unique ids.

    left_out  DataFrame `file, reason, remedy`: what was not read (files, and `file:row`, from 0, for rows that have no
              text or cannot be read)
    """

    def __init__(self, documents: Iterable[Document] = (), left_out: pd.DataFrame | None = None) -> None:
        super().__init__(documents)
        self.left_out = pd.DataFrame([], columns=LEFT_OUT, dtype="str") if left_out is None else left_out

    def __repr__(self) -> str:
        size = f"{len(self)} documents, {sum(map(len, self))} characters"
        return f"Corpus({size}; {len(self.left_out)} left out{', see .left_out' if len(self.left_out) else ''})"


def read(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    text_column: str | None = None,
    id_column: str | None = None,
    progress: bool | None = None,
    divide: Divide | None = None,
) -> Document | Corpus:
    """A file's document, or the Corpus of a folder or of a file of rows (CSV, JSON Lines, Parquet).

    encoding     overrides detection, for every file that is text
    text_column  the column that holds the text, where it is not called text, content, body, 正文, 内容 …
    id_column    the column that names a row, where it is not called id or doc
    progress     a bar on standard error; by default where that is a terminal, and only for a folder
    divide       gives a text's layers, as `page.divide` does; without it a text is one `essay`

    A folder is read with its folders, in the order of the paths (by code point); hidden files are skipped. A file that cannot be
    read is left out, warned of, and listed with the reason and remedy in `left_out`; so is a row that cannot be read or
    has no text.

    `id` is the file's stem; of a row, what its id column says, or else `stem:number`, from 0. Ids that would occur twice
    in a corpus are replaced by where the text is from: the path from the folder (`a/x.txt`), with `:number` for a row.

    `meta` holds `file` (its name, or the path from the folder), `encoding` (empty for formats without one), `replaced`
    (how many U+FFFD stand for undecodable bytes), and where they are known `title`, `author`, `date` and more, from
    columns, front matter, a page's head, or the file's name (`2025-01-02_author_title.txt`), in this order.

    Raises ReadError for a file that cannot be read, and for a folder in which none can.
    """
    wish = Wish(encoding, text_column, id_column)
    given = os.fspath(path)
    place = Path(given).expanduser()
    if not given:
        raise ReadError("''", "is no path", "name a file or a folder")
    if _is_folder(place):
        files, left_out = _walk(place)
        corpus = _read_all(files, left_out, wish, _shown(progress), divide)
        if not corpus:
            reason = f"no file in the folder could be read ({len(corpus.left_out)} tried)"
            if len(corpus.left_out):
                first = corpus.left_out.iloc[0]
                reason += f", e.g. {first['file']}: {first['reason']}"
            raise ReadError(given, reason, f"put files ending in {', '.join(ENDINGS)} there")
        _warn(corpus, given)
        return corpus
    try:
        found, missing = read_file(place, spelled(place.name), wish)
    except ReadError as error:
        raise ReadError(given, error.reason, error.remedy) from error.__cause__
    corpus = _corpus(found, missing, divide)
    _warn(corpus, given)
    return corpus if place.suffix.lower() in ROWS else corpus[0]


def read_files(
    paths: Iterable[str | os.PathLike[str]],
    *,
    encoding: str | None = None,
    text_column: str | None = None,
    id_column: str | None = None,
    progress: bool | None = None,
    divide: Divide | None = None,
) -> Corpus:
    """The Corpus of several files and folders, in the order given, as `read` gives that of a folder.

    Names are the paths from the folder that all the files are in. Nothing is raised for a file that cannot be read: see
    `left_out`. A path that is given twice is read once.
    """
    places, left_out = [], []
    for given in dict.fromkeys(Path(os.fspath(path)).expanduser() for path in paths):
        inside, refused = _walk(given) if _is_folder(given) else ([(given, "")], [])
        places += [place for place, _ in inside]
        left_out += refused
    places = list(dict.fromkeys(places))
    parents = [place.parent.resolve() for place in places]
    root = os.path.commonpath(parents) if len({p.anchor for p in parents}) == 1 else ""
    names = [Path(os.path.relpath(p.parent.resolve() / p.name, root) if root else p.name).as_posix() for p in places]
    wish = Wish(encoding, text_column, id_column)
    files = [(place, spelled(name)) for place, name in zip(places, names, strict=True)]
    corpus = _read_all(files, left_out, wish, _shown(progress), divide)
    _warn(corpus, "reading")
    return corpus


def _read_all(
    files: list[tuple[Path, str]], left_out: list[ReadError], wish: Wish, shown: bool, divide: Divide | None
) -> Corpus:
    found: list[Found] = []
    for place, name in tqdm(files, desc="reading", unit=" files", disable=not shown, file=sys.stderr):
        try:
            texts, missing = read_file(place, name, wish)
        except ReadError as error:
            left_out.append(error)
        else:
            found += texts
            left_out += missing
    return _corpus(found, left_out, divide)


def _corpus(found: list[Found], left_out: list[ReadError], divide: Divide | None) -> Corpus:
    ids = _distinct(found)
    documents = [
        Document(id_, text, meta, divide(text) if divide else None)
        for id_, (_, _, text, meta) in zip(ids, found, strict=True)
    ]
    missing = sorted((error.file, error.reason, error.remedy) for error in left_out)
    return Corpus(documents, pd.DataFrame(missing, columns=LEFT_OUT, dtype="str"))


def _distinct(found: list[Found]) -> list[str]:
    """Unique ids: those wished for by one text only; the others are called by their place."""
    ids = [f.id for f in found]
    # A place may be what another text is called; then that one gives way too. Places are unique, so this comes to an end.
    while clashing := {id_ for id_, n in Counter(ids).items() if n > 1}:
        ids = [f.place if id_ in clashing else id_ for id_, f in zip(ids, found, strict=True)]
    return ids


def _walk(root: Path) -> tuple[list[tuple[Path, str]], list[ReadError]]:
    """The files under a folder, sorted by their paths from it, and the folders that could not be entered."""
    files, left_out = [], []

    def refused(error: OSError) -> None:
        name = Path(os.path.relpath(error.filename, root)).as_posix()
        left_out.append(ReadError(spelled(name), f"cannot be entered ({error.strerror})", "change its permissions"))

    for folder, folders, names in os.walk(root, onerror=refused):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in folders:
            place = Path(folder, name)
            if place.is_symlink():
                reason = "is a link to a folder, which is not followed"
                left_out.append(ReadError(spelled(place.relative_to(root).as_posix()), reason, "copy the folder here"))
        places = (Path(folder, name) for name in names if not _hidden(name))
        files += [(place, spelled(place.relative_to(root).as_posix())) for place in places]
    return sorted(files, key=lambda pair: pair[1]), left_out


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:  # a name too long, a folder that may not be entered: reading it as a file says so
        return False


def _hidden(name: str) -> bool:
    """Dot files, the locks of an open Word file, and what systems leave in folders."""
    return name.startswith((".", "~$")) or name in IGNORED


def _shown(progress: bool | None) -> bool:
    return sys.stderr.isatty() if progress is None else progress


def _warn(corpus: Corpus, name: str) -> None:
    """One warning for all that was lost; which, the meta and `left_out` say."""
    damaged = [(document.id, document.meta["replaced"]) for document in corpus if document.meta["replaced"]]
    notes = []
    if damaged:
        listed = ", ".join(f"{id_} ({n})" for id_, n in damaged[:5]) + (" …" if len(damaged) > 5 else "")
        notes.append(f"undecodable bytes were replaced by U+FFFD in {listed}; try encoding= if there are many")
    if len(corpus.left_out):
        listed = ", ".join(corpus.left_out["file"][:5]) + (" …" if len(corpus.left_out) > 5 else "")
        notes.append(f"{len(corpus.left_out)} left out, reasons and remedies in .left_out: {listed}")
    if notes:
        warnings.warn(f"{name}: {'; '.join(notes)}", ReadWarning, stacklevel=3)
