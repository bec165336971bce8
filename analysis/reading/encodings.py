"""Bytes to text: which encoding a file is in, and what is done with bytes that are in none.

The ladder, first rung that holds: a byte order mark; strict UTF-8; the encoding a page declares of itself; and then a
contest of UTF-8 with damage, GB18030 (of which GBK and GB2312 are parts), Big5 and UTF-16 without a mark, won by the
decoding whose characters are the likeliest in general Chinese. Only where none of them is likely Chinese is
charset-normalizer asked: it is good at other languages, but takes a short Chinese file for Korean or Cyrillic.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

import charset_normalizer
from opencc import OpenCC

MARKS = (  # UTF-32 before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The older Chinese encodings are read by the one that contains them, as browsers do: a file that says GB2312 and holds
# 镕 is GBK. The Big5 in circulation is Microsoft's code page 950.
CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "hz", "x-gbk": "gb18030", "big5": "cp950"}
NAMES = {"cp950": "big5"}
# What takes part in the contest, with the log10 odds it starts from: they decide between files of a few characters only.
CONTEST = {"gb18030": 1.0, "utf-8": 0.0, "cp950": -1.0, "big5hkscs": -1.5}
UNMARKED = {"utf-16-le": -3.0, "utf-16-be": -3.5}
DECLARED = 4.0  # what a page declares, where its few characters are rare ones
ANOTHER = -4.0  # the odds of an encoding that charset-normalizer names

SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (docx, xlsx and epub are zip archives too)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF file"),
)

SAMPLE = 1 << 16  # bytes that decide the contest, from the first that is not ASCII
# log10 probabilities of a character: running Chinese lies near -3, Chinese in a wrong encoding below -5, noise below -7.
LIKELY, RARE, NONSENSE = -4.7, -6.0, -6.8
UNREADABLE = 0.2  # share of replaced characters beyond which a file is no damaged text but no text

REMEDY = "save it as UTF-8 text, or name its encoding with encoding="


class Decoded(NamedTuple):
    """A file's text, the encoding it was in (a name that `encoding=` takes), how many U+FFFD stand for lost bytes."""

    text: str
    encoding: str
    replaced: int


