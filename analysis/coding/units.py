"""The label of a unit: heading, quotation, question, prescription, exhortation, evidence or claim (codebook, section 1.2).

A linear model over features that one can name (`features.py`) and character n-grams (`grams.py`) scores each unit; where
the codebook is a rule, the rule decides; the units around move the scores a little, because acts of one kind stand
together; what is left of doubt is the confidence, calibrated on documents the model had not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.coding import grams
from analysis.coding.batch import cues
from analysis.coding.features import PLACES, cue_places
from analysis.coding.model import (
    LABELS,
    MODELS,
    Described,
    Model,
    ModelError,
    by_rule,
    default_model,
    describe,
    in_context,
)

__all__ = ["LABELS", "MODELS", "Model", "ModelError", "Unit", "explain", "label_units"]

TOGETHER = 150_000  # characters whose units are labelled in one go
NOT_A_CUE = ("structure word", "lookalike", "figure")


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


def label_units(
    texts: Sequence[str],
    units: Sequence[Sequence[tuple[int, int]]],
    quotations: Sequence[Sequence],
    model: Model | None = None,
) -> list[list[Unit]]:
    """Labels the units of many texts at once; the texts are folded (`lexicon.fold`), the quotations those found in them.

    Raises ModelError where the model cannot be read or does not fit the features.
    """
    model = model or default_model()
    found = []
    for part in _parts(texts):
        found += _labelled(texts[part], units[part], quotations[part], model)
    return found


def _parts(texts: Sequence[str]) -> Iterator[slice]:
    """Stretches of so many texts that their arrays stay in the processor's cache."""
    first, size = 0, 0
    for number, text in enumerate(texts, 1):
        size += len(text)
        if size >= TOGETHER or number == len(texts):
            yield slice(first, number)
            first, size = number, 0


def _labelled(
    texts: Sequence[str], units: Sequence[Sequence[tuple[int, int]]], quotations: Sequence[Sequence], model: Model
) -> list[list[Unit]]:
    if not any(len(spans) for spans in units):
        return [[] for _ in texts]
    described = describe(texts, units, quotations)
    final = in_context(model.scores(described), described.units.document, model.context)
    chosen, sure = final.argmax(axis=1), np.exp(final.max(axis=1))
    reason = np.zeros(len(chosen), dtype=np.int64)
    rules = by_rule(described)
    for number, rule in enumerate(rules.values(), 1):
        reason[rule.where], chosen[rule.where] = number, LABELS.index(rule.label)
        sure[rule.where] = rule.confidence
    at, length = decisive_cues(described, model, chosen)
    at = np.where(reason > 0, -1, at)
    reasons = ["model", *rules]
    offset = described.units.offset[described.units.document]
    cue, until = np.where(at >= 0, at - offset, -1), np.where(at >= 0, at - offset + length, -1)
    columns = (
        (described.units.starts - offset).tolist(),
        (described.units.ends - offset).tolist(),
        [LABELS[label] for label in chosen.tolist()],
        np.round(sure, 3).tolist(),
        cue.tolist(),
        until.tolist(),
        [reasons[why] for why in reason.tolist()],
    )
    flat = [Unit._make(row) for row in zip(*columns, strict=True)]
    edges = np.cumsum([0, *(len(spans) for spans in units)]).tolist()
    return [flat[start:end] for start, end in pairwise(edges)]


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
    unit = units.unit_at[hits.at]
    label = chosen[unit]
    worth = np.zeros(len(hits.at), dtype=np.float32)
    for place, there in zip(PLACES, cue_places(units, described.parts, hits), strict=True):
        of_form = lexicon.table @ np.array([weights[row[function + place]] for function in lexicon.functions])
        worth += np.where(there, of_form[hits.form, label], 0)
    plain = lexicon.table[:, [function not in NOT_A_CUE for function in lexicon.functions]].any(axis=1)
    worth[~plain[hits.form]] = -1
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

    Columns: `feature`, with "not: " before what the unit does not have; `contribution`, log-odds it adds for the label
    against the mean of the other labels; `words`; `start, end`, -1 where a feature has no words of its own. Strongest
    first, those that speak against it included.
    """
    model = model or default_model()
    described = describe([text], [units], [quotations])
    final = in_context(model.scores(described), described.units.document, model.context)
    label = int(final[index].argmax())
    others = [i for i in range(len(LABELS)) if i != label]

    def against(weights: np.ndarray) -> np.ndarray:
        return weights[:, label] - weights[:, others].mean(axis=1)

    rows, standard = [], (described.named[index] - model.means) / model.scales
    held = described.named[index] != 0  # what is not there speaks too: "not: ends in stop"
    for name, value, there in zip(model.names, standard * against(model.named), held, strict=True):
        rows.append((name if there else f"not: {name}", float(value), "", -1, -1))
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
