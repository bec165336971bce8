"""What a file says of its text: in front matter, or by its name."""

from __future__ import annotations

import datetime
import re
from typing import Any

import yaml

from analysis.reading.rows import KNOWN

FENCE = re.compile(r"-{3,}[ \t]*[\r\n]*\Z")
LINE_START = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
LONGEST, MOST = 200, 8000  # lines, characters; what is fenced off further down is no front matter
ENTRY = re.compile(r"(?P<key>[^\s:：#-][^:：]{0,19}?)[ \t]*[:：][ \t]*(?P<value>.*?)\s*\Z")
# A day may be followed by anything but a digit; a year or month alone only by `_`, since 1949-2019 is no month.
DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2}(?!\d)|\d{8}(?!\d)|\d{4}(?:-\d{2})?(?=_))(?P<rest>.*)", re.DOTALL)


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The metadata fenced off by `---` lines at the head of a text, and where the text proper begins.

    YAML, and, since it is often typed by hand, also lines of `key: value` that are none (a colon within the value, a
    full-width colon), if a title, author or date is among the keys. Values are strings as written; several are joined
    by `; `. A text that merely begins with a rule has no front matter: {}, 0.
    """
    lines = LINE_START.split(text[:MOST], LONGEST)
    if not FENCE.match(lines[0]) or len(lines) == 1:
        return {}, 0
    head, start = [], len(lines[0])
    for line in lines[1:LONGEST]:
        start += len(line)
        if FENCE.match(line):
            break
        head.append(line.rstrip("\r\n"))
    else:
        return {}, 0
    entries = _yaml(head) or _entries(head)
    return entries, start if entries else 0


def name_meta(stem: str) -> dict[str, str]:
    """What a file's name says, where it begins with a date of the calendar.

    `2025-01-02_王平_论群众路线` gives date, author and title; `1954_论群众路线` year and title; `20250102-3` a date alone.
    Other names say nothing for certain.
    """
    match = DATED.match(stem)
    date = _date(match["date"]) if match else None
    if match is None or date is None:
        return {}
    rest = match["rest"]
    parts = rest[1:].split("_") if rest.startswith("_") else []
    names = {1: ("title",), 2: ("author", "title")}.get(len(parts), ())
    return {"date": date} | {name: part.strip() for name, part in zip(names, parts, strict=False) if part.strip()}


def known_name(key: str) -> str:
    """`title`, `author` or `date` for the names that mean it, any other name as it is."""
    return next((name for name, spellings in KNOWN.items() if key.strip().lower() in spellings), key.strip())


def _yaml(head: list[str]) -> dict[str, str]:
    try:
        loaded: Any = yaml.load("\n".join(head), Loader=yaml.BaseLoader)  # every value the string it was written as
    except (yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(loaded, dict):
        return {}
    entries = {}
    for key, value in loaded.items():
        several = value if isinstance(value, list) else [value]
        words = [item for item in several if isinstance(item, str) and item.strip()]
        if isinstance(key, str) and words:
            entries[known_name(key)] = "; ".join(words)
    return entries


def _entries(head: list[str]) -> dict[str, str]:
    matches = [ENTRY.match(line) for line in head if line.strip()]
    if not matches or not all(matches):
        return {}
    entries = {known_name(m["key"]): m["value"].strip("\"'") for m in matches if m}
    return {k: v for k, v in entries.items() if v} if KNOWN.keys() & entries.keys() else {}


def _date(digits: str) -> str | None:
    """A date in ISO form, to the day, month or year as given; None where the calendar has none such."""
    parts = digits.split("-") if len(digits) != 8 else [digits[:4], digits[4:6], digits[6:]]
    try:
        datetime.date(*map(int, [*parts, "1", "1"][:3]))
    except ValueError:
        return None
    return "-".join(parts) if 1800 <= int(parts[0]) <= 2100 else None
