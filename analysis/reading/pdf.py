"""The text of a PDF file: printed lines joined to paragraphs, and radicals made characters again.

A PDF holds no text but glyphs at places. pypdf gives the characters of a line; what a line is of a paragraph is
inferred here from its width, the gap below it and the indent of the next. So of all formats this is the one whose text
is a reading: `lines_joined` and `radicals` in the document's meta say how much of it is.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from itertools import pairwise
from statistics import median, mode
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.errors import DependencyError

from analysis.reading.errors import ReadError

# Fonts whose tables map a glyph back to the radical that shares it print 民 as U+2EA0. The Kangxi radicals and the
# compatibility ideographs have mappings in Unicode; those of the supplement here are its EquivalentUnifiedIdeograph
# property, for the radicals that are whole characters.
MAPPED = re.compile("[\u2e9f\u2ef3\u2f00-\u2fd5\uf900-\ufaff]")
SUPPLEMENT = str.maketrans(
    "⺎⺒⺓⺝⺠⺩⺬⺮⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲",
    "兀巳幺月民王示竹虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀",
)
logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it repairs is not a reader's business
FINAL = re.compile(r"[。！？!?…：:；;][”’」』）)]*$")
NARROWEST = 32  # cells; narrower columns are verse, lists and tables, whose lines end where they mean to
SLACK = 5  # cells that a full line may lack: a mark or a word that did not fit


class Line(NamedTuple):
    """A printed line, its page, the place where it begins in points from the page's lower left, its type size."""

    text: str
    page: int
    x: float
    y: float


def read_pdf(raw: bytes, file: str) -> tuple[str, dict[str, Any]]:
    """Text and meta (`title`, `pages`, `pages_without_text`, `lines_joined`, `radicals`) of a PDF file.

    Raises ReadError for a file that needs a password, is damaged, or has pictures of pages and no text.
    """
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(file, "is encrypted and needs a password", "save a copy without a password")
        lines = [line for number, page in enumerate(reader.pages) for line in _lines(page, number)]
        title = (reader.metadata.title if reader.metadata else None) or ""
        pages = len(reader.pages)
    except ReadError:
        raise
    except DependencyError as error:
        raise ReadError(file, "is encrypted with AES", "save a copy without a password") from error
    except (Exception, RecursionError) as error:  # a parser given damaged bytes fails in any way there is
        reason = f"is damaged or no PDF ({type(error).__name__}: {error})"
        raise ReadError(file, reason, "open it in a PDF viewer and save a copy, or get it again") from error
    if not any(line.text.strip() for line in lines):
        reason = f"has no text layer in {pages} pages: it is a scan, pictures of pages"
        raise ReadError(file, reason, "recognise its text first, e.g. with ocrmypdf -l chi_sim")
    text, joined = join_lines(lines)
    odd = sum(unicodedata.category(c) in ("Co", "Cc", "Cn") and c not in "\n\t" for c in text)
    if odd > len(text) / 3:
        raise ReadError(file, "has fonts that do not say which characters they print", "recognise its text with OCR")
    plain = whole_characters(text)
    with_text = {line.page for line in lines if line.text.strip()}
    changed = sum(a != b for a, b in zip(text, plain, strict=True))
    meta = {
        "title": title.strip(),
        "pages": pages,
        "pages_without_text": pages - len(with_text),
        "lines_joined": joined,
        "radicals": changed,
    }
    return plain, meta


def whole_characters(text: str) -> str:
    """The text with radicals made the characters they are, one for one."""
    return MAPPED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text).translate(SUPPLEMENT)


def join_lines(lines: list[Line]) -> tuple[str, int]:
    """The lines as text, and how many were joined to the next.

    A line goes on in the next where it is as wide as its column, unless the next stands lower than lines do or is
    indented, as paragraphs are, or opens a page after a finished sentence.
    """
    lines = [line for line in lines if line.text.strip()]
    widths = [width(line.text) for line in lines]
    widest = max(widths)
    column = median(w for w in widths if w >= 0.85 * widest)
    gaps = [round(a.y - b.y, 1) for a, b in pairwise(lines) if a.page == b.page and a.y > b.y]
    gap = mode(gaps) if gaps else 0.0
    left = mode([round(line.x, 1) for line in lines])
    parts, joined = [], 0
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        parts.append(line.text)
        if following is None:
            break
        same_page = line.page == following.page
        runs_on = column >= NARROWEST and width(line.text) >= column - SLACK and not following.text[0].isspace()
        if same_page:
            runs_on &= 0 < line.y - following.y <= 1.3 * gap and following.x <= left + gap / 2
        else:
            runs_on &= not FINAL.search(line.text) and following.x <= left + gap / 2
        between_words = line.text[-1].isascii() and line.text[-1].isalpha() and following.text[0].isascii()
        parts.append((" " if between_words else "") if runs_on else "\n")
        joined += runs_on
    return "".join(parts), joined


def width(text: str) -> int:
    """Printed width in cells: a Chinese character or mark has two, an ASCII one has one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _lines(page: Any, number: int) -> list[Line]:
    """The printed lines of a page, top to bottom as the file has them."""
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        pieces.append((text, x, y))

    page.extract_text(visitor_text=visit)
    lines, words, place = [], "", None
    for text, x, y in pieces:
        for part in re.split(r"(\n)", text):
            if part == "\n":
                lines.append(Line(words.rstrip(), number, *(place or (x, y))))
                words, place = "", None
            elif part:
                place = place or ((x, y) if part.strip() else None)
                words += part
    return [*lines, Line(words.rstrip(), number, *(place or (0.0, 0.0)))]