class NotTextError(ValueError):
    """Bytes that are no text: the reason and the remedy, for the reader who knows the file's name to pass on."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason, self.remedy = reason, remedy


def decode(raw: bytes, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """The text of a file's bytes, without its byte order mark and otherwise unchanged (line ends too).

    encoding  overrides all detection; declared is what the file says of itself (an HTML page's charset).
    Bytes that are in no character of the encoding become U+FFFD and are counted.
    Raises NotTextError for archives, pictures and other binary files, and for an unknown `encoding`.
    """
    for signature, what in SIGNATURES:
        if raw.startswith(signature):
            raise NotTextError(f"is {what} by its content", "give it the ending of what it is, or save it as text")
    if encoding is not None:
        return _readable(_decode(raw, codec(encoding)))
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _readable(_decode(raw, name))
    return _readable(_decode(raw, detect(raw, declared)))


def codec(name: str) -> str:
    """Python's name of an encoding, with GB2312 and GBK widened to GB18030. Raises NotTextError for an unknown one."""
    name = CODECS.get(name.strip().lower().replace("_", "-"), name.strip())
    try:
        b"    ".decode(name, "replace")  # an encoding of text: "base64" is a codec, but none of text
        return CODECS.get(codecs.lookup(name).name, codecs.lookup(name).name)
    except (LookupError, ValueError) as error:
        raise NotTextError(f"no encoding is called {name!r}", "e.g. utf-8, gb18030, big5 or utf-16") from error


def detect(raw: bytes, declared: str | None = None) -> str:
    """The encoding of bytes that begin with no byte order mark. Raises NotTextError where none makes sense of them."""
    if _is_utf8(raw):
        return "utf-8"
    if b"\0" in raw:
        return _unmarked_utf16(raw)
    sample = _sample(raw)
    name = _declared(declared) if declared is not None else None
    if name is not None and likelihood(_try(sample, name)) >= LIKELY:
        return name
    contest = CONTEST if name is None else CONTEST | {name: DECLARED}
    scores = {other: likelihood(_try(sample, other), odds) for other, odds in contest.items()}
    if len(raw) % 2 == 0:
        wide = {other: likelihood(_try(sample, other), odds) for other, odds in UNMARKED.items()}
        scores |= {other: score for other, score in wide.items() if score >= LIKELY}
    likeliest = max(scores, key=scores.get)  # the first of equals
    if scores[likeliest] >= LIKELY or likeliest == name:
        return likeliest
    guess = charset_normalizer.from_bytes(sample).best()
    if guess is not None and likelihood(_try(sample, guess.encoding), ANOTHER) > scores[likeliest]:
        return codec(guess.encoding)
    if scores[likeliest] < NONSENSE:
        raise NotTextError("is binary, or in an encoding that is not recognised", REMEDY)
    return likeliest


def _unmarked_utf16(raw: bytes) -> str:
    """Which UTF-16 the bytes with a NUL among them are. Raises NotTextError if neither.

    The NUL alone does not tell: it is half of an ASCII character, but also of 一 (4E 00).
    """
    scores = {name: likelihood(_try(raw[:SAMPLE], name), ascii_counts=True) for name in UNMARKED}
    likeliest = max(scores, key=scores.get)
    if len(raw) % 2 or scores[likeliest] < RARE:
        line = len(re.split(rb"\r\n?|\n", raw[: raw.index(0)]))
        raise NotTextError(f"is binary, not text (a NUL byte in line {line})", REMEDY)
    return likeliest


def likelihood(text: str, odds: float = 0.0, ascii_counts: bool = False) -> float:
    """Mean log10 probability of the characters beyond ASCII in general Chinese; higher is likelier.
    `odds`, the log10 odds of the decoding before its characters are looked at, count as much as one character.

    Frequencies of characters are those in wordfreq's words, traditional ones counted as their simplified forms.
    Marks and other scripts have a fixed value; what stands in no text (control characters, unassigned or private ones,
    U+FFFD) the lowest. A text in ASCII alone has the value of a common mark, and so has each ASCII character where
    `ascii_counts`.
    """
    counts = Counter(_simplifier().convert(text))
    if not ascii_counts:
        counts = Counter({c: n for c, n in counts.items() if not _is_ascii(c)})
    total = counts.total()
    return (odds + sum(n * _character(c) for c, n in counts.items())) / total if total else -3.0


def _decode(raw: bytes, name: str) -> Decoded:
    try:
        text, replaced = raw.decode(name), 0
    except UnicodeDecodeError:
        text = raw.decode(name, errors="replace")
        # A file may hold U+FFFD of its own, from an earlier loss that is not this reading's.
        replaced = text.count("\ufffd") - raw.decode(name, errors="ignore").count("\ufffd")
    return Decoded(text.removeprefix("\ufeff"), NAMES.get(name, name), replaced)


def _readable(decoded: Decoded) -> Decoded:
    """The same, unless it is no text. Raises NotTextError."""
    text, name, replaced = decoded
    nul = text.find("\0")
    if nul >= 0:
        line = len(re.split(r"\r\n?|\n", text[:nul]))
        raise NotTextError(f"is binary, not text (a NUL character in line {line}, read as {name})", REMEDY)
    if replaced > UNREADABLE * len(text):
        raise NotTextError(f"is binary, or not in {name} ({replaced} of {len(text)} characters are none)", REMEDY)
    return decoded


def _is_utf8(raw: bytes) -> bool:
    """Whether the bytes are UTF-8. A few GBK words happen to be so too (目录 reads as `Ŀ¼`), none with a Chinese sign."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        return False  # UTF-16 as a rule: the halves of 中 are `N-`, of 一 `N` and NUL
    if text.isascii() or re.search(r"[^\x00-\u07ff]", text):
        return True
    if re.search(
        r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]|(?<![^\x00-\x7f])[\xa0-\xbf\u0370-\u03ff](?![^\x00-\x7f])", text
    ):
        return True  # a letter with an accent within a Latin word, or a lone sign such as · or β
    return likelihood(_try(_sample(raw), "gb18030")) < LIKELY


def _declared(name: str) -> str | None:
    """The codec of a declared charset, None where it is unknown or (UTF-16, found in ASCII bytes) impossible."""
    try:
        name = codec(name)
    except NotTextError:
        return None
    return None if name.startswith(("utf-16", "utf-32")) else name


def _sample(raw: bytes) -> bytes:
    """The bytes that decide: from the first that is not ASCII, at an even place for UTF-16's sake."""
    first = re.search(rb"[\x80-\xff]", raw)
    start = (first.start() & ~1) if first and first.start() > SAMPLE // 2 else 0
    return raw[start : start + SAMPLE]


def _try(sample: bytes, name: str) -> str:
    """A decoding with U+FFFD for what is in no character; the sample's last character may be cut off."""
    return codecs.getincrementaldecoder(name)(errors="replace").decode(sample, final=len(sample) < SAMPLE)


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _frequencies() -> dict[str, float]:
    """log10 of each Chinese character's share in wordfreq's general Chinese."""
    import wordfreq  # a third of a second, which a reader of UTF-8 never pays

    counts: Counter[str] = Counter()
    for word, share in wordfreq.get_frequency_dict("zh", "small").items():
        for character in word:
            counts[character] += share
    total = sum(counts.values())
    return {c: math.log10(n / total) for c, n in counts.items() if unicodedata.category(c) == "Lo"}


def _is_ascii(c: str) -> bool:
    """Whether a character is one of ASCII's that stand in texts."""
    return "\x20" <= c < "\x7f" or c in "\t\n\r\f"


@cache
def _character(c: str) -> float:
    """log10 of a character's probability, or what stands for it outside Chinese."""
    known = _frequencies().get(c)
    if known is not None:
        return known
    if _is_ascii(c):
        return -3.0
    kind = unicodedata.category(c)
    if kind in ("Cc", "Co", "Cn", "Cs") or c == "\ufffd":
        return -9.0
    if c in "\u00b7\u2022\u2027" or "\u2010" <= c <= "\u2026" or "\u3000" <= c <= "\u301f" or "\uff01" <= c <= "\uff5e":
        return -3.0  # the marks and full-width forms of Chinese typography
    if "\u4e00" <= c <= "\u9fff":
        return -6.5  # a rare character
    if "\xa0" <= c <= "\xbf" or c in "×÷" or "\u2190" <= c <= "\u27bf":
        return -4.0  # signs: ·, ①, →, ★
    if "\uac00" <= c <= "\ud7a3":
        return -5.5  # Hangul, which damaged Chinese easily looks like
    if kind[0] == "L" and not "\u3400" <= c <= "\u4dbf":
        return -5.0  # another script
    return -6.5
