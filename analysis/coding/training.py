"""Training the model of unit labels on gold codings, and testing it on documents it did not see."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from analysis.coding import grams
from analysis.coding.batch import Index
from analysis.coding.codings import FOLDS, GoldError, document_folds, gold_folders, read_texts
from analysis.coding.gold import Gold, read_gold
from analysis.coding.model import LABELS, Model, in_context, log_softmax, normalised, ruled

__all__ = [
    "Gold",
    "GoldError",
    "cross_validate",
    "document_folds",
    "gold_folders",
    "read_gold",
    "read_texts",
    "train",
]

STRENGTH = 0.1  # of a named feature's standard deviation beside an n-gram
STEPS = 100  # of the optimiser; twice as many bring .001 in accuracy
PENALTY = 3.0  # C of the logistic regression: the inverse of the penalty on large weights
DOCUMENTS = 12  # in which an n-gram must occur to be in the vocabulary
VERSION = "model 1, codebook 2"

GRID = {
    "window": (0, 0.2, 0.4, 0.6),
    "transition": (0, 0.1, 0.2, 0.3, 0.45),
}


def vocabulary(gold: Gold) -> list[str]:
    """The n-grams that occur in coded units of at least DOCUMENTS documents, sorted."""
    units, found = gold.described.units, []
    for field, n, at, unit, keys in grams.occurrences(units, gold.described.parts, gold.described.keys):
        coded = gold.label[unit] >= 0
        key, document, at = keys[coded], units.document[unit[coded]], at[coded]
        order = np.lexsort((document, key))
        key, document, at = key[order], document[order], at[order]
        new = np.ones(len(key), dtype=bool)
        new[1:] = (key[1:] != key[:-1]) | (document[1:] != document[:-1])
        _, first, count = np.unique(key[new], return_index=True, return_counts=True)
        for place in at[new][first[count >= DOCUMENTS]].tolist():
            found.append(field + "".join(map(chr, units.codes[place : place + n].tolist())))
    return sorted(set(found))


class Matrix(NamedTuple):
    """The features of all units as one sparse matrix, with what makes them comparable."""

    rows: sp.csr_matrix
    means: np.ndarray
    scales: np.ndarray
    vocabulary: list[str]


def features(gold: Gold) -> Matrix:
    """Named features, standardised on the coded units and scaled by STRENGTH, beside n-grams."""
    words = vocabulary(gold)
    index = Index(np.array([grams.gram_key(word) for word in words], dtype=np.uint64))
    described, coded = gold.described, gold.label >= 0
    counts = grams.counts(described.units, described.parts, described.keys, index, len(words))
    means = np.round(described.named[coded].mean(axis=0), 4)
    scales = np.round((described.named[coded].std(axis=0) + 0.1) / STRENGTH, 4)
    standard = ((described.named - means) / scales).astype(np.float32)
    return Matrix(sp.hstack([sp.csr_matrix(standard), normalised(counts)]).tocsr(), means, scales, words)


class Weights(NamedTuple):
    """One row a feature, one column a label (in the order of LABELS), and a bias a label."""

    features: np.ndarray
    bias: np.ndarray

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        return log_softmax(np.asarray(rows @ self.features + self.bias, dtype=np.float64))


def fit(rows: sp.csr_matrix, label: np.ndarray, weight: np.ndarray) -> Weights:
    """A multinomial logistic regression, on one thread: sums in another order would end in other digits.

    Every fit takes STEPS steps. A tolerance stopped it where the gradient happened to be small first, anywhere between 37
    and 68 steps for features that hardly differed, which cost up to a point of accuracy.
    """
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression = LogisticRegression(C=PENALTY, max_iter=STEPS, tol=1e-9).fit(rows, label, sample_weight=weight)
    weights = np.full((rows.shape[1], len(LABELS)), 0.0)
    bias = np.full(len(LABELS), -9.0)  # a label that no coded unit has is never given
    weights[:, regression.classes_] = regression.coef_.T
    bias[regression.classes_] = regression.intercept_
    return Weights(weights, bias)


def held_out(gold: Gold, matrix: Matrix, coded: np.ndarray, fold_of: np.ndarray) -> np.ndarray:
    """Scores of each unit from a model that saw no unit of the unit's fold (fold -1 is always in training)."""
    scores = np.zeros((len(gold.label), len(LABELS)))
    for number in range(FOLDS):
        train, test = coded & (fold_of != number), fold_of == number
        if test.any():
            scores[test] = fit(matrix.rows[train], gold.label[train], gold.weight[train]).scores(matrix.rows[test])
    return ruled(gold.described, scores)


def quality(label: np.ndarray, coded: np.ndarray, characters: np.ndarray) -> tuple[float, float, dict[str, float]]:
    """Accuracy, macro F1 and F1 by label, over characters that are not white space."""
    f1 = {}
    for number, name in enumerate(LABELS):
        gold, found = label == number, coded == number
        both = characters[gold].sum() + characters[found].sum()
        f1[name] = 2 * characters[gold & found].sum() / both if both else float("nan")
    return characters[label == coded].sum() / characters.sum(), float(np.nanmean(list(f1.values()))), f1


