"""A coding against a gold coding: the scores, with intervals over documents.

A score is a ratio of counts that documents add up to (`counts`), so that the same counts give the figure for all of
them, for one collection, and for the documents drawn again and again behind an interval.

| layer | measure |
| --- | --- |
| units | each character that is not white space has one gold and one coded label: accuracy, F1 by label, macro F1 over the labels that gold has; boundary F1 of the units' starts |
| quotations | of stretches in marks: exact F1 of their spans, kind accuracy on the spans found, quote-or-mention F1 of direct and partial ones, speaker accuracy on those; indirect F1 of spans that overlap by half or more of their hull |
| statements | F1 of each component over the characters of the units that have gold statements |

Only characters inside gold units count: gold codes an excerpt of most documents.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.checking.gold import Gold

SEED = 20260722
RESAMPLES = 2000
SCORED = ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex")
OWN_WORDS = ("direct", "partial")
COUNTS = ["doc", "layer", "measure", "hits", "coded", "gold", "of"]


class Coding(Protocol):
    """What can be scored: a `Coded`, or a `Gold`. Its three tables are all that is asked of it."""

    @property
    def units(self) -> pd.DataFrame: ...
    @property
    def quotations(self) -> pd.DataFrame: ...
    @property
    def statements(self) -> pd.DataFrame: ...


def score(
    gold: Coding,
    coded: Coding,
    texts: Mapping[str, str] | None = None,
    *,
    by_collection: bool = False,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> pd.DataFrame:
    """The scores of a coding, with percentile intervals of a bootstrap over documents (Efron 1979; seeded).

    gold, coded    documents are matched by name; a `:` in gold's name may be a `_` in coded's
    texts          by name, so that white space is not counted; a Coded brings its own, else every character counts
    by_collection  one set of rows a collection (what stands before the `:` in a document's name) instead of one for all
    resamples      0 for no intervals

    Columns: `collection` (if asked for), `layer, measure, value, low, high` (0 to 1, higher is better), `gold, of` (how
    many characters, spans or boundaries of gold it rests on), `documents` (that have any). NaN where nothing was there
    to be found or right. The intervals say how far a score would move on other documents of the same kinds; an interval
    over fewer than ten documents is a rough one.
    """
    table = counts(gold, coded, texts)
    if not by_collection:
        return _scored(table, resamples, level)
    collections = table["doc"].map(collection)
    parts = [_scored(table[collections == name], resamples, level) for name in sorted(collections.unique())]
    names = sorted(collections.unique())
    return pd.concat(
        [part.assign(collection=name) for name, part in zip(names, parts, strict=True)], ignore_index=True
    )[["collection", *parts[0].columns]]


def collection(doc: str) -> str:
    """The collection in a document's name: what stands before the `:`."""
    return doc.split(":")[0]


def counts(gold: Coding, coded: Coding, texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """What the scores are ratios of, a row a document and measure. Columns: `doc, layer, measure, hits, coded, gold, of`.

    F1 is 2 hits / (coded + gold); an accuracy has coded = gold.
    """
    coded = _named_as(gold, coded)
    if len(gold.units) and not set(gold.units["doc"]) & set(coded.units["doc"]):
        names = ", ".join(gold.units["doc"].unique()[:5])
        raise ValueError(f"gold codes documents that were not coded: {names}; code them, or name them alike")
    found = pairs(gold, coded, texts)
    spans = gold.units.groupby("doc").agg(start=("start", "min"), end=("end", "max"))
    rows = [*_unit_counts(found), *_boundary_counts(gold.units, coded.units, spans)]
    rows += _quotation_counts(gold.quotations, coded.quotations, spans)
    rows += _statement_counts(gold.statements, coded.statements)
    return pd.DataFrame(rows, columns=COUNTS)


def pairs(gold: Coding, coded: Coding, texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Both labels of every character, in stretches. Columns: `doc, start, end` (of the gold unit), `gold, coded`
    ("" where nothing was coded), `size` (characters with these two labels, white space not counted where texts are
    known)."""
    coded = _named_as(gold, coded)
    if texts is None:
        documents = [d for one in (gold, coded) for d in getattr(one, "documents", [])]
        texts = {document.id: document.text for document in documents}
    names = ["", *sorted({*gold.units["label"], *coded.units["label"]})]
    code = {name: i for i, name in enumerate(names)}
    coded_units = dict(iter(coded.units.groupby("doc")))
    rows = []
    for doc, units in gold.units.groupby("doc"):
        low, high = int(units["start"].min()), int(units["end"].max())
        if doc in texts and high > len(texts[doc]):
            raise ValueError(f"{doc}: a gold unit ends at {high}, behind the text's last character ({len(texts[doc])})")
        labels = np.zeros(high - low, dtype=np.int64)
        if doc in coded_units:
            own = coded_units[doc]
            for start, end, label in zip(own["start"], own["end"], own["label"], strict=True):
                labels[max(0, start - low) : max(0, end - low)] = code[label]
        counted = np.ones(high - low, dtype=bool)
        if doc in texts:
            counted[:] = [not character.isspace() for character in texts[doc][low:high]]
        for start, end, label in zip(units["start"], units["end"], units["label"], strict=True):
            inside = labels[start - low : end - low][counted[start - low : end - low]]
            sizes = np.bincount(inside, minlength=len(names))
            rows += [(doc, start, end, label, names[i], int(sizes[i])) for i in np.flatnonzero(sizes)]
    return pd.DataFrame(rows, columns=["doc", "start", "end", "gold", "coded", "size"])


def draws(documents: int, resamples: int = RESAMPLES) -> np.ndarray:
    """How often each document is drawn in each resample, resamples x documents; seeded, the same on every run."""
    return np.random.default_rng(SEED).multinomial(documents, np.full(documents, 1 / documents), size=resamples)


def interval(values: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Percentile bounds down the rows, undefined resamples left out; NaN for a column without any value."""
    bounds = np.full((2, values.shape[1]), np.nan)
    some = ~np.isnan(values).all(axis=0)
    if some.any():
        bounds[:, some] = np.nanquantile(values[:, some], [(1 - level) / 2, (1 + level) / 2], axis=0)
    return bounds[0], bounds[1]


def _scored(table: pd.DataFrame, resamples: int, level: float) -> pd.DataFrame:
    keys = list(dict.fromkeys(zip(table["layer"], table["measure"], table["of"], strict=True)))
    column = {key: i for i, key in enumerate(keys)}
    docs = {doc: i for i, doc in enumerate(sorted(table["doc"].unique()))}
    cells = np.zeros((3, len(docs), len(keys)))
    at = (
        [docs[d] for d in table["doc"]],
        [column[k] for k in zip(table["layer"], table["measure"], table["of"], strict=True)],
    )
    for i, name in enumerate(("hits", "coded", "gold")):
        np.add.at(cells[i], at, table[name].to_numpy(dtype=float))
    value = _ratios(cells.sum(axis=1)[:, None, :], keys)[0]
    low = high = np.full(len(value), np.nan)
    if resamples:
        weights = draws(len(docs), resamples)
        drawn = np.stack([weights @ part for part in cells])
        drawn[:, drawn[2] == 0] = 0  # a draw in which gold has none says nothing of how well it is found
        low, high = interval(_ratios(drawn, keys), level)
    rows = pd.DataFrame([("units", "macro F1", "characters"), *keys], columns=["layer", "measure", "of"])
    rows["value"], rows["low"], rows["high"] = value, low, high
    by_label = [i for i, key in enumerate(keys) if _is_label(key)]
    support, present = cells[2].sum(axis=0), (cells[2] > 0).sum(axis=0)
    rows["gold"] = [int(support[by_label].sum()), *support.astype("int64")]
    rows["documents"] = [int((cells[2][:, by_label].sum(axis=1) > 0).sum()), *present.astype("int64")]
    accuracy_first = sorted(range(len(rows)), key=lambda i: (rows["measure"][i] != "accuracy") * (1 + (i > 0)))
    return rows.iloc[accuracy_first].reset_index(drop=True)[
        ["layer", "measure", "value", "low", "high", "gold", "of", "documents"]
    ]


def _ratios(cells: np.ndarray, keys: list) -> np.ndarray:
    """Macro F1 and the F1 of every measure, from hits, coded, gold (3 x draws x measures)."""
    hits, coded, gold = cells
    whole = coded + gold
    f1 = np.divide(2 * hits, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    labels = [i for i, key in enumerate(keys) if _is_label(key)]
    known = gold[:, labels] > 0  # labels that gold does not have have no F1, and no part in the mean of them
    f1[:, labels] = np.where(known, f1[:, labels], np.nan)
    sums = np.where(known, f1[:, labels], 0).sum(axis=1)
    macro = np.divide(sums, known.sum(axis=1), out=np.full(len(sums), np.nan), where=known.any(axis=1))
    return np.column_stack([macro, f1])


def _is_label(key: tuple) -> bool:
    return key[0] == "units" and key[1].startswith("F1 ")


def _unit_counts(found: pd.DataFrame) -> list[tuple]:
    right = found[found["gold"] == found["coded"]]
    whole = found.groupby("doc")["size"].sum()
    hits = right.groupby("doc")["size"].sum().reindex(whole.index, fill_value=0)
    rows = [(doc, "units", "accuracy", hits[doc], whole[doc], whole[doc], "characters") for doc in whole.index]
    by_hand = found.groupby(["doc", "gold"])["size"].sum()
    coded = found.groupby(["doc", "coded"])["size"].sum()
    same = right.groupby(["doc", "gold"])["size"].sum()
    for label in sorted(found["gold"].unique()):
        for doc in whole.index:
            key = (doc, label)
            cells = (same.get(key, 0), coded.get(key, 0), by_hand.get(key, 0))
            rows.append((doc, "units", f"F1 {label}", *cells, "characters"))
    return rows


def _boundary_counts(gold: pd.DataFrame, coded: pd.DataFrame, spans: pd.DataFrame) -> list[tuple]:
    own = {doc: set(starts) for doc, starts in coded.groupby("doc")["start"]}
    rows = []
    for doc, starts in gold.groupby("doc")["start"]:
        low, high = spans.loc[doc]
        wanted, found = set(starts), {s for s in own.get(doc, ()) if low <= s < high}
        rows.append((doc, "units", "boundary F1", len(wanted & found), len(found), len(wanted), "boundaries"))
    return rows


def _quotation_counts(gold: pd.DataFrame, coded: pd.DataFrame, spans: pd.DataFrame) -> list[tuple]:
    rows = []
    by_hand, own = _by_document(gold), _by_document(coded)
    for doc, (low, high) in zip(spans.index, spans.to_numpy(), strict=True):
        inside = [q for q in own.get(doc, []) if low <= q[0] and q[1] <= high]
        hand = by_hand.get(doc, [])
        marked, found = ({q[:2]: q for q in table if q[2] != "indirect"} for table in (hand, inside))
        both = marked.keys() & found.keys()
        words, own_words = ({k for k, q in table.items() if q[2] in OWN_WORDS} for table in (marked, found))
        kind = sum(marked[k][2] == found[k][2] for k in both)
        speaker = sum(k in found and found[k][3] == marked[k][3] for k in words)
        free, wanted = ([q for q in table if q[2] == "indirect"] for table in (inside, hand))
        cells = {
            "exact F1": (len(both), len(found), len(marked)),
            "kind accuracy": (kind, len(both), len(both)),
            "quote-or-mention F1": (len(words & own_words), len(own_words), len(words)),
            "speaker accuracy": (speaker, len(words), len(words)),
            "indirect F1": (len(matched(wanted, free)), len(free), len(wanted)),
        }
        rows += [(doc, "quotations", measure, *cell, "spans") for measure, cell in cells.items()]
    return rows


def matched(gold: list[tuple], coded: list[tuple], enough: float = 0.5) -> list[tuple[int, int]]:
    """Pairs (index in gold, index in coded) of spans whose overlap is `enough` of their hull: each gold span in turn
    takes the best that is left."""
    free, found = dict(enumerate(coded)), []
    for i, (start, end, *_) in enumerate(gold):
        best, share = None, 0.0
        for j, (a, b, *_) in free.items():
            overlap = max(0, min(end, b) - max(start, a)) / (max(end, b) - min(start, a))
            if overlap > share:
                best, share = j, overlap
        if best is not None and share >= enough:
            found.append((i, best))
            del free[best]
    return found


def _statement_counts(gold: pd.DataFrame, coded: pd.DataFrame) -> list[tuple]:
    rows, own = [], dict(iter(coded.groupby("doc")))
    for doc, statements in gold.groupby("doc"):
        inside = set()
        for start, end in zip(statements["unit_start"], statements["unit_end"], strict=True):
            inside.update(range(start, end))
        for component in SCORED:
            wanted = _covered(statements, component) & inside
            found = _covered(own[doc], component) & inside if doc in own else set()
            cells = (len(wanted & found), len(found), len(wanted))
            rows.append((doc, "statements", f"F1 {component}", *cells, "characters"))
    return rows


def _covered(statements: pd.DataFrame, component: str) -> set[int]:
    edges = [statements[f"{component}_{edge}"].fillna(0).to_numpy(dtype=int) for edge in ("start", "end")]
    return {i for start, end in zip(*edges, strict=True) for i in range(start, end)}


def _by_document(quotations: pd.DataFrame) -> dict[str, list[tuple]]:
    found: dict[str, list[tuple]] = {}
    columns = [quotations[c] for c in ("doc", "start", "end", "kind")] + [quotations["speaker"].fillna("")]
    for doc, start, end, kind, speaker in zip(*columns, strict=True):
        found.setdefault(doc, []).append((int(start), int(end), kind, speaker))
    return found


def _named_as(gold: Coding, coded: Coding) -> Coding:
    """The coding with its documents named as gold names them; itself where the names agree already."""
    names = {doc.replace(":", "_"): doc for doc in gold.units["doc"].unique()}
    if not any(":" in doc for doc in names.values()):
        return coded
    tables = [
        t.assign(doc=t["doc"].map(lambda d: names.get(d, d))) for t in (coded.units, coded.quotations, coded.statements)
    ]
    return Gold(*tables)
