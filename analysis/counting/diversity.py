"""Richness and shape: how varied the words are, how long sentences and clauses, how much stands in fours or in parallel.

Every one of these moves with the segmentation, most with the length of the text: compare texts only where both are alike,
and read the `caution` that each table carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln

from analysis.coding.segmentation import segment
from analysis.counting.errors import CountingError
from analysis.counting.segmenter import HAN
from analysis.counting.tokens import carry, documents_and_units, layers_of, pieces_of, words
from analysis.document import Document

CLAUSE_ENDS = "，,、。！？!?…；;：:—"
CAUTIONS = {
    "ttr": "falls as a text grows: only for texts of one length",
    "mattr": "does not fall with length, but needs a text longer than its window",
    "mtld": "steady from about 100 tokens on; not for single sentences",
    "hdd": "for texts of 42 tokens or more; a share of types, not vocd's D",
    "segmentation": "all change with the segmenter and its dictionary: see the fingerprint",
}
_CLAUSE = re.compile(f'[^{CLAUSE_ENDS}\\s“”‘’「」『』"（）()]+')
_FOUR = re.compile("^[\u4e00-\u9fff]{4}$")
_LEVELS = ("clause", "sentence")


def diversity(
    tokens: pd.DataFrame, by: str | Sequence[str] = "doc", *, window: int = 50, threshold: float = 0.72, draws: int = 42
) -> pd.DataFrame:
    """Lexical diversity of each group of a token table (words, numbers and stop words; punctuation is left out).

    Columns: those of `by`, `measure` (ttr, mattr, mtld, hdd), `value` (NaN where it is not defined), `tokens`, `types`,
    `caution`. Higher: more varied. Raises CountingError for an empty table or a column that is not there.
    """
    by = [by] if isinstance(by, str) else list(by)
    rows = words(tokens)
    missing = [name for name in by if name not in rows.columns]
    if missing or rows.empty:
        raise CountingError(f"no column {', '.join(missing)}" if missing else "there are no words in this table")
    found = []
    for key, group in rows.groupby(by, sort=True):
        forms = group["token"].tolist()
        values = {
            "ttr": ttr(forms),
            "mattr": mattr(forms, window),
            "mtld": mtld(forms, threshold),
            "hdd": hdd(forms, draws),
        }
        for measure, value in values.items():
            found.append((*key, measure, value, len(forms), len(set(forms)), CAUTIONS[measure]))
    frame = pd.DataFrame(found, columns=[*by, "measure", "value", "tokens", "types", "caution"])
    notes = {"window": window, "threshold": threshold, "draws": draws, "caution": CAUTIONS["segmentation"]}
    return carry(frame, tokens, **notes)


def ttr(forms: Sequence[str]) -> float:
    """Types over tokens; NaN for no token. Falls as a text grows."""
    return len(set(forms)) / len(forms) if len(forms) else float("nan")


def mattr(forms: Sequence[str], window: int = 50) -> float:
    """Mean type-token ratio of all windows of so many tokens (Covington and McFall 2010); NaN for a shorter text."""
    if window < 1:
        raise CountingError(f"a window of {window} tokens is none")
    if len(forms) < window:
        return float("nan")
    counts: dict[str, int] = {}
    total = 0
    for at, form in enumerate(forms):
        counts[form] = counts.get(form, 0) + 1
        if at >= window:
            gone = forms[at - window]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        if at >= window - 1:
            total += len(counts)
    return total / (len(forms) - window + 1) / window


def mtld(forms: Sequence[str], threshold: float = 0.72) -> float:
    """Mean length of a run whose type-token ratio stays at `threshold` or above, forward and backward averaged.

    McCarthy and Jarvis (2010): a run ends where the ratio falls below the threshold (strictly); what is left at the end
    counts as a part of a run, (1 - ratio) / (1 - threshold). NaN where no word is ever repeated, or there is none.
    """
    if not 0 < threshold < 1:
        raise CountingError(f"a threshold lies between 0 and 1, not {threshold}")
    runs = [_runs(order, threshold) for order in (forms, forms[::-1])]
    if not all(runs):
        return float("nan")
    return sum(len(forms) / count for count in runs) / 2


def hdd(forms: Sequence[str], draws: int = 42) -> float:
    """HD-D (McCarthy and Jarvis 2007): the type-token ratio to be expected of `draws` tokens drawn at random.

    The sum over types of the hypergeometric chance to be drawn at all, divided by `draws`. NaN for a shorter text.
    """
    total = len(forms)
    if total < draws or draws < 1:
        return float("nan")
    counts = np.unique(np.array(forms, dtype=object), return_counts=True)[1].astype(float)
    rest = total - counts
    none = np.zeros(len(counts))
    can = rest >= draws
    parts = gammaln(rest[can] + 1) - gammaln(rest[can] - draws + 1) - gammaln(total + 1) + gammaln(total - draws + 1)
    none[can] = np.exp(parts)
    return float((1 - none).sum() / draws)


def lengths(
    documents: Document | Iterable[Document] | Any, layer: str | Sequence[str] | None = "essay"
) -> pd.DataFrame:
    """Every sentence and clause with its length, in characters that are neither white space nor punctuation.

    Sentences are the codebook's units (cut after 。！？；and at line ends); clauses end at any mark, commas, colons and 、
    included, so that a list counts as many. No sentence split loses a character: sentences hold all but white space.

    Columns: `doc, start, end, level` (sentence, clause), `characters`, `clauses` (of a sentence), `layer`.
    """
    rows = []
    for one, layer_name, start, end in _stretches(documents, layer):
        for first, last in segment(one.text, start, end):
            clauses = _clauses(one.text, first, last)
            size = sum(closed - opened for opened, closed in clauses)
            rows.append((one.id, first, last, "sentence", size, len(clauses), layer_name))
            rows += [(one.id, s, e, "clause", e - s, 1, layer_name) for s, e in clauses]
    frame = _spans(rows, ["doc", "start", "end", "level", "characters", "clauses", "layer"])
    frame.attrs["caution"] = (
        "length in characters does not depend on the segmenter; where sentences end is the codebook's rule"
    )
    return frame


def four_character_phrases(
    documents: Document | Iterable[Document] | Any,
    layer: str | Sequence[str] | None = "essay",
    tokens: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """四字格: stretches of just four Chinese characters, between two marks or as one token.

    tokens      a token table of the same documents, for those that the dictionary has as one word (实事求是); without it,
                only those between marks are found

    Columns: `doc, start, end, form, found` (marks, token, or both), in the text's order; `attrs["caution"]`: four
    characters between marks need not be an idiom, and which idioms are tokens the dictionary decides.
    """
    found: dict[tuple[str, int, int], set[str]] = {}
    texts = {one.id: one.text for one in documents_and_units(documents, None)[0]}
    for one, _, start, end in _stretches(documents, layer):
        for opened, closed in _clauses(one.text, start, end):
            if closed - opened == 4 and _FOUR.match(one.text[opened:closed]):
                found.setdefault((one.id, opened, closed), set()).add("marks")
    if tokens is not None:
        rows = tokens[(tokens["end"] - tokens["start"] == 4) & tokens["token"].str.match(_FOUR.pattern)]
        for doc, start, end in zip(rows["doc"], rows["start"].tolist(), rows["end"].tolist(), strict=True):
            if doc not in texts:
                raise CountingError(f"the token table has a document {doc!r} that is not among the documents")
            found.setdefault((doc, start, end), set()).add("token")
    rows = [(*key, texts[key[0]][key[1] : key[2]], "both" if len(how) == 2 else min(how)) for key, how in found.items()]
    frame = _spans(sorted(rows), ["doc", "start", "end", "form", "found"])
    frame.attrs["caution"] = (
        "four characters between marks need not be an idiom; which idioms are tokens the dictionary decides"
    )
    return frame


def parallelism(
    documents: Document | Iterable[Document] | Any,
    layer: str | Sequence[str] | None = "essay",
    *,
    least: int = 3,
    shared: int = 2,
) -> pd.DataFrame:
    """排比: runs of `least` clauses or sentences or more, in one paragraph, that begin or end alike.

    least       how many in a row; shared: how many characters at least they have in common at the beginning or the end

    Columns: `doc, start, end, level` (clause, sentence), `place` (beginning, end), `shared` (the characters in common),
    `parts` (how many), `forms` (the parts, joined by " / "). A run may be listed as both, beginning and end.
    `attrs["caution"]`: form, not meaning: a list of terms that share a suffix is found too, and a figure that varies its
    words is not. Raises CountingError for fewer than two parts or no shared character.
    """
    if least < 2 or shared < 1:
        raise CountingError(f"{least} parts with {shared} characters in common are no parallel; 2 and 1 at least")
    rows = []
    for one, _, start, end in _stretches(documents, layer):
        for line in re.finditer(r"[^\r\n]+", one.text[start:end]):
            first, last = start + line.start(), start + line.end()
            sentences = [_inner(one.text, s, e) for s, e in segment(one.text, first, last)]
            for level, spans in zip(_LEVELS, (_clauses(one.text, first, last), sentences), strict=True):
                spans = [span for span in spans if span[0] < span[1]]
                for place in ("beginning", "end"):
                    rows += [
                        (one.id, run[0][0], run[-1][1], level, place, common, len(run),
                         " / ".join(one.text[s:e] for s, e in run))
                        for run, common in _alike(one.text, spans, place, least, shared)
                    ]  # fmt: skip
    frame = _spans(sorted(rows), ["doc", "start", "end", "level", "place", "shared", "parts", "forms"])
    frame.attrs["caution"] = (
        "form, not meaning: lists that share a suffix are found, figures that vary their words are not"
    )
    return frame


def _spans(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    numbers = {"start", "end", "characters", "clauses", "parts"}
    types = {name: "int64" if name in numbers else "str" for name in columns}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _runs(forms: Sequence[str], threshold: float) -> float:
    runs, types, count = 0.0, set(), 0
    for form in forms:
        types.add(form)
        count += 1
        if len(types) / count < threshold:
            runs, types, count = runs + 1, set(), 0
    return runs + (1 - len(types) / count) / (1 - threshold) if count else runs


def _stretches(documents: Any, layer: str | Sequence[str] | None) -> list[tuple[Document, str, int, int]]:
    chosen = layers_of(layer)
    return [
        (one, name, start, end)
        for one in documents_and_units(documents, None)[0]
        for name, start, end in pieces_of(one, chosen)
    ]


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [match.span() for match in _CLAUSE.finditer(text, start, end) if HAN.search(match.group())]


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without marks at its ends."""
    marks = CLAUSE_ENDS + '“”‘’「」『』"（）()'
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end


def _alike(text: str, spans: list[tuple[int, int]], place: str, least: int, shared: int) -> Iterator[tuple]:
    """The longest runs of neighbours with the same first (last) characters, and all that they have in common there."""

    def edge(span: tuple[int, int]) -> str:
        part = (
            text[span[0] : span[0] + shared] if place == "beginning" else text[max(span[1] - shared, span[0]) : span[1]]
        )
        return part if len(part) == shared else ""

    for key, group in groupby(spans, edge):
        run = list(group)
        if key and len(run) >= least:
            yield run, _common([text[s:e] for s, e in run], place)


def _common(forms: list[str], place: str) -> str:
    turned = forms if place == "beginning" else [form[::-1] for form in forms]
    low, high = min(turned), max(turned)
    size = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[:size] if place == "beginning" else low[:size][::-1]
