"""The linear model of unit labels: what it looks at, its weights as data that one can read, rules, surroundings."""

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
from analysis.coding.features import Clauses, clauses, named
from analysis.places import DATA

LABELS = ("heading", "quotation", "question", "prescription", "exhortation", "evidence", "claim")
MODELS = DATA / "models"
NO_CHINESE = 0.3  # the confidence of a unit that the codebook does not speak of
EXAMPLE = 40  # characters of the longest unit that is an example by its form alone
LINE = 80  # characters of the longest line that is a heading by its form alone
WINDOW = 8  # units on either side whose labels count as the surroundings


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
    keys = string_keys(together.codes, grams.LONGEST)
    parts, hits = clauses(together), find_cues(together)
    names, values = named(together, parts, hits, quotations)
    return Described(together, parts, hits, keys, names, values)


def normalised(counts: sp.csr_matrix) -> sp.csr_matrix:
    """N-grams as present or absent, each row of length one (higher counts say nothing more of an act)."""
    counts.sum_duplicates()
    sizes = np.diff(counts.indptr)
    counts.data = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return counts


def defining_examples(described: Described) -> np.ndarray:
    """Units such as 对于X而言，Y就是Z, with those that go on to say who else is Z: examples introduced to define."""
    units, hits, parts = described.units, described.hits, described.parts
    unit, clause = units.unit_at[hits.at], parts.at[hits.at]

    def has(function: str, where: np.ndarray) -> np.ndarray:
        column = cues().table[hits.form, cues().functions.index(function)] > 0
        return np.isin(np.arange(len(units)), unit[column & (clause == where[unit])])

    defines = has("definition", parts.last) & (units.ends - units.starts <= EXAMPLE)
    found = defines & has("standpoint", parts.first) & (units.codes[units.starts] == ord("对"))
    tail = [units.codes[end - 3 : end - 1].tobytes() for end in units.ends.tolist()] if found.any() else []
    for number in np.flatnonzero(found).tolist():
        after = number + 1
        while after < len(units) and defines[after] and tail[after] == tail[number]:
            if units.document[after] != units.document[number]:
                break
            found[after] = True
            after += 1
    return found


class Rule(NamedTuple):
    """A label that the codebook gives by form alone: with what confidence, and to which units."""

    label: str
    confidence: float
    where: np.ndarray


def by_rule(described: Described) -> dict[str, Rule]:
    """Where the codebook is a rule, by the reason that a unit shows.

    Of the codings at hand 127 of 132 lines without final mark are headings, and all but two units in a hundred that end
    in a question mark and report nobody's words are questions.
    """

    def held(name: str) -> np.ndarray:
        return described.named[:, described.names.index(name)] > 0

    chinese = ~held("no Chinese")
    own = ~held("direct quotation") & ~held("indirect quotation") & ~held("partial quotation")
    own &= ~held("cue outside the unit") & chinese
    short = described.units.ends - described.units.starts <= LINE
    line = held("alone, no final mark") & own & short
    question = held("ends in question mark") & own & ~held("reporting")
    return {
        "no Chinese": Rule("heading", NO_CHINESE, ~chinese),
        "a line of its own without final mark": Rule("heading", 0.96, line),
        "an example introduced to define": Rule("evidence", 0.9, defining_examples(described) & own),
        "ends in a question mark": Rule("question", 0.97, question),
    }


def ruled(described: Described, scores: np.ndarray) -> np.ndarray:
    """The scores with the rules' labels put where a rule decides."""
    scores = scores.copy()
    for rule in by_rule(described).values():
        sure = max(rule.confidence, 0.9)  # by a rule's word its neighbours may go, also where there is no Chinese
        scores[rule.where] = np.log((1 - sure) / (len(LABELS) - 1))
        scores[rule.where, LABELS.index(rule.label)] = np.log(sure)
    return scores


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

    def check(self, described: Described) -> None:
        """Raises ModelError where the named features are not the model's."""
        if described.names != self.names:
            odd = sorted(set(described.names) ^ set(self.names))[:5]
            raise ModelError(
                f"data/models/units.json: the features changed since the model was trained ({', '.join(odd)} …); "
                "train again: python -m analysis train GOLD TEXTS"
            )

    def scores(self, described: Described) -> np.ndarray:
        """Log-probabilities of the labels of each unit by itself, one row a unit."""
        self.check(described)
        weights = self.named / self.scales[:, None]
        raw = described.named @ weights.astype(np.float32) + (self.bias - self.means @ weights)
        raw = raw + self.ngram_counts(described) @ self.ngrams.astype(np.float32)
        return ruled(described, log_softmax(np.asarray(raw, dtype=np.float64)))

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
            values = np.array(list(features.values()))
            return cls(
                names=list(features),
                means=values[:, 0],
                scales=values[:, 1],
                named=values[:, 2:],
                vocabulary=frame["ngram"].tolist(),
                ngrams=frame[list(LABELS)].to_numpy() / 1000,
                bias=np.array(held["bias"]),
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
    marginal = np.asarray(context["marginal"])
    around = _around(alone, document, marginal)
    total = total + context["window"] * np.log((around + 0.05) / (marginal + 0.05))
    return log_softmax(total * context["temperature"])


def _around(alone: np.ndarray, document: np.ndarray, marginal: np.ndarray) -> np.ndarray:
    """The mean probability of each label among the units around, without the unit itself; the marginal where none is."""
    n = len(alone)
    sums = np.concatenate([np.zeros((1, alone.shape[1])), np.cumsum(alone, axis=0)])
    low = np.maximum(np.arange(n) - WINDOW, np.searchsorted(document, document))
    high = np.minimum(np.arange(n) + WINDOW + 1, np.searchsorted(document, document, side="right"))
    others = (high - low - 1)[:, None]
    return np.where(others > 0, (sums[high] - sums[low] - alone) / np.maximum(others, 1), marginal)
