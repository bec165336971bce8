"""What one text, or one group of texts, says more and less often than another, or than general Chinese."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import xlogy

from analysis.counting.contingency import Contingency, adjusted, log_odds, p_value
from analysis.counting.errors import CountingError
from analysis.counting.frequency import PER, count_matrix
from analysis.counting.reference import general
from analysis.counting.script import simplified
from analysis.counting.segmenter import default
from analysis.counting.tokens import carry, kinds_of, stop_functions_of, words

ONE_TEXT = (
    "One document is the target: its words hang together, so the p values of G² describe this text and test nothing about "
    "others like it. permutation_keyness() asks whether the document, as a whole, is unlike the others."
)
_BLOCK = 2_000_000  # cells of permuted tables held at a time


def keyness(
    target: pd.DataFrame,
    reference: pd.DataFrame | Literal["wordfreq"],
    *,
    minimum: float = 3,
    stop: bool = False,
    alpha: float = 0.05,
    cells: Literal[4, 2] = 4,
    prior: float = 500,
    variance: Literal["paper", "full"] = "paper",
    k: float = 1,
) -> pd.DataFrame:
    """The words of a target against a reference, the most key first, the most avoided (negative keywords) last.

    target      a token table
    reference   a token table; a frequency list with the columns `token, count` (in either script); or "wordfreq",
                general Chinese (`general`)
    minimum     words (not numbers) are compared that the target has so often, or would have, at the reference's rate
    alpha       level of the Log Ratio's interval (not corrected) and of LRC (corrected for the number of tests)
    cells       of G²: 4, or 2 as UCREL's calculator has it
    prior       α₀ of the weighted log-odds, shared out as the words are in both texts together; variance: its terms
    k           of simple maths, rates per million

    Columns: `token, count, tokens, per_10000, count_reference, tokens_reference, per_10000_reference, documents`,
    `direction` (positive, negative or none), significance `g2, p, p_fdr` (Benjamini-Hochberg), `p_sidak, tests, bic,
    chi2`, effect `log_ratio, low, high, smooth_log_ratio, lrc, log_odds, z, percent_difference, simple_maths,
    odds_ratio`; each as in `contingency`. Sorted by `lrc`, then by G² with the direction's sign, then by the word.
    `attrs`: `tests`, `caution` where the target is one document. A word that the list cannot have, because it is
    segmented otherwise there, has NaN throughout.

    Raises CountingError for an empty text, or a reference that shares no word with the target.
    """
    own = _counts(target, "target")
    other = general(target) if isinstance(reference, str) and reference == "wordfreq" else reference
    if not isinstance(other, pd.DataFrame):
        raise CountingError(f"a reference is a token table, a frequency list or 'wordfreq', not {reference!r}")
    other_counts, size = _reference(other)
    if not own.index.intersection(other_counts.index[other_counts > 0]).size:
        raise CountingError("target and reference share no word: are they in one language and script, segmented alike?")
    n1, n2 = float(own.sum()), size
    union = own.index.union(other_counts.index)
    both = pd.DataFrame(
        {"count": own.reindex(union, fill_value=0), "count_reference": other_counts.reindex(union, fill_value=0)}
    )
    both = both[(both["count"] > 0) | (both["count_reference"] > 0)]
    known = both["count_reference"].fillna(0)
    weights = prior * (both["count"] / n1 + known / n2) / 2
    odds, z = log_odds(both["count"], known, weights, variance)
    both = both.assign(log_odds=odds, z=z)
    compared = (both["count"] >= minimum) | (both["count_reference"] * (n1 / n2) >= minimum)
    both = both[compared]
    both = both[_listable(both.index, target, other, stop)]
    if both.empty:
        raise CountingError(f"no word occurs {minimum:g} times in the target; lower `minimum`")
    frame = _measured(both, n1, n2, alpha, cells, k)
    rows = words(target)
    frame["documents"] = frame["token"].map(rows.groupby("token")["doc"].nunique()).fillna(0).astype("int64")
    frame = frame.assign(order=np.sign(frame["log_ratio"]) * frame["g2"])
    frame = frame.sort_values(["lrc", "order", "token"], ascending=[False, False, True], ignore_index=True)
    alone = rows["doc"].nunique() == 1
    tests = int(frame["p"].notna().sum())
    notes = {"tests": tests, "alpha": alpha, "cells": cells, "prior": prior, "variance": variance}
    notes |= {"caution": ONE_TEXT} if alone else {}
    return carry(frame.drop(columns="order"), target, other, **notes)


def permutation_keyness(
    target: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    minimum: int = 3,
    stop: bool = False,
    times: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Keyness with documents as the unit: how often would a random choice of as many documents be as unlike the rest?

    The statistic is G² (four cells) of the pooled counts; documents, not words, are shuffled between target and
    reference (Lijffijt et al. 2016; Mildenberger 2023), since words cluster in texts. Where there are no more choices
    than `times`, all of them are tried and p is exact; else p is (1 + as unlike) / (1 + times). The least p there can be
    stands in `attrs["least_p"]`: with one target document and few others no word can be significant, and that is so.

    Columns: `token, count, count_reference, log_ratio, g2, p_documents, p_fdr`, `tests`. Sorted by p, then G², word.
    Raises CountingError where a document is on both sides or there are fewer than two documents on the whole.
    """
    rows = pd.concat([words(target), words(reference)], ignore_index=True)
    inside, outside = set(words(target)["doc"]), set(words(reference)["doc"])
    if inside & outside or not inside or not outside:
        raise CountingError(
            f"target and reference need documents of their own; on both sides: {', '.join(sorted(inside & outside)) or 'none'}"
        )
    matrix, parts, forms = count_matrix(rows)
    member = parts["doc"].isin(inside).to_numpy()
    counts = np.asarray(matrix.sum(axis=0)).ravel()
    at = np.flatnonzero((counts >= minimum) & (counts < counts.sum()) & _listable(forms, target, reference, stop))
    choices, exact = _choices(member, times, seed)
    sizes, by_word = parts["tokens"].to_numpy(dtype=float), matrix.T.tocsr()[at]
    first, total = by_word @ member.astype(float), counts[at]
    observed = _g2_of(first, total, member @ sizes, sizes.sum())
    more, chosen_sizes = np.zeros(len(at)), choices @ sizes
    step = max(_BLOCK // len(choices), 1)
    for i in range(0, len(at), step):
        drawn = _g2_of(
            by_word[i : i + step] @ choices.T.astype(float), total[i : i + step, None], chosen_sizes, sizes.sum()
        )
        more[i : i + step] = (drawn >= observed[i : i + step, None] * (1 - 1e-9)).sum(axis=1)
    p = more / len(choices) if exact else (1 + more) / (1 + len(choices))
    table = Contingency(first, total - first, member @ sizes, sizes.sum() - member @ sizes)
    frame = pd.DataFrame(
        {"token": forms[at], "count": first.astype(np.int64), "count_reference": (total - first).astype(np.int64)}
    )
    frame = frame.assign(
        log_ratio=table.log_ratio(), g2=observed, p_documents=p, p_fdr=adjusted(p, "fdr_bh"), tests=len(at)
    )
    frame["token"] = frame["token"].astype("str")
    frame = frame.sort_values(["p_documents", "g2", "token"], ascending=[True, False, True], ignore_index=True)
    least = 1 / len(choices) if exact else 1 / (1 + len(choices))
    return carry(
        frame, target, reference, tests=len(at), exact=exact, permutations=len(choices), least_p=least, seed=seed
    )


def word_shift(first: pd.DataFrame, second: pd.DataFrame, *, stop: bool = True) -> pd.DataFrame:
    """Which words make two texts differ: what each adds to their distance (Gallagher et al. 2021).

    Columns: `token, count_first, count_second, share_first, share_second`, `shift` (share_second - share_first, the
    proportion shift), `divergence` (the word's part of the Jensen-Shannon divergence, in bits; all add up to
    `attrs["divergence"]`, between 0 and 1), `part` (of the whole divergence), `more_in` (first, second, or neither).
    The greatest part first, then by the word. Raises CountingError for an empty text.
    """
    counts = pd.DataFrame({"count_first": _counts(first, "first"), "count_second": _counts(second, "second")})
    if not stop:
        counts = counts.drop(
            index=set(pd.concat([t.loc[t["stop"], "token"] for t in (first, second)])), errors="ignore"
        )
    counts = counts.fillna(0).astype("int64").sort_index()
    if not counts.to_numpy().sum(axis=0).all():
        raise CountingError("one of the texts has nothing but stop words")
    p, q = (counts[name].to_numpy() / counts[name].sum() for name in ("count_first", "count_second"))
    middle = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = sum(np.where(share > 0, share * np.log2(share / middle), 0) / 2 for share in (p, q))
    whole = float(parts.sum())
    frame = counts.rename_axis("token").reset_index()
    more = np.array(["neither", "second", "first"])[np.sign(q - p).astype(int)]
    frame = frame.assign(share_first=p, share_second=q, shift=q - p, divergence=parts)
    frame = frame.assign(part=parts / whole if whole else np.nan, more_in=more)
    frame = frame.sort_values(["divergence", "token"], ascending=[False, True], ignore_index=True)
    return carry(frame, first, second, divergence=whole)


def _measured(both: pd.DataFrame, n1: float, n2: float, alpha: float, cells: Literal[4, 2], k: float) -> pd.DataFrame:
    """The measures of the words whose reference count is known; NaN for the others."""
    known = both["count_reference"].notna()
    table = Contingency(both["count"][known], both["count_reference"][known], n1, n2)
    g2 = table.g2(cells)
    p, tests = p_value(g2), int(np.isfinite(g2).sum())
    low, high = table.log_ratio_interval(1 - alpha)
    columns = {
        **{"g2": g2, "p": p, "p_fdr": adjusted(p, "fdr_bh"), "p_sidak": adjusted(p, "sidak")},
        **{"bic": table.bic(), "chi2": table.chi2(), "log_ratio": table.log_ratio(), "low": low, "high": high},
        **{"smooth_log_ratio": table.smooth_log_ratio(), "lrc": table.conservative_log_ratio(alpha, tests)},
        **{"percent_difference": table.percent_difference(), "simple_maths": table.simple_maths(k)},
        "odds_ratio": table.odds_ratio(),
    }
    frame = both.join(pd.DataFrame(columns, index=both.index[known])).rename_axis("token").reset_index()
    frame.loc[~known.to_numpy(), ["log_odds", "z"]] = np.nan
    frame["direction"] = np.select([frame["log_ratio"] > 0, frame["log_ratio"] < 0], ["positive", "negative"], "none")
    frame = frame.assign(tokens=int(n1), tokens_reference=n2, tests=tests, count=frame["count"].astype("int64"))
    frame["per_10000"] = PER * frame["count"] / n1
    frame["per_10000_reference"] = PER * frame["count_reference"] / n2
    places = ["count", "tokens", "per_10000"]
    first = [
        "token",
        *places,
        *(f"{name}_reference" for name in places),
        "direction",
        "g2",
        "p",
        "p_fdr",
        "p_sidak",
        "tests",
    ]
    return frame[first + [name for name in frame.columns if name not in first]]


def _listable(forms: pd.Index, target: pd.DataFrame, other: pd.DataFrame, stop: bool) -> np.ndarray:
    """Which forms are to be listed: no numbers (a list may have them folded), and stop words only where `stop`."""
    kinds, functions = kinds_of(forms), pd.Series(stop_functions_of(forms, default()), dtype="str").ne("").to_numpy()
    for table in (target, other):
        if "stop" in table.columns:
            functions = functions | forms.isin(table.loc[table["stop"], "token"].unique())
    return (kinds != "number") & (stop | ~functions)


def _counts(table: pd.DataFrame, name: str) -> pd.Series:
    rows = words(table)
    if rows.empty:
        raise CountingError(f"the {name} has no words; is the text empty, or the layer another one?")
    return rows.groupby("token").size().astype(float)


def _reference(table: pd.DataFrame) -> tuple[pd.Series, float]:
    """Counts by word and the size of the reference, from a token table or a frequency list."""
    if "kind" in table.columns:
        counts = _counts(table, "reference")
        return counts, float(counts.sum())
    if not {"token", "count"} <= set(table.columns):
        raise CountingError("a frequency list has the columns token and count; a token table comes from tokens()")
    counts = table.groupby(table["token"].map(simplified))["count"].sum(min_count=1).astype(float)
    size = float(table.attrs.get("size", counts.sum()))
    if not size > 0 or (counts < 0).any():
        raise CountingError("a frequency list has counts of 0 or more, and not all are 0")
    return counts, size


def _choices(member: np.ndarray, times: int, seed: int) -> tuple[np.ndarray, bool]:
    """Choices of as many documents as the target has, a row each: all of them, or `times` at random."""
    documents, inside = len(member), int(member.sum())
    if math.comb(documents, inside) <= times:
        chosen = np.zeros((math.comb(documents, inside), documents), dtype=bool)
        for row, picked in enumerate(combinations(range(documents), inside)):
            chosen[row, list(picked)] = True
        return chosen, True
    return np.random.default_rng(seed).permuted(np.tile(member, (times, 1)), axis=1), False


def _g2_of(first: np.ndarray, total: np.ndarray, size: np.ndarray, whole: float) -> np.ndarray:
    """G² of many tables at once, as 2 (Σ O ln O - Σ margins + N ln N): what permutations need, and quick."""

    def part(counts: np.ndarray) -> np.ndarray:
        return xlogy(counts, counts)

    cells = part(first) + part(total - first) + part(size - first) + part(whole - size - total + first)
    margins = part(total) + part(whole - total) + part(size) + part(whole - size)
    return np.maximum(2 * (cells - margins + part(whole)), 0)
