"""The errors of a coding: which labels are taken for which, and whether it knows when it is wrong.

What goes in is a table of pairs: `doc, gold, coded`, a row a unit, with `size` in characters and `confidence` where they
are known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.checking.scoring import RESAMPLES, draws, interval


def confusion(pairs: pd.DataFrame, labels: tuple[str, ...] | None = None, *, weight: str = "units") -> pd.DataFrame:
    """Gold labels (rows) against coded ones (columns), counted in "units" or "characters".

    labels  the order, those of the table by name if None; a label that does not occur is a row of zeros
    """
    if weight not in ("units", "characters"):
        raise ValueError(f"units or characters are counted, not {weight!r}")
    labels = labels or tuple(sorted({*pairs["gold"], *pairs["coded"]}))
    values = pairs["size"] if weight == "characters" else pd.Series(1, index=pairs.index)
    table = values.groupby([pairs["gold"], pairs["coded"]]).sum().unstack(fill_value=0)
    return table.reindex(index=list(labels), columns=list(labels), fill_value=0).astype("int64")


def confusion_intervals(
    pairs: pd.DataFrame, labels: tuple[str, ...], *, resamples: int = RESAMPLES, level: float = 0.95
) -> np.ndarray:
    """The bounds of each cell's share of its gold label, bootstrap over documents: two x labels x labels, NaN for a label
    without units."""
    names, doc = np.unique(pairs["doc"].to_numpy(dtype=str), return_inverse=True)
    place = {label: number for number, label in enumerate(labels)}
    cells = np.zeros((len(names), len(labels), len(labels)))
    np.add.at(cells, (doc, pairs["gold"].map(place), pairs["coded"].map(place)), 1)
    drawn = np.tensordot(draws(len(names), resamples), cells, axes=1)
    whole = np.broadcast_to(drawn.sum(axis=2, keepdims=True), drawn.shape)
    share = np.divide(drawn, whole, out=np.full(drawn.shape, np.nan), where=whole > 0)
    bounds = interval(share.reshape(len(share), -1), level)
    return np.stack(bounds).reshape(2, len(labels), len(labels))


def error_kinds(pairs: pd.DataFrame) -> pd.DataFrame:
    """The errors by kind, the most frequent first.

    Columns: `gold, coded, units, share` (of all errors), `together` (of all errors, this kind and those above it),
    `of_gold` (share of the gold label that is lost this way), `documents`, and, if pairs have it, `confidence` (mean).
    """
    wrong = pairs[pairs["gold"] != pairs["coded"]]
    groups = wrong.groupby(["gold", "coded"])
    table = groups.agg(units=("doc", "size"), documents=("doc", "nunique"))
    if "confidence" in pairs:
        table["confidence"] = groups["confidence"].mean()
    table = table.reset_index().sort_values(["units", "gold", "coded"], ascending=[False, True, True])
    table["share"] = table["units"] / max(1, len(wrong))
    table["together"] = table["share"].cumsum()
    table["of_gold"] = table["units"] / table["gold"].map(pairs["gold"].value_counts())
    columns = ["gold", "coded", "units", "share", "together", "of_gold", "documents", "confidence"]
    return table[[column for column in columns if column in table]].reset_index(drop=True)


def reliability(
    pairs: pd.DataFrame, bins: int = 10, *, resamples: int = RESAMPLES, level: float = 0.95
) -> pd.DataFrame:
    """Whether units coded with confidence p are right in a share p of cases: bins with equally many units.

    Columns: `units, confidence` (mean), `accuracy, low, high` (bootstrap over documents). Well calibrated is where
    accuracy equals confidence; below it the coding is too sure of itself. Raises ValueError for more bins than units.
    """
    if not 0 < bins <= len(pairs):
        raise ValueError(f"{len(pairs)} units cannot be divided into {bins} bins")
    ordered = pairs.sort_values(["confidence", "doc"], kind="stable").reset_index(drop=True)
    place = ordered.index.to_numpy() * bins // len(ordered)
    right = (ordered["gold"] == ordered["coded"]).to_numpy(dtype=float)
    names, doc = np.unique(ordered["doc"].to_numpy(dtype=str), return_inverse=True)
    cells = np.zeros((2, len(names), bins))
    np.add.at(cells[0], (doc, place), right)
    np.add.at(cells[1], (doc, place), 1)
    weights = draws(len(names), resamples)
    hits, whole = weights @ cells[0], weights @ cells[1]
    low, high = interval(np.divide(hits, whole, out=np.full(hits.shape, np.nan), where=whole > 0), level)
    units = cells[1].sum(axis=0)
    return pd.DataFrame(
        {
            "units": units.astype("int64"),
            "confidence": ordered["confidence"].groupby(place).mean(),
            "accuracy": cells[0].sum(axis=0) / units,
            "low": low,
            "high": high,
        }
    )


def calibration_error(table: pd.DataFrame) -> float:
    """Expected calibration error of a reliability table (Guo et al. 2017): the mean distance of accuracy from confidence,
    over units; 0 is best."""
    return float(np.average((table["accuracy"] - table["confidence"]).abs(), weights=table["units"]))
