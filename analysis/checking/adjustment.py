"""What a share would be if the coding made no errors: estimated from the errors it makes where there is gold.

Two estimators. `inverse` solves p = C'x for the true shares x, where p are the shares as coded and C, from the gold
documents, how often each label is coded as each (Rogan and Gladen 1978 for two classes; Hopkins and King 2010,
section 4, for several). It assumes that a label is mistaken here as often as there, whatever the mix of labels; shares
below 0 are set to 0 and the rest divided by their sum. `calibration` multiplies p with how often each coded label is
truly each (Tenenbein 1970; Buonaccorsi 2010, section 2.4). It assumes that the text has the mix of labels of the gold
documents, and draws towards that mix where it has not; it needs no clipping and varies less.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.checking.scoring import RESAMPLES, SEED, draws, interval

METHODS = ("inverse", "calibration")


def adjusted_shares(
    target: pd.DataFrame,
    checked: pd.DataFrame,
    labels: tuple[str, ...] | None = None,
    *,
    method: str = "inverse",
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> pd.DataFrame:
    """Shares of labels as coded and as adjusted for the coding's errors, both with bootstrap percentile intervals.

    target   what was coded: `coded, size`, a row a unit (size 1 to count units, or characters), and `doc` if there are
             several documents; they are what is drawn again, else the rows
    checked  the same coding where there is gold, by a model that had not seen these documents: `doc, gold,
             coded, size`, size as in target
    labels   the order; by name if None
    method   "inverse" or "calibration", see above

    Columns: `label, n` (rows coded so), `raw, raw_low, raw_high` (as coded; target drawn again), `adjusted, low, high`
    (target and the checked documents drawn again, independently), `clipped` (whether the estimate fell below 0 and
    was set to 0). A label that a draw of the checked documents has not got keeps the errors that it has in all of them.
    Raises ValueError where target holds nothing, or a label that was never coded in the checked documents.
    """
    if method not in METHODS:
        raise ValueError(f"no method {method!r}; the methods are {', '.join(METHODS)}")
    labels = labels or tuple(sorted({*target["coded"], *checked["gold"], *checked["coded"]}))
    unknown = set(target["coded"]) - set(checked["coded"])
    if unknown or not target["size"].sum():
        raise ValueError(
            f"nothing is known of the errors of {', '.join(sorted(unknown))}: the checked documents have none coded so"
            if unknown
            else "nothing was coded, so there is no share to adjust"
        )
    share = _target_draws(target, labels, resamples)
    errors = _error_draws(checked, labels, method, resamples)
    estimate = _inverted(share, errors) if method == "inverse" else np.einsum("rc,rcg->rg", share, errors)
    proper = np.clip(estimate, 0, None)
    proper /= proper.sum(axis=1, keepdims=True)
    raw_low, raw_high = interval(share[1:], level)
    low, high = interval(proper[1:], level)
    return pd.DataFrame(
        {
            "label": labels,
            "n": [int((target["coded"] == label).sum()) for label in labels],
            "raw": share[0],
            "raw_low": raw_low,
            "raw_high": raw_high,
            "adjusted": proper[0],
            "low": low,
            "high": high,
            "clipped": estimate[0] < -1e-12,
        }
    )


def adjusted_counts(
    found: pd.Series, checked: pd.DataFrame, *, resamples: int = RESAMPLES, level: float = 0.95
) -> pd.DataFrame:
    """How many there would be if none were missed and none were false: found x (gold / coded), the ratio estimator.

    found    how many were found, by measure
    checked  `doc, measure, coded, gold` of the gold documents, as `scoring.counts` gives them

    Columns: `measure, found, adjusted, low, high, documents` (that have any). The interval comes from drawing the
    checked documents again; how the errors happen to fall in one short text is not in it. NaN where none were coded.
    """
    rows = []
    for measure, count in found.items():
        own = checked[checked["measure"] == measure].groupby("doc")[["coded", "gold"]].sum()
        own = own[own.sum(axis=1) > 0].to_numpy(dtype=float)
        sums = np.vstack([own.sum(axis=0), draws(len(own), resamples) @ own]) if len(own) else np.zeros((1, 2))
        ratio = np.divide(sums[:, 1], sums[:, 0], out=np.full(len(sums), np.nan), where=sums[:, 0] > 0)
        low, high = interval(count * ratio[1:, None], level)
        rows.append((measure, count, count * ratio[0], low[0], high[0], len(own)))
    return pd.DataFrame(rows, columns=["measure", "found", "adjusted", "low", "high", "documents"])


def _target_draws(target: pd.DataFrame, labels: tuple[str, ...], resamples: int) -> np.ndarray:
    """Shares as coded: first as they are, then of each draw."""
    one = "doc" not in target or target["doc"].nunique() < 2
    group = np.arange(len(target)) if one else target["doc"].factorize(sort=True)[0]
    sizes = np.zeros((group.max() + 1, len(labels)))
    np.add.at(sizes, (group, _places(target["coded"], labels)), target["size"].to_numpy(dtype=float))
    random = np.random.default_rng(SEED + 1)  # other draws than those of the checked documents
    weights = random.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=resamples)
    sums = np.vstack([sizes.sum(axis=0), weights @ sizes])
    return sums / sums.sum(axis=1, keepdims=True)


def _error_draws(checked: pd.DataFrame, labels: tuple[str, ...], method: str, resamples: int) -> np.ndarray:
    """How often each label is coded as each (or truly is each), rows adding up to 1: for all documents, then a draw each."""
    doc = checked["doc"].factorize(sort=True)[0]
    cells = np.zeros((doc.max() + 1, len(labels), len(labels)))
    rows, columns = ("gold", "coded") if method == "inverse" else ("coded", "gold")
    at = doc, _places(checked[rows], labels), _places(checked[columns], labels)
    np.add.at(cells, at, checked["size"].to_numpy(dtype=float))
    weights = draws(len(cells), resamples)
    drawn = np.concatenate([cells.sum(axis=0)[None], np.tensordot(weights, cells, axes=1)])
    whole = drawn.sum(axis=2, keepdims=True)
    # a label that nowhere occurs has no errors that could be known: it is taken to be coded right
    known = np.where(whole[:1] > 0, drawn[:1] / np.where(whole[:1] > 0, whole[:1], 1), np.eye(len(labels)))
    return np.where(whole > 0, drawn / np.where(whole > 0, whole, 1), known)


def _inverted(share: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """x of p = C'x, by the pseudo-inverse, since a draw's C may be singular."""
    return np.einsum("rgc,rc->rg", np.linalg.pinv(errors.transpose(0, 2, 1)), share)


def _places(names: pd.Series, labels: tuple[str, ...]) -> np.ndarray:
    place = {label: i for i, label in enumerate(labels)}
    missing = sorted(set(names) - set(place))
    if missing:
        raise ValueError(f"no label {', '.join(missing)} among {', '.join(labels)}; name all that occur")
    return names.map(place).to_numpy(dtype=int)
