"""Cue words from data/lexicon: every list a coding rule uses is a CSV that a researcher can edit."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

import opencc
import pandas as pd

from analysis.places import DATA

COLUMNS = ["form", "function", "gloss", "example"]
FEW = 3  # rows of a function that may be another one misspelt


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message names file, line and remedy."""


@cache
def load(name: str) -> pd.DataFrame:
    """The table `data/lexicon/NAME.csv`: at least `form, function, gloss, example`, all strings, as the file has them.

    Raises LexiconError where the file is missing or not in UTF-8, a column is missing, or a row has no form, no function,
    white space at their ends, or a function that is another one misspelt.
    """
    path = DATA / "lexicon" / f"{name}.csv"
    place = path.relative_to(DATA.parent).as_posix()
    if not path.exists():
        raise LexiconError(f"{place}: no such lexicon; restore it from the repository")
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LexiconError(f'{place}: not in UTF-8; save it as "CSV UTF-8"') from error
    except pd.errors.ParserError as error:
        raise LexiconError(f"{place}: {str(error).strip()}; put what holds a comma in double quotes") from error
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise LexiconError(f"{place}, line 1: no column {', '.join(missing)}; the header begins {','.join(COLUMNS)}")
    empty = (frame["form"] == "") | (frame["function"] == "")
    if empty.any():
        raise LexiconError(f"{place}, line {int(empty.to_numpy().argmax()) + 2}: form and function may not be empty")
    padded = (frame["form"] != frame["form"].str.strip()) | (frame["function"] != frame["function"].str.strip())
    if padded.any():
        line = int(padded.to_numpy().argmax()) + 2
        raise LexiconError(f"{place}, line {line}: take the white space away from the ends of form and function")
    _check_functions(frame["function"], place)
    return frame


def _check_functions(functions: pd.Series, place: str) -> None:
    """Raises LexiconError for a function of few rows that is spelt almost as one of many: no rule would look for it."""
    rows = functions.value_counts()
    for name in rows.index[rows <= FEW]:
        common = [other for other in rows.index if rows[other] >= 10 * rows[name]]
        if like := get_close_matches(name, common, 1, 0.8):
            line = int((functions == name).to_numpy().argmax()) + 2
            raise LexiconError(f"{place}, line {line}: no rule knows the function {name!r}; write {like[0]!r}")


@cache
def forms(name: str, function: str) -> tuple[str, ...]:
    """The forms with one function, longest first, so that an alternation of them takes the longest.

    Raises LexiconError for a function that the lexicon does not have.
    """
    frame = load(name)
    chosen = frame.loc[frame["function"] == function, "form"]
    if chosen.empty:
        known = ", ".join(sorted(frame["function"].unique()))
        raise LexiconError(f"data/lexicon/{name}.csv: no row has the function {function!r}; it has {known}")
    return tuple(sorted(set(chosen), key=lambda form: (-len(form), form)))


@cache
def _simplified() -> dict[int, str]:
    convert = opencc.OpenCC("t2s").convert
    blocks = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]
    pairs = ((code, convert(chr(code))) for code in blocks)
    return {code: new for code, new in pairs if len(new) == 1 and new != chr(code)}


@cache
def _traditional() -> re.Pattern:
    """Any character that `fold` changes: to look for one is four times as fast as to ask of each what it becomes."""
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


def fold(text: str) -> str:
    """The text with traditional characters made simplified one for one: the same length, the same offsets."""
    return text.translate(_simplified()) if _traditional().search(text) else text
