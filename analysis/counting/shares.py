"""How much of a text each kind of unit takes, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.coding.coded import Coded

SEED = 20260722
ORDER = ("claim", "evidence", "quotation", "question", "exhortation", "prescription", "heading")


def unit_shares(coded: Coded, *, resamples: int = 10_000, level: float = 0.95) -> pd.DataFrame:
    """Shares of the labels by characters, with bootstrap percentile intervals (Efron 1979).

    Columns: `label, units, characters` (white space not counted), `share, low, high` (of all characters coded, 0 to 1),
    `resampled` ("units" of the one document, or "documents" where there are several), `n` of them. Labels in the
    order of the study, absent ones too. The interval says how far the share would move had the text other units (or
    the collection other documents) of the same kind; it knows nothing of errors in the coding. With no unit at all the
    shares are NaN.
    """
    units = coded.units.assign(size=[sum(not c.isspace() for c in words) for words in coded.words(coded.units)])
    by = "doc" if len(coded.documents) > 1 else None
    groups = units["doc"] if by else pd.Series(range(len(units)), index=units.index, dtype="int64")
    sizes = units.assign(group=groups).pivot_table(
        index="group", columns="label", values="size", aggfunc="sum", fill_value=0, observed=True
    )
    sizes = sizes.reindex(columns=list(ORDER), fill_value=0).to_numpy(dtype=float).reshape(-1, len(ORDER))
    total = sizes.sum()
    share = sizes.sum(axis=0) / total if total else np.full(len(ORDER), np.nan)
    low, high = _bootstrap(sizes, resamples, level) if total else (share, share)
    return pd.DataFrame(
        {
            "label": ORDER,
            "units": [int((units["label"] == label).sum()) for label in ORDER],
            "characters": sizes.sum(axis=0).astype("int64"),
            "share": share,
            "low": low,
            "high": high,
            "resampled": "documents" if by else "units",
            "n": len(sizes),
        }
    )


def _bootstrap(sizes: np.ndarray, resamples: int, level: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(SEED)
    weights = random.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=resamples)
    sums = weights @ sizes
    shares = sums / sums.sum(axis=1, keepdims=True)
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(shares, tails, axis=0)
    return low, high
