"""Codings made by reading, as tables in the same form as the study's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.coding.coded import COMPONENTS
from analysis.coding.model import LABELS
from analysis.places import DATA

ESSAY = DATA / "gold" / "essay"
TABLES = ("units", "quotations", "statements")
NEEDED = {
    "units": ["doc", "start", "end", "label"],
    "quotations": ["doc", "start", "end", "kind", "speaker"],
    "statements": ["doc", "unit_start", "unit_end"],
}
KNOWN = {"label": LABELS, "kind": ("direct", "partial", "indirect", "mention")}
EDGES = [f"{name}_{edge}" for name in COMPONENTS for edge in ("start", "end")]


@dataclass(frozen=True, eq=False)
class Gold:
    """A coding by reading: `units`, `quotations`, `statements`, with the columns of `Coded` that a coder fills, and `note`."""

    units: pd.DataFrame
    quotations: pd.DataFrame
    statements: pd.DataFrame


class GoldError(ValueError):
    """A coding that cannot be read; the message names file, line and remedy."""


def essay_gold(folder: Path | str = ESSAY) -> Gold:
    """A coding by reading, the essay's where no folder is named: its units.csv, quotations.csv and statements.csv.

    A scholar who disagrees edits a line and reruns. A folder may hold units alone: the other tables are then empty.
    Raises GoldError for a file without units or in no UTF-8, a missing column, offsets that are no whole numbers or the
    wrong way round, units that overlap, and labels or kinds that the codebook does not have.
    """
    return Gold(*(_table(Path(folder) / f"{name}.csv", name) for name in TABLES))


def _table(path: Path, name: str) -> pd.DataFrame:
    needed, offsets = NEEDED[name], NEEDED[name][1:3]
    if not path.exists():
        if name != "units" and (path.parent / "units.csv").exists():
            return pd.DataFrame(columns=[*needed, *EDGES] if name == "statements" else needed)
        raise GoldError(
            f"{path.name}: not in {path.parent.name}/; a gold coding has at least units.csv with {', '.join(needed)}"
        )
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f'{path.name}: not in UTF-8; save it as "CSV UTF-8"') from error
    except pd.errors.ParserError as error:
        raise GoldError(f"{path.name}: {str(error).strip()}; put what holds a comma in double quotes") from error
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise GoldError(f"{path.name}, line 1: no column {', '.join(missing)}")
    for column in frame.columns:
        if column in ("start", "end") or column.endswith(("_start", "_end")):
            wrong = ~frame[column].str.fullmatch(r"\d*")
            if column in needed:
                wrong |= frame[column] == ""
            _none(
                wrong,
                frame[column],
                path,
                f"{column} is {{}}; it has to be a whole number of characters from the text's start",
            )
            frame[column] = pd.to_numeric(frame[column].where(frame[column] != "")).astype("Int64")
    for column in offsets:
        frame[column] = frame[column].astype("int64")
    start, end = (frame[column] for column in offsets)
    _none(start >= end, end, path, f"{offsets[1]} is {{}} and not behind {offsets[0]}")
    for column, known in KNOWN.items():
        if column in needed:
            _none(~frame[column].isin(known), frame[column], path, f"no {column} {{}}; it is one of {', '.join(known)}")
    if name == "units":
        order = frame.sort_values(["doc", "start"], kind="stable")
        before = order["end"].where(order["doc"] == order["doc"].shift(-1)).shift(1)
        overlap = (order["start"] < before).reindex(frame.index)
        _none(overlap, start, path, "the unit at {} begins before the one before it ends")
    return frame


def _none(wrong: pd.Series, values: pd.Series, path: Path, message: str) -> None:
    """Raises GoldError with file, line and value for the first row that is wrong."""
    if wrong.any():
        row = int(wrong.to_numpy(dtype=bool).argmax())
        value = values.iloc[row]
        raise GoldError(
            f"{path.name}, line {row + 2}: {message.format(repr(value) if isinstance(value, str) else value)}"
        )
