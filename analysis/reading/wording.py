"""The words by which the furniture of a web page is known: `data/lexicon/page.csv`, which a researcher can edit."""

from __future__ import annotations

import csv
import re
from functools import cache

from analysis.places import DATA

PLACE = "data/lexicon/page.csv"


class PageLexiconError(ValueError):
    """The page's lexicon cannot be used; the message names the file and the remedy."""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    path = DATA / "lexicon" / "page.csv"
    if not path.is_file():
        raise PageLexiconError(f"{PLACE}: no such file; restore it from the repository")
    found: dict[str, set[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            if row.get("form") and row.get("function"):
                found.setdefault(row["function"], set()).add(row["form"])
    return {name: tuple(sorted(forms, key=lambda form: (-len(form), form))) for name, forms in found.items()}


def words(function: str) -> tuple[str, ...]:
    """The forms of one function, longest first. Raises PageLexiconError where the lexicon has none."""
    try:
        return _table()[function]
    except KeyError:
        raise PageLexiconError(f"{PLACE}: no row has the function {function!r}; add one") from None


@cache
def any_of(function: str) -> str:
    """The forms of one function as an alternation for a regular expression."""
    return "(?:" + "|".join(re.escape(form) for form in words(function)) + ")"
