"""The label of a unit: heading, quotation, question, prescription, exhortation, evidence or claim (codebook, section 1.2).

A linear model over features that one can name (`features.py`) and character n-grams (`grams.py`) scores each unit; the
units around it move the scores a little, because acts of one kind stand together; what is left of doubt is the
confidence, calibrated on documents the model had not seen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.coding import grams
from analysis.coding.batch import Batch, Hits, Index, batch, cues, find_cues, string_keys
from analysis.coding.features import PLACES, Clauses, clauses, cue_places, named
from analysis.places import DATA

LABELS = ("heading", "quotation", "question", "prescription", "exhortation", "evidence", "claim")
MODELS = DATA / "models"
LONGEST = 6  # characters of a cue word
NO_CHINESE = 0.3  # the confidence of a unit that the codebook does not speak of
NOT_A_CUE = ("structure word", "lookalike", "figure")
WINDOW = 8  # units on either side whose labels count as the surroundings


class Unit(NamedTuple):
    """A coded unit.

    start, end          its span
    label               one of LABELS
    confidence          the probability of the label, calibrated on held-out documents
    cue_start, cue_end  the cue word that spoke most for the label, -1, -1 where none did
    reason              `model`, or the rule that decided
    """

    start: int
    end: int
    label: str
    confidence: float
    cue_start: int
    cue_end: int
    reason: str


class ModelError(ValueError):
    """A model that cannot be read; the message names file and remedy."""


class Described(NamedTuple):
    """Units with all that the model looks at."""

    units: Batch
    parts: Clauses
    hits: Hits
    keys: list[np.ndarray]
    names: list[str]
    named: np.ndarray


def describe(
    texts: Sequence[str], units: Sequence[Sequence[tuple[int, int]]], quotations: Sequence[Sequence]
) -> Described:
    """The features of all units of all texts."""
    together = batch(texts, units)
    keys = string_keys(together.codes, LONGEST)
    parts, hits = clauses(together), find_cues(together, keys)
    names, values = named(together, parts, hits, quotations)
    return Described(together, parts, hits, keys, names, values)


def normalised(counts: sp.csr_matrix) -> sp.csr_matrix:
    """N-grams as present or absent, each row of length one (higher counts say nothing more of an act)."""
    counts.sum_duplicates()
    sizes = np.diff(counts.indptr)
    counts.data = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return counts


@dataclass(frozen=True, eq=False)
class Model:
    """Weights that one can read.

    names, means, scales, named   the named features, what is subtracted and divided by, one weight a label
    vocabulary, ngrams            the n-grams and their weights, one a label
    bias                          one number a label
    context                       how much the surroundings count: `window`, `transition`, `lift` (a label's log-odds
                                  after each label), `marginal`, `bias`, `temperature`
    version                       of model and codebook
    """

    names: list[str]
    means: np.ndarray
    scales: np.ndarray
    named: np.ndarray
    vocabulary: list[str]
    ngrams: np.ndarray
    bias: np.ndarray
    context: dict
    version: str = "1"

    @cached_property
    def index(self) -> Index:
        return Index(np.array([grams.gram_key(gram) for gram in self.vocabulary], dtype=np.uint64))

    def ngram_counts(self, described: Described) -> sp.csr_matrix:
        """The n-grams of the vocabulary in each unit, as the weights expect them."""
        return normalised(
            grams.counts(described.units, described.parts, described.keys, self.index, len(self.vocabulary))
        )

    def standard(self, described: Described) -> np.ndarray:
        """The named features as the weights expect them. Raises ModelError where they are not the model's."""
        if described.names != self.names:
            odd = sorted(set(described.names) ^ set(self.names))[:5]
            raise ModelError(
                f"data/models/units.json: the features changed since the model was trained ({', '.join(odd)} …); "
                "train again: python -m analysis train GOLD TEXTS"
            )
        return (described.named - self.means) / self.scales

    def scores(self, described: Described) -> np.ndarray:
        """Log-probabilities of the labels of each unit by itself, one row a unit."""
        raw = self.standard(described) @ self.named + self.ngram_counts(described) @ self.ngrams + self.bias
        return log_softmax(np.asarray(raw, dtype=np.float64))

    def save(self, folder: Path = MODELS) -> None:
        """Writes `units.json` and `units_ngrams.csv` into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        features = {
            name: [float(m), float(s), *map(float, w)]
            for name, m, s, w in zip(self.names, self.means, self.scales, self.named, strict=True)
        }
        rows = [f"  {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in features.items()]
        head = {"version": self.version, "labels": LABELS, "bias": self.bias.tolist(), "context": self.context}
        lines = [f" {json.dumps(k)}: {json.dumps(v)}," for k, v in head.items()]
        body = ",\n".join(rows)
        text = "{\n" + "\n".join(lines) + '\n "features: mean, scale, a weight a label": {\n' + body + "\n }\n}\n"
        (folder / "units.json").write_text(text, encoding="utf-8", newline="\n")
        frame = pd.DataFrame(np.rint(self.ngrams * 1000).astype(int), columns=LABELS)
        frame.insert(0, "ngram", self.vocabulary)
        frame.to_csv(folder / "units_ngrams.csv", index=False, lineterminator="\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path = MODELS) -> Model:
        """Reads what `save` wrote. Raises ModelError where it is missing or torn."""
        remedy = "restore it from the repository, or train again: python -m analysis train GOLD TEXTS"
        try:
            held = json.loads((folder / "units.json").read_text(encoding="utf-8"))
            features = held["features: mean, scale, a weight a label"]
            frame = pd.read_csv(
                folder / "units_ngrams.csv", dtype={"ngram": str}, keep_default_na=False, encoding="utf-8"
            )
            values = np.array(list(features.values()), dtype=np.float32)
            return cls(
                names=list(features),
                means=values[:, 0],
                scales=values[:, 1],
                named=values[:, 2:],
                vocabulary=frame["ngram"].tolist(),
                ngrams=frame[list(LABELS)].to_numpy(dtype=np.float32) / np.float32(1000),
                bias=np.array(held["bias"], dtype=np.float32),
                context=held["context"],
                version=held["version"],
            )
        except (OSError, KeyError, ValueError, IndexError) as error:
            raise ModelError(f"{folder.name}: no usable model of units ({error}); {remedy}") from error


@cache
def default_model() -> Model:
    """The model in data/models."""
    return Model.load()


def log_softmax(raw: np.ndarray) -> np.ndarray:
    """Rows of scores as log-probabilities."""
    raw = raw - raw.max(axis=1, keepdims=True) if len(raw) else raw
    return raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))


def in_context(scores: np.ndarray, document: np.ndarray, context: dict) -> np.ndarray:
    """Log-probabilities once the surroundings had their say: the labels of the neighbours and of the stretch around."""
    if not len(scores):
        return scores
    alone = np.exp(scores)
    total = scores + np.asarray(context["bias"])
    lift = np.asarray(context["lift"])
    same = np.concatenate([document[1:] == document[:-1], [False]])[:, None]
    before = np.concatenate([np.zeros((1, alone.shape[1])), (alone * same)[:-1]])
    after = np.concatenate([alone[1:], np.zeros((1, alone.shape[1]))]) * same
    total = total + context["transition"] * (before @ lift + after @ lift.T)
    around, marginal = _around(alone, document), np.asarray(context["marginal"])
    total = total + context["window"] * np.log((around + 0.05) / (marginal + 0.05))
    return log_softmax(total * context["temperature"])


def _around(alone: np.ndarray, document: np.ndarray) -> np.ndarray:
    """The mean probability of each label among the units around, without the unit itself; the marginal where none is."""
    n = len(alone)
    sums = np.concatenate([np.zeros((1, alone.shape[1])), np.cumsum(alone, axis=0)])
    low = np.maximum(np.arange(n) - WINDOW, np.searchsorted(document, document))
    high = np.minimum(np.arange(n) + WINDOW + 1, np.searchsorted(document, document, side="right"))
    others = (high - low - 1)[:, None]
    return np.where(others > 0, (sums[high] - sums[low] - alone) / np.maximum(others, 1), alone.mean(axis=0))


def label_units(
    texts: Sequence[str],
    units: Sequence[Sequence[tuple[int, int]]],
    quotations: Sequence[Sequence],
    model: Model | None = None,
) -> list[list[Unit]]:
    """Labels the units of many texts at once; the texts are folded (`lexicon.fold`), the quotations those found in them.

    Raises ModelError where the model cannot be read or does not fit the features.
    """
    if not any(len(spans) for spans in units):
        return [[] for _ in texts]
    model = model or default_model()
    described = describe(texts, units, quotations)
    final = in_context(model.scores(described), described.units.document, model.context)
    chosen, sure = final.argmax(axis=1), np.exp(final.max(axis=1))
    foreign = described.named[:, described.names.index("no Chinese")] > 0
    chosen = np.where(foreign, LABELS.index("heading"), chosen)
    sure = np.where(foreign, NO_CHINESE, sure)
    at, length = decisive_cues(described, model, chosen)
    at = np.where(foreign, -1, at)
    coded: list[list[Unit]] = [[] for _ in texts]
    columns = (chosen, np.round(sure, 3), at, length, foreign, described.units.document)
    spans = (span for document in units for span in document)
    rows = zip(spans, *(column.tolist() for column in columns), strict=True)
    for (start, end), label, confidence, cue, size, other, document in rows:
        cue = cue - int(described.units.offset[document]) if cue >= 0 else -1
        reason = "no Chinese" if other else "model"
        coded[document].append(Unit(start, end, LABELS[label], confidence, cue, cue + size if cue >= 0 else -1, reason))
    return coded


def decisive_cues(described: Described, model: Model, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each unit the place on the codes and the length of the cue word that spoke most for its label; -1 where none."""
    units, hits = described.units, described.hits
    best_at, best_length = np.full(len(units), -1), np.zeros(len(units), dtype=np.int64)
    if not len(hits.at):
        return best_at, best_length
    lexicon = cues()
    weights = model.named / model.scales[:, None]
    weights = weights - weights.mean(axis=1, keepdims=True)
    row = {name: i for i, name in enumerate(model.names)}
    marks = lexicon.table[hits.form]
    worth = np.zeros((len(hits.at), len(LABELS)), dtype=np.float32)
    for place, mask in zip(PLACES, cue_places(units, described.parts, hits), strict=True):
        table = np.array([weights[row[function + place]] for function in lexicon.functions])
        worth += mask[:, None] * (marks @ table)
    plain = np.array([function not in NOT_A_CUE for function in lexicon.functions])
    unit = units.unit_at[hits.at]
    worth = np.where((marks * plain).any(axis=1), worth[np.arange(len(unit)), chosen[unit]], -1)
    order = np.lexsort((-worth, unit))
    first = order[np.concatenate([[True], unit[order][1:] != unit[order][:-1]])]
    first = first[worth[first] > 0]
    best_at[unit[first]], best_length[unit[first]] = hits.at[first], hits.length[first]
    return best_at, best_length


