"""What a share would be if the coding made no errors: estimated from the errors it makes where there is gold.

Two estimators. `calibration` takes each coded label for what it truly is in the gold documents, in the proportions found
there (Tenenbein 1970; Buonaccorsi 2010, section 2.4), and each draw of its intervals gives every unit a true label by these
proportions (multiple imputation; Rubin 1987), so that a label the text has none of, as coded, still gets its due. It assumes
a text with about the gold documents' mix of labels and draws other texts towards that mix. `inverse` solves p = C'x for
the true shares x, where p are the shares as coded and C how often each label is coded as each (Rogan and Gladen 1978 for
two classes; Hopkins and King 2010, section 4, for several); shares below 0 are set to 0 and the rest divided by their sum.
It assumes nothing of the mix, and needs many units: of few, it takes chance for error, and of a label not coded at all it
knows nothing. So: calibration for one text, inverse for collections whose mix is another.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.checking.scoring import RESAMPLES, SEED, draws, interval

METHODS = ("calibration", "inverse")
AT_ONCE = 256  # units whose labels are drawn together, so that a large collection fits into memory


def adjusted_shares(
    target: pd.DataFrame,
    checked: pd.DataFrame,
    labels: tuple[str, ...] | None = None,
    *,
    method: str = "calibration",
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> pd.DataFrame:
    """Shares of labels as coded and as adjusted for the coding's errors, both with bootstrap percentile intervals.

    target   what was coded: `coded, size`, a row a unit (size 1 to count units, or characters), and `doc` if there are
             several documents; they are what is drawn again, else the rows
    checked  the same coding where there is gold, by a model that had not seen these documents: `doc, gold,
             coded, size`, size as in target
    labels   the order; by name if None
    method   "calibration" or "inverse", see above

    Columns: `label, n` (rows coded so), `raw, raw_low, raw_high` (as coded; target drawn again), `adjusted, low, high`
    (target and the checked documents drawn again, independently), `clipped` (whether the inverse fell below 0 and was
    set to 0). With "inverse" a label that the target has none of has no interval (NaN). A label that a draw of the
    checked documents has not got keeps the errors that it has in all of them.
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
    places, weights = _places(target["coded"], labels), _target_draws(target, resamples)
    onehot = np.eye(len(labels))[places]
    share = _shares(weights @ onehot)
    errors = _error_draws(checked, labels, method, resamples)
    if method == "calibration":
        estimate = np.vstack([share[:1] @ errors[0], _imputed(places, weights[1:], errors[1:])])
    else:
        estimate = np.einsum("rgc,rc->rg", np.linalg.pinv(errors.transpose(0, 2, 1)), share)  # C may be singular
    proper = _shares(np.clip(estimate, 0, None))
    raw_low, raw_high = interval(share[1:], level)
    low, high = interval(proper[1:], level)
    if method == "inverse":
        low[share[0] == 0] = high[share[0] == 0] = np.nan
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


def _target_draws(target: pd.DataFrame, resamples: int) -> np.ndarray:
    """The size of each row of the target: first as it is, then as often as each draw has it."""
    one = "doc" not in target or target["doc"].nunique() < 2
    group = np.arange(len(target)) if one else target["doc"].factorize(sort=True)[0]
    many = group.max() + 1
    random = np.random.default_rng(SEED + 1)  # other draws than those of the checked documents
    drawn = random.multinomial(many, np.full(many, 1 / many), size=resamples)
    return np.vstack([np.ones(len(target)), drawn[:, group]]) * target["size"].to_numpy(dtype=float)


def _shares(sizes: np.ndarray) -> np.ndarray:
    return sizes / sizes.sum(axis=1, keepdims=True)


def _imputed(places: np.ndarray, weights: np.ndarray, truly: np.ndarray) -> np.ndarray:
    """Shares of true labels, of each draw: every unit gets one by what its coded label truly is in the draw's documents."""
    random = np.random.default_rng(SEED + 2)
    bounds = truly.cumsum(axis=2)
    sizes = np.zeros((len(weights), truly.shape[1]))
    for first in range(0, len(places), AT_ONCE):
        some = places[first : first + AT_ONCE]
        chance = random.random((len(weights), len(some), 1))
        label = (chance > bounds[:, some, :-1]).sum(axis=2)
        for place in range(sizes.shape[1]):
            sizes[:, place] += (weights[:, first : first + AT_ONCE] * (label == place)).sum(axis=1)
    return _shares(sizes)


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


def _places(names: pd.Series, labels: tuple[str, ...]) -> np.ndarray:
    place = {label: i for i, label in enumerate(labels)}
    missing = sorted(set(names) - set(place))
    if missing:
        raise ValueError(f"no label {', '.join(missing)} among {', '.join(labels)}; name all that occur")
    return names.map(place).to_numpy(dtype=int)
