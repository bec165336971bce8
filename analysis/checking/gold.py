"""Codings made by reading, as tables in the same form as the study's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.places import DATA

ESSAY = DATA / "gold" / "essay"
TABLES = ("units", "quotations", "statements")


@dataclass(frozen=True, eq=False)
class Gold:
    """A coding by reading: `units`, `quotations`, `statements`, with the columns of `Coded` that a coder fills, and `note`."""

    units: pd.DataFrame
    quotations: pd.DataFrame
    statements: pd.DataFrame


class GoldError(ValueError):
    """A coding that cannot be read; the message names file, line and remedy."""


def essay_gold(folder: Path = ESSAY) -> Gold:
    """The essay's coding by reading, from units.csv, quotations.csv and statements.csv of a folder.

    A scholar who disagrees edits a line and reruns. Raises GoldError for a missing file or column, and for a row whose
    offsets are no whole numbers.
    """
    return Gold(*(_table(folder / f"{name}.csv", name) for name in TABLES))


def _table(path: Path, name: str) -> pd.DataFrame:
    if not path.exists():
        raise GoldError(f"{path.name}: not in {path.parent.name}/; restore it from the repository")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    needed = ["doc", "unit_start", "unit_end"] if name == "statements" else ["doc", "start", "end"]
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise GoldError(f"{path.name}, line 1: no column {', '.join(missing)}")
    for column in frame.columns:
        if column in ("start", "end") or column.endswith(("_start", "_end")):
            wrong = ~frame[column].str.fullmatch(r"\d*")
            if column in needed:
                wrong |= frame[column] == ""
            if wrong.any():
                line = int(wrong.to_numpy().argmax())
                raise GoldError(
                    f"{path.name}, line {line + 2}: {column} is {frame[column].iloc[line]!r}; it has to be a whole number "
                    "of characters from the text's start"
                )
            frame[column] = pd.to_numeric(frame[column].where(frame[column] != "")).astype("Int64")
    for column in needed[1:]:
        frame[column] = frame[column].astype("int64")
    return frame
