"""The build of words in marks: whether they are a clause, a saying or a verse, or less."""

from __future__ import annotations

import re

from analysis.coding.marks import FINAL

CLAUSE = 14  # characters from which words without punctuation or verb count as a clause
_VERBAL = re.compile(r"[是有要不能会就才把被让使应没都无靠从为在以须可莫勿则得]|必须|可以")
_INNER = re.compile(r"[，,；;：:。！!？?]|——|\s")
_HALVES = re.compile(r"^[^，,；;]{2,}[，,；; ][^，,；;]{2,}")
_PART = re.compile(r"[，,。！!？?；;、：:\s—]+")
_MODERN = re.compile(r"[的了我你您们这那]|什么|怎么|没有|不是|就是")


def is_clause(content: str) -> bool:
    """Whether the words are a clause or more: they have inner punctuation, or a verbal word, or are long."""
    if content[-1:] in FINAL and len(content) > 3:
        return True
    if _INNER.search(content):
        return len(content) >= 6
    return len(content) >= CLAUSE or (len(content) >= 5 and bool(_VERBAL.search(content)))


def in_parts(content: str) -> bool:
    """Whether punctuation parts the words inside."""
    return bool(_INNER.search(content))


def in_halves(content: str) -> bool:
    """Whether the words begin with two parts of two characters or more, as verse and sayings do."""
    return bool(_HALVES.search(content))


def is_modern(content: str) -> bool:
    """Whether the words have function words of the spoken language, which sayings and verse do without."""
    return bool(_MODERN.search(content))


def is_verse(content: str) -> bool:
    """Whether words are built like a saying or a verse: parts of equal length in the written language."""
    if is_modern(content):
        return False
    parts = [part for part in _PART.split(content) if part]
    return len(parts) > 1 and len({len(part) for part in parts}) == 1 and len(parts[0]) <= 9