def explain(
    text: str,
    units: Sequence[tuple[int, int]],
    index: int,
    quotations: Sequence,
    model: Model | None = None,
    strongest: int = 12,
) -> pd.DataFrame:
    """The strongest features behind the label of unit number `index`.

    Columns: `feature`; `contribution`, log-odds it adds for the label against the mean of the other labels; `words`;
    `start, end`, -1 where a feature has no words of its own. Strongest first, those that speak against it included.
    """
    model = model or default_model()
    described = describe([text], [units], [quotations])
    final = in_context(model.scores(described), described.units.document, model.context)
    label = int(final[index].argmax())
    others = [i for i in range(len(LABELS)) if i != label]

    def against(weights: np.ndarray) -> np.ndarray:
        return weights[:, label] - weights[:, others].mean(axis=1)

    rows = []
    for name, value in zip(model.names, model.standard(described)[index] * against(model.named), strict=True):
        rows.append((name, float(value), "", -1, -1))
    counts = model.ngram_counts(described)[[index]]
    strength = against(model.ngrams[counts.indices]) * counts.data
    top = np.argsort(-np.abs(strength), kind="stable")[:strongest]
    start, end = units[index]
    for place in top:
        gram = model.vocabulary[counts.indices[place]]
        found = _gram_span(described, gram, start, end)
        rows.append((f"n-gram {gram}", float(strength[place]), text[slice(*found)] if found[0] >= 0 else "", *found))
    shift = float(final[index, label] - model.scores(described)[index, label])
    rows.append(("the units around", shift, "", -1, -1))
    frame = pd.DataFrame(rows, columns=["feature", "contribution", "words", "start", "end"])
    order = frame["contribution"].abs().sort_values(ascending=False, kind="stable").index[:strongest]
    return frame.loc[order].round({"contribution": 3}).reset_index(drop=True)


def _gram_span(described: Described, gram: str, start: int, end: int) -> tuple[int, int]:
    wanted = np.uint64(grams.gram_key(gram))
    for _, n, at, _, keys in grams.occurrences(described.units, described.parts, described.keys):
        there = at[(keys == wanted) & (at >= start) & (at + n <= end)]
        if len(there):
            return int(there[0]), int(there[0]) + n
    return -1, -1
