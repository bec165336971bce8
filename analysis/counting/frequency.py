"""How often: counts, relative frequencies and what they are worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from statsmodels.stats.proportion import proportion_confint

from analysis.counting.errors import CountingError
from analysis.counting.script import simplified
from analysis.counting.tokens import carry, words

PER = 10_000
_BLOCK = 1_000  # words resampled at a time, so that memory stays small


def frequencies(
    tokens: pd.DataFrame,
    by: str | Sequence[str] = (),
    *,
    stop: bool = False,
    only: Iterable[str] | None = None,
    minimum: int = 1,
    confidence: float = 0.95,
    bootstrap: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """The words of a token table with their frequency, most frequent first, then by the word.

    by          columns to count by, each group on its own: `label`, `layer`, `doc`, any metadata; rows without a value
                there are left out
    stop        list stop words too (they are always counted among the tokens)
    only        these words, each with a row in every group, also where its count is 0
    minimum     the least count of a word to be listed
    confidence  of the intervals
    bootstrap   number of resamplings of whole documents (999 or more to publish); 0 for none
    seed        of the resampling

    Columns: those of `by`, `token`, `count`, `tokens` (of the group, without punctuation), `per_10000`, `low`, `high`
    (Wilson's interval for `per_10000`, which takes words for independent draws: the narrowest one should believe),
    `documents` (that have the word), `of_documents`, `document_share`, and with bootstrap `boot_low`, `boot_high` (the
    percentile interval over documents, the honest one, since words cluster in texts; NaN below two documents).

    Raises CountingError for a column that is not there, a word in `only` that no document has, or an empty table.
    """
    by = [by] if isinstance(by, str) else list(by)
    counted = _counted(tokens, by)
    groups = counted.groupby(by, sort=True) if by else [((), counted)]
    wanted = None if only is None else known(tokens, only)
    parts = [_one_group(rows, wanted, stop, minimum, bootstrap, seed, confidence, by, key) for key, rows in groups]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    bounds = proportion_confint(frame["count"], frame["tokens"], alpha=1 - _checked(confidence), method="wilson")
    for name, bound in zip(("low", "high"), bounds, strict=True):
        frame[name] = PER * np.asarray(bound, dtype=float)
    last = [name for name in ("boot_low", "boot_high") if name in frame]
    columns = [
        *by,
        "token",
        "count",
        "tokens",
        "per_10000",
        "low",
        "high",
        "documents",
        "of_documents",
        "document_share",
    ]
    return carry(frame[columns + last], tokens, confidence=confidence, bootstrap=bootstrap, seed=seed)


def ngrams(
    tokens: pd.DataFrame, n: int = 2, by: str | Sequence[str] = (), *, minimum: int = 2, stop_edges: bool = False
) -> pd.DataFrame:
    """Runs of n words, within a sentence and never across punctuation.

    minimum     the least count to be listed; stop_edges: also runs that begin or end with a stop word

    Columns: those of `by` (as at the first word), `ngram` (joined without spaces), `words` (joined by a space), `n`,
    `count` (overlapping runs count each), `tokens`, `per_10000`, `documents`. Most frequent first, then by the words.
    Raises CountingError for n below 1 or an empty table.
    """
    if n < 1:
        raise CountingError(f"a run of {n} words is none; n is 1 or more")
    by = [by] if isinstance(by, str) else list(by)
    counted = _counted(tokens, by)
    run = _runs(tokens)
    codes, forms = pd.factorize(counted["token"])
    starts = np.arange(max(len(codes) - n + 1, 0))
    starts = starts[run[starts] == run[starts + n - 1]]
    if not stop_edges:
        stop = counted["stop"].to_numpy()
        starts = starts[~stop[starts] & ~stop[starts + n - 1]]
    key = codes[starts].astype(np.int64)
    for step in range(1, n):
        key = pd.factorize(key * len(forms) + codes[starts + step])[0]
    found = counted.iloc[starts][["doc", *(name for name in by if name != "doc")]].reset_index(drop=True)
    found["key"] = key
    table = found.groupby([*by, "key"], sort=False).agg(count=("key", "size"), documents=("doc", "nunique"))
    table = table.reset_index()
    example = starts[np.unique(key, return_index=True)[1]]
    spelled = [[forms[codes[at + step]] for step in range(n)] for at in example]
    table["ngram"] = [("".join(spelled[k])) for k in table["key"]]
    table["words"] = [" ".join(spelled[k]) for k in table["key"]]
    sizes = counted.groupby(by, sort=False).size().rename("tokens") if by else None
    table = table.merge(sizes, on=by) if by else table.assign(tokens=len(counted))
    table = table.assign(n=n, per_10000=PER * table["count"] / table["tokens"])
    table = table[table["count"] >= minimum].sort_values(
        [*by, "count", "words"], ascending=[*[True] * len(by), False, True]
    )
    columns = [*by, "ngram", "words", "n", "count", "tokens", "per_10000", "documents"]
    return carry(table[columns].reset_index(drop=True), tokens)


def clusters(
    tokens: pd.DataFrame, node: str, sizes: Iterable[int] = (2, 3, 4), *, minimum: int = 2, stop_edges: bool = True
) -> pd.DataFrame:
    """The runs of words that a word stands in: columns of `ngrams`, of several sizes, most frequent first.

    Raises CountingError for a word that no document has.
    """
    (node,) = known(tokens, [node])
    parts = [ngrams(tokens, n, minimum=minimum, stop_edges=stop_edges) for n in sorted(set(sizes))]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[np.array([node in run.split(" ") for run in frame["words"]], dtype=bool)]
    frame = frame.sort_values(["count", "n", "words"], ascending=[False, False, True], ignore_index=True)
    return carry(frame, tokens, node=node)


def known(tokens: pd.DataFrame, forms: Iterable[str]) -> list[str]:
    """The forms as the table has them, each once: themselves, or in simplified characters.

    Raises CountingError for one that is no token, with the tokens that hold it.
    """
    there = tokens["token"].drop_duplicates()
    listed, asked = set(there), [forms] if isinstance(forms, str) else forms
    forms = list(dict.fromkeys(form if form in listed else simplified(form) for form in asked))
    unknown = set(forms) - listed
    for form in forms:
        if form in unknown:
            near = tokens["token"][tokens["token"].str.contains(form, regex=False)] if form else there[:0]
            near = near.value_counts().head(5).index.tolist()
            hint = f"tokens that hold it: {', '.join(near)}" if near else "no token holds it"
            raise CountingError(
                f"{form!r} is no token of these {tokens['doc'].nunique()} documents ({hint}); look for a string that runs "
                "over several tokens with concordance(), or add a term to data/lexicon/terms.csv"
            )
    return forms


def count_matrix(
    rows: pd.DataFrame, parts: str | Sequence[str] = "doc"
) -> tuple[sparse.csr_array, pd.DataFrame, pd.Index]:
    """Counts of words (columns) in parts (rows), the parts as a table with their `tokens`, and the words.

    rows    tokens that are to count, punctuation taken out; parts: the columns that divide them
    """
    parts = [parts] if isinstance(parts, str) else list(parts)
    part = rows.groupby(parts, sort=True).ngroup().to_numpy()
    codes, forms = pd.factorize(rows["token"], sort=True)
    names = rows[parts].drop_duplicates().sort_values(parts, ignore_index=True)
    shape = (len(names), len(forms))
    matrix = sparse.coo_array((np.ones(len(rows)), (part, codes)), shape=shape).tocsr()
    return matrix, names.assign(tokens=np.bincount(part, minlength=len(names))), forms


def bootstrap_rates(
    matrix: sparse.csr_array, sizes: np.ndarray, times: int, seed: int = 0, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of the relative frequency of each word when documents are drawn anew with replacement.

    matrix  documents × words; sizes: tokens of each document. Returns low and high, as shares; NaN below two documents.
    The draw is from a numpy Generator of the seed: the same seed, the same interval.
    """
    documents, count = matrix.shape
    if documents < 2:
        return np.full(count, np.nan), np.full(count, np.nan)
    drawn = np.random.default_rng(seed).multinomial(documents, np.full(documents, 1 / documents), size=times)
    totals = np.maximum(drawn @ np.asarray(sizes, dtype=float), 1)
    tails = [(1 - _checked(confidence)) / 2, (1 + confidence) / 2]
    by_word, bounds = matrix.T.tocsr(), []
    for at in range(0, count, _BLOCK):
        rates = (by_word[at : at + _BLOCK] @ drawn.T) / totals
        bounds.append(np.quantile(rates, tails, axis=1))
    low, high = np.concatenate([np.empty((2, 0)), *bounds], axis=1)
    return low, high


def _one_group(
    rows: pd.DataFrame,
    wanted: list[str] | None,
    stop: bool,
    minimum: int,
    bootstrap: int,
    seed: int,
    confidence: float,
    by: list[str],
    key: object,
) -> pd.DataFrame:
    matrix, parts, forms = count_matrix(rows)
    counts = np.asarray(matrix.sum(axis=0)).ravel().astype(np.int64)
    has = np.bincount(matrix.tocoo().coords[1], minlength=len(forms))
    group = pd.DataFrame({"token": forms, "count": counts, "documents": has})
    if bootstrap:
        low, high = bootstrap_rates(matrix, parts["tokens"].to_numpy(), bootstrap, seed, confidence)
        group = group.assign(boot_low=PER * low, boot_high=PER * high)
    if wanted is not None:
        group = group.set_index("token").reindex(wanted).reset_index()
        group = group.fillna({"count": 0, "documents": 0})
        group = group.astype({"count": "int64", "documents": "int64"})
    else:
        stops = set(rows.loc[rows["stop"], "token"])
        group = group[(group["count"] >= minimum) & (stop | ~group["token"].isin(stops))]
    group = group.sort_values(["count", "token"], ascending=[False, True])
    group = group.assign(tokens=len(rows), per_10000=PER * group["count"] / len(rows), of_documents=len(parts))
    group["document_share"] = group["documents"] / len(parts)
    for name, value in zip(by, key if isinstance(key, tuple) else (key,), strict=True):
        group[name] = value
    return group


def _counted(tokens: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    missing = [name for name in by if name not in tokens.columns]
    if missing:
        raise CountingError(f"no column {', '.join(missing)} to count by; tokens(…, meta=[…]) brings metadata along")
    rows = words(tokens)
    if rows.empty:
        raise CountingError("there are no words in this table; is the text empty, or the layer another one?")
    return rows


def _runs(tokens: pd.DataFrame) -> np.ndarray:
    """For each word, the number of its run: punctuation and the ends of sentences, lines and layers begin a new one."""
    mark = (tokens["kind"] == "punctuation").to_numpy()
    new = mark.copy()
    for name in ("doc", "layer", "paragraph", "unit"):
        codes = pd.factorize(tokens[name])[0]
        new[1:] |= codes[1:] != codes[:-1]
    return np.cumsum(new)[~mark]


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise CountingError(f"confidence lies between 0 and 1, not {confidence}")
    return confidence