def fit_context(scores: np.ndarray, gold: Gold, coded: np.ndarray) -> dict:
    """How much the surroundings count, by what labels best on held-out scores; then the temperature that calibrates."""
    document, label = gold.described.units.document, gold.label
    joint = np.ones((len(LABELS), len(LABELS)))
    next_to = np.flatnonzero(coded[1:] & coded[:-1] & (document[1:] == document[:-1]))
    np.add.at(joint, (label[next_to], label[next_to + 1]), 1)
    share = joint.sum(axis=0) / joint.sum()
    lift = np.log(joint / joint.sum(axis=1, keepdims=True) / share)
    context = {
        "window": 0.2, "transition": 0.1, "temperature": 1.0, "bias": [0.0] * len(LABELS),
        "lift": np.round(lift, 3).tolist(),
        "marginal": np.round(np.exp(scores[coded]).mean(axis=0), 4).tolist(),
    }  # fmt: skip

    def worth(trial: dict) -> float:
        chosen = in_context(scores, document, trial)[coded].argmax(axis=1)
        accuracy, macro, _ = quality(label[coded], chosen, gold.characters[coded])
        return accuracy + macro

    best = worth(context)
    for _ in range(2):
        for name, values in GRID.items():
            for value in values:
                trial = context | {name: value}
                if worth(trial) > best + 1e-4:
                    best, context = worth(trial), trial
        for number in range(len(LABELS)):
            for step in (-0.2, 0.2):
                bias = list(context["bias"])
                bias[number] = round(bias[number] + step, 2)
                if abs(bias[number]) <= 0.6 and worth(context | {"bias": bias}) > best + 1e-3:
                    context = context | {"bias": bias}
                    best = worth(context)

    def surprise(temperature: float) -> float:
        final = in_context(scores, document, context | {"temperature": temperature})[coded]
        return -float(final[np.arange(len(final)), label[coded]].mean())

    return context | {"temperature": min(np.round(np.arange(0.4, 1.7, 0.05), 2).tolist(), key=surprise)}


def train(gold_dirs: Sequence[Path], texts_dir: Path) -> Model:
    """The model of unit labels from gold codings; the same codings give the same model.

    Raises GoldError where codings or texts cannot be used.
    """
    gold = read_gold(gold_dirs, texts_dir)
    matrix, coded = features(gold), gold.label >= 0
    document = gold.described.units.document
    scores = held_out(gold, matrix, coded, document_folds(gold.documents, 0)[document])
    context = fit_context(scores, gold, coded)
    weights = fit(matrix.rows[coded], gold.label[coded], gold.weight[coded])
    names = gold.described.names
    return Model(
        names=names,
        means=matrix.means.astype(np.float64),
        scales=matrix.scales.astype(np.float64),
        named=np.round(weights.features[: len(names)], 3),
        vocabulary=matrix.vocabulary,
        ngrams=np.round(weights.features[len(names) :], 3),
        bias=np.round(weights.bias, 3),
        context=context,
        version=VERSION,
    )


def cross_validate(
    gold_dirs: Sequence[Path], texts_dir: Path, seeds: Sequence[int] = (0, 1, 2), always: Sequence[Path] = ()
) -> pd.DataFrame:
    """Labels that models gave to units of documents they had not seen, five folds over documents, once a seed.

    The folders `always` are in training in every fold and are not tested; of a document that they and others code, all
    units are in its fold. The surroundings' weight and the temperature
    are fitted inside each training part. Columns: seed, doc, start, end, gold, coded, confidence, fold.
    """
    gold = read_gold([*gold_dirs, *always], texts_dir)
    names = {Path(folder).name for folder in always}
    matrix, document = features(gold), gold.described.units.document
    tested = (gold.label >= 0) & ~np.isin(gold.source, sorted(names))
    kept = np.bincount(document, weights=tested, minlength=len(gold.documents)) == 0
    spans = np.array([span for document_spans in gold.units for span in document_spans])
    tables = []
    for seed in seeds:
        folds = document_folds(gold.documents, seed, kept)[document]
        inner = document_folds(gold.documents, seed + 1000)[document]
        for number in range(FOLDS):
            coded = (gold.label >= 0) & (folds != number)
            scores = held_out(gold, matrix, coded, np.where(coded, inner, -1))
            context = fit_context(scores, gold, coded)
            weights = fit(matrix.rows[coded], gold.label[coded], gold.weight[coded])
            final = in_context(ruled(gold.described, weights.scores(matrix.rows)), document, context)
            test = np.flatnonzero((folds == number) & tested)
            tables.append(
                pd.DataFrame(
                    {
                        "seed": seed,
                        "doc": [gold.documents[d] for d in document[test]],
                        "start": spans[test, 0],
                        "end": spans[test, 1],
                        "gold": [LABELS[i] for i in gold.label[test]],
                        "coded": [LABELS[i] for i in final[test].argmax(axis=1)],
                        "confidence": np.round(np.exp(final[test].max(axis=1)), 3),
                        "fold": number,
                    }
                )
            )
    return pd.concat(tables, ignore_index=True).sort_values(["seed", "doc", "start"], ignore_index=True)
