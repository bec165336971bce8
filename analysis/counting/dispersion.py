"""How evenly a word is spread over the parts of a corpus, the parts as long as they are: documents, or paragraphs.

Measures of dispersion disagree, and all but the range depend on frequency; read several, beside the count (Gries 2024).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.special import xlogy
from scipy.stats import entropy

from analysis.counting.contingency import defined, ratio
from analysis.counting.errors import CountingError
from analysis.counting.frequency import count_matrix, known
from analysis.counting.tokens import carry, words

_CELLS = 2_000_000  # of the dense table of parts and words held at a time
MEASURES = (
    *("range", "dp", "dp_norm", "dp_norm_occupied", "juilland_d", "carroll_d2", "rosengren_s", "da", "kld"),
    "kld_scaled",
)


def dispersion(
    tokens: pd.DataFrame,
    parts: str | Iterable[str] = "doc",
    *,
    only: Iterable[str] | None = None,
    stop: bool = False,
    minimum: int = 2,
) -> pd.DataFrame:
    """The spread of each word over parts, most frequent first, then by the word.

    parts       "doc", "paragraph" (of each document and layer), "unit", or columns that divide the table
    only        these words; by default all that occur `minimum` times, stop words only where `stop`

    Columns: `token`, `count`, `parts` (their number), and of `measures`: `range` … `kld_scaled`.
    Raises CountingError for a single part (spread is not defined there), unknown words or columns, or an empty table.
    """
    columns = _columns(tokens, parts)
    rows = words(tokens)
    if rows.empty:
        raise CountingError("there are no words in this table; is the text empty, or the layer another one?")
    matrix, names, forms = count_matrix(rows, columns)
    if len(names) < 2:
        raise CountingError("spread needs two parts or more; take paragraphs, or more documents")
    counts = np.asarray(matrix.sum(axis=0)).ravel()
    stops = () if stop or only is not None else set(rows.loc[rows["stop"], "token"])
    chosen = (
        set(known(rows, only)) if only is not None else {f for f, c in zip(forms, counts, strict=True) if c >= minimum}
    )
    at = np.array([i for i, form in enumerate(forms) if form in chosen and form not in stops], dtype=np.int64)
    block, sizes, by_word = max(_CELLS // len(names), 1), names["tokens"].to_numpy(), matrix.T.tocsr()
    frames = [
        pd.DataFrame(measures(by_word[at[i : i + block]].toarray(), sizes)) for i in range(0, max(len(at), 1), block)
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "token", np.asarray(forms, dtype=object)[at])
    frame.insert(1, "count", counts[at].astype(np.int64))
    frame.insert(2, "parts", len(names))
    frame["token"] = frame["token"].astype("str")
    frame = frame.sort_values(["count", "token"], ascending=[False, True], ignore_index=True)
    return carry(frame, tokens, parts="+".join(columns))


def positions(tokens: pd.DataFrame, forms: Iterable[str]) -> pd.DataFrame:
    """Where each of some words falls: the table behind a lexical dispersion plot.

    Columns: `token`, `doc`, `start`, `end`, `paragraph`, `unit`, `label`, `at` (number of the word in its document, from
    0), `share` (of the way through its document, 0 to 1: the middle of the word). In the order given, then of the text.
    Raises CountingError for a word that no document has.
    """
    forms = known(tokens, forms)
    rows = words(tokens)
    at = rows.groupby("doc", sort=False).cumcount()
    size = rows.groupby("doc", sort=False)["token"].transform("size")
    rows = rows.assign(at=at, share=(at + 0.5) / size)
    rows = rows[rows["token"].isin(forms)]
    order = rows["token"].map({form: rank for rank, form in enumerate(forms)})
    rows = rows.assign(order=order).sort_values(["order", "doc", "start"], ignore_index=True)
    return carry(rows[["token", "doc", "start", "end", "paragraph", "unit", "label", "at", "share"]], tokens)


def measures(counts: np.ndarray, sizes: np.ndarray) -> dict[str, np.ndarray]:
    """Every measure of spread, for words (rows) over parts (columns) of `sizes` tokens; NaN for a word that is nowhere.

    range             share of the parts that have the word
    dp                ½ Σ|t - w|, t a part's share of the word and w of the tokens (Gries 2008): 0 even, towards 1 clumped
    dp_norm           dp / (1 - min w) (Lijffijt and Gries 2012): 1 when all is in the smallest part
    dp_norm_occupied  dp / (1 - min w over the parts that have the word) (Egbert, Burch and Biber 2020)
    juilland_d        1 - (sd / mean) / √(k - 1) of the rates, sd of the population (Juilland): 1 even
    carroll_d2        entropy of the rates / log k (Carroll 1970): 1 even
    rosengren_s       (Σ √(w x))² / f (Rosengren 1971): 1 even
    da                1 - mean |r_i - r_j| / (2 mean r), over all pairs of rates (Burch, Egbert and Biber 2017): 1 even
    kld               Σ t log₂(t / w) (Gries 2020): 0 even, no upper bound; kld_scaled: 1 - e^-kld
    """
    x = np.atleast_2d(np.asarray(counts, dtype=float))
    sizes = np.asarray(sizes, dtype=float)
    k, f = len(sizes), x.sum(axis=1)
    if k < 2 or x.shape[1] != k or (sizes <= 0).any() or (x < 0).any() or (x > sizes).any():
        raise CountingError(
            "counts are a row a word and a column a part, of two parts or more, each with tokens enough"
        )
    there = f > 0
    w, t, rates = sizes / sizes.sum(), ratio(x, f[:, None]), x / sizes
    shares = ratio(rates, rates.sum(axis=1, keepdims=True))
    dp = np.abs(t - w).sum(axis=1) / 2
    occupied = np.where(x > 0, w, 1).min(axis=1)
    kld = xlogy(t, t / w).sum(axis=1) / np.log(2)
    ranked = -np.sort(-shares, axis=1) @ np.arange(1, k + 1)
    return {
        "range": defined((x > 0).mean(axis=1), there),
        "dp": dp,
        "dp_norm": dp / (1 - w.min()),
        "dp_norm_occupied": ratio(dp, 1 - occupied),
        "juilland_d": 1 - ratio(rates.std(axis=1), rates.mean(axis=1)) / np.sqrt(k - 1),
        "carroll_d2": entropy(shares, axis=1) / np.log(k),
        "rosengren_s": ratio(np.sqrt(w * x).sum(axis=1) ** 2, f),
        "da": 2 * (ranked - 1) / (k - 1),
        "kld": kld,
        "kld_scaled": 1 - np.exp(-kld),
    }


def distances(at: Iterable[int], length: int) -> dict[str, float]:
    """Spread by the distances between occurrences, the text closed to a ring, without parts (Savický and Hlaváčová 2002).

    at: positions of the word, from 0; length: of the text in tokens. `arf` (average reduced frequency), `awt` (average
    waiting time), `ald` (average logarithmic distance, base 10); NaN for a word that is nowhere.
    """
    at = np.unique(np.fromiter(at, np.int64))
    if len(at) == 0:
        return dict.fromkeys(("arf", "awt", "ald"), float("nan"))
    if at[0] < 0 or at[-1] >= length:
        raise CountingError(f"positions lie in a text of {length} tokens, from 0")
    gaps = np.diff(at, append=at[0] + length).astype(float)
    mean = length / len(at)
    return {
        "arf": float(np.minimum(gaps, mean).sum() / mean),
        "awt": float((1 + (gaps**2).sum() / length) / 2),
        "ald": float((gaps * np.log10(gaps)).sum() / length),
    }


def _columns(tokens: pd.DataFrame, parts: str | Iterable[str]) -> list[str]:
    within = {"paragraph": ["doc", "layer", "paragraph"], "unit": ["doc", "unit"]}
    columns = within.get(parts, [parts]) if isinstance(parts, str) else list(parts)
    missing = [name for name in columns if name not in tokens.columns]
    if missing:
        raise CountingError(f"no column {', '.join(missing)} to divide by; tokens(…, meta=[…]) brings metadata along")
    return columns
