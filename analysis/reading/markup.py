"""The text of a web page and of a Word file."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from typing import Any

import docx
import lxml.html
import trafilatura
from docx.oxml.ns import qn
from lxml import etree
from lxml.html.defs import block_tags

from analysis.reading.encodings import Decoded, decode
from analysis.reading.errors import ReadError
from analysis.reading.furniture import FINAL, finished

CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
BLOCKS = block_tags | {"br", "caption", "dd", "dt", "li", "main", "td", "th", "tr"}
SILENT = {"head", "script", "style", "noscript", "template", "svg", "iframe", "object", "select", "button", "textarea"}
LISTS = {"ul", "ol", "dl", "menu", "nav", "header", "footer", "aside"}  # where links are a way about the site
LINKED = 0.8  # share of a paragraph in links from which trafilatura takes it for navigation
AUTHORS = ("author", "Author")
DATES = ("PubDate", "publishdate", "pubdate", "article:published_time", "date")
logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # its remarks are not a reader's business
LARGEST = 1 << 29  # bytes a Word file may unpack to


def decode_html(raw: bytes, encoding: str | None = None) -> Decoded:
    """The source of a page, in the encoding it declares where its bytes bear that out."""
    declared = CHARSET.search(raw, 0, 4096)
    return decode(raw, encoding, declared[1].decode("ascii", "replace") if declared else None)


def html_text(source: str, file: str) -> tuple[str, dict[str, Any]]:
    """The running text of a page and its meta (`title`, `author`, `date`, which the page's head has to declare).

    trafilatura takes the article out of the page; where it finds none (a page of a few words), the text is all that the
    page shows, a line a block. `extracted_by` says which. Paragraphs of links are left out as navigation, unless one reads
    as prose and stands among paragraphs that do. Raises ReadError where the page shows no text.
    """
    tree = _tree(source, file)
    plain = lxml.html.tostring(tree, encoding="unicode") if _unlink_prose(tree) else source
    by, text = "trafilatura", trafilatura.extract(plain, include_comments=False) or ""
    if not text.strip():
        by, text = "lxml", shown(tree)
    if not text.strip():
        raise ReadError(
            file, "is a page without text", "save the page from a browser, in case a script writes its text"
        )
    heads = {m.get("name") or m.get("property"): (m.get("content") or "").strip() for m in tree.iter("meta")}
    meta = {
        "title": trafilatura.extract_metadata(source, extensive=False).title or "",
        "author": _first(heads, AUTHORS),
        "date": _first(heads, DATES),
        "extracted_by": by,
    }
    return text, meta


def _unlink_prose(tree: lxml.html.HtmlElement) -> int:
    """Takes the link, not its words, from each linked paragraph of prose, and gives how many there were.

    Such a paragraph ends as a sentence does, has a full stop, and stands beside more prose without links than with: a
    list of other articles has titles, or nothing else beside it.
    """
    found: dict[lxml.html.HtmlElement, list[tuple[lxml.html.HtmlElement, int]]] = {}
    plain: dict[lxml.html.HtmlElement, int] = {}
    for block in tree.iter("p", "div"):
        parent = block.getparent()
        if parent is None or any(inner.tag in BLOCKS and inner.tag != "br" for inner in block.iterdescendants()):
            continue
        words = _words(block)
        if not _is_prose(words):
            continue
        linked = sum(len(_words(link)) for link in block.iter("a"))
        if linked <= LINKED * len(words):
            plain[parent] = plain.get(parent, 0) + len(words)
        elif not any(node.tag in LISTS for node in block.iterancestors()):
            found.setdefault(parent, []).append((block, len(words)))
    kept = [
        block
        for parent, blocks in found.items()
        if sum(length for _, length in blocks) < plain.get(parent, 0)
        for block, _ in blocks
    ]
    for block in kept:
        for link in list(block.iter("a")):
            link.drop_tag()
    return len(kept)


def _words(node: lxml.html.HtmlElement) -> str:
    return "".join(str(node.text_content()).split())


def _is_prose(words: str) -> bool:
    """Whether a paragraph ends as a sentence and is more than a title: one of those may end with a question mark."""
    return finished(words) and ("。" in words or sum(words.count(mark) for mark in FINAL) > 1)


def shown(tree: lxml.html.HtmlElement) -> str:
    """All the text that a page shows, each block on lines of its own."""
    parts: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        hidden = any(parent.tag in SILENT for parent in node.iterancestors()) if event != "end" else False
        if event == "start" and not hidden:
            parts.append("\n" if tag in BLOCKS else "")
            parts.append("" if tag in SILENT else " ".join((node.text or "").split()))
        elif event == "end":
            parts.append("\n" if tag in BLOCKS else "")
        if event != "start" and not any(parent.tag in SILENT for parent in node.iterancestors()):
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def read_docx(raw: bytes, file: str) -> tuple[str, dict[str, Any]]:
    """Text and meta (`title`) of a Word file: a line a paragraph, in tables and text boxes too.

    Tracked insertions are read and deletions are not, as the page would be printed. Footnotes, headers, comments and
    automatic numbers are not part of the running text and are left out. The account that saved the file is not taken
    for its author. Raises ReadError for a file that is encrypted, damaged, or of the old binary format.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST:
            reason = f"unpacks to {unpacked >> 20} MB, as no essay does"
            raise ReadError(file, reason, "save its text without pictures, as .docx or .txt")
        document = docx.Document(io.BytesIO(raw))
        paragraphs = [_paragraph(p) for p in document.element.body.iter(qn("w:p")) if not _left_out(p)]
        title = document.core_properties.title or ""
    except ReadError:
        raise
    except (Exception, RecursionError) as error:  # a parser given damaged bytes fails in any way there is
        reason = f"is damaged or no Word file ({type(error).__name__}: {error})"
        raise ReadError(file, reason, "open it in Word or LibreOffice and save it again as .docx") from error
    return "\n".join(paragraphs), {"title": title.strip()}


W_P = qn("w:p")
LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says again what its Choice says
}
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def _left_out(node: etree._Element) -> bool:
    return any(parent.tag in LEFT_OUT for parent in node.iterancestors())


def _paragraph(paragraph: etree._Element) -> str:
    """The words of a paragraph itself, not those of a text box that is anchored in it."""
    words = []
    for node in paragraph.iter(qn("w:t"), *SIGNS):
        run = node.getparent()
        if run.tag != qn("w:r") or _left_out(node) or next(run.iterancestors(W_P), None) is not paragraph:
            continue
        words.append(SIGNS.get(node.tag, node.text or ""))
    return "".join(words)


def _tree(source: str, file: str) -> lxml.html.HtmlElement:
    try:
        # From bytes: lxml refuses a string that declares an encoding.
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise ReadError(file, f"is no HTML ({error})", "save the page again from a browser") from error


def _first(heads: dict[str | None, str], names: tuple[str, ...]) -> str:
    return next((heads[name] for name in names if heads.get(name)), "")
