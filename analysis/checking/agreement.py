"""How far codings of one text agree, beyond what chance would give.

Every coefficient is 1 for full agreement and 0 for what chance gives; where the data allow no disagreement (all coders
use one label throughout) it is undefined, and NaN is given, never 1 or 0.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from analysis.checking.boundaries import boundary_similarity, masses, window_difference
from analysis.checking.gold import Gold, essay_gold
from analysis.checking.scoring import pairs, score
from analysis.places import DATA

NAN = float("nan")
Span = tuple[int, int, Hashable]


def cohen_kappa(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """Cohen's kappa (1960) of two codings of the same items, each coder with margins of their own."""
    table = _crossed(a, b)
    if len(table) < 2:
        return NAN
    names = [str(name) for name in range(len(table))]
    code = {label: names[i] for i, label in enumerate(table.index)}
    return float(cohen_kappa_score([code[x] for x in a], [code[x] for x in b], labels=names))


def largest_kappa(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """The largest kappa that the two coders' margins allow (Cohen 1960, p. 42)."""
    table = _crossed(a, b).to_numpy(dtype=float) / len(a)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return _beyond(np.minimum(rows, columns).sum(), (rows * columns).sum())


def fleiss_kappa(counts: np.ndarray | pd.DataFrame) -> float:
    """Fleiss' kappa (1971) from a table items x labels of how many coders gave the label; with two coders Scott's pi.

    Raises ValueError unless every item has the same number of coders, two or more.
    """
    counts, coders = _counts(counts)
    share = counts.sum(axis=0) / counts.sum()
    observed = ((counts**2).sum(axis=1) - coders) / (coders * (coders - 1))
    return _beyond(observed.mean(), (share**2).sum())


def fleiss_kappa_by_label(counts: np.ndarray | pd.DataFrame) -> np.ndarray:
    """Fleiss' kappa of each label against all others, in the order of the columns."""
    counts, coders = _counts(counts)
    return np.array([fleiss_kappa(np.column_stack([column, coders - column])) for column in counts.T])


def scott_pi(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """Scott's pi (1955) of two codings of the same items, chance from their pooled margins."""
    labels = _crossed(a, b).index
    return fleiss_kappa(
        np.array([[(x == label) + (y == label) for label in labels] for x, y in zip(a, b, strict=True)])
    )


def krippendorff_alpha(codings: Sequence[Sequence], level: str = "nominal") -> float:
    """Krippendorff's alpha (2011) of coders x items; None or NaN where a coder left an item out.

    level  "nominal", "ordinal", "interval" or "ratio": what a difference between two values means; all but nominal
    need numbers. Items with fewer than two values are left out. Raises ValueError for another level or for coders with
    different numbers of items.
    """
    if level not in DIFFERENCES:
        raise ValueError(f"no level of measurement {level!r}; the levels are {', '.join(DIFFERENCES)}")
    if len({len(coding) for coding in codings}) != 1:
        raise ValueError("the coders have different numbers of items; put None where one was left out")
    items = [[value for value in item if not pd.isna(value)] for item in zip(*codings, strict=True)]
    items = [item for item in items if len(item) > 1]
    values = sorted({value for item in items for value in item})
    if len(values) < 2:
        return NAN
    position = {value: i for i, value in enumerate(values)}
    coincidence = np.zeros((len(values), len(values)))
    for item in items:
        count = np.bincount([position[value] for value in item], minlength=len(values)).astype(float)
        coincidence += (np.outer(count, count) - np.diag(count)) / (len(item) - 1)
    margin = coincidence.sum(axis=1)
    squared = DIFFERENCES[level](values, margin)
    expected = (np.outer(margin, margin) * squared).sum() / (margin.sum() - 1)
    return float(1 - (coincidence * squared).sum() / expected)


def unitized_alpha(codings: Sequence[Sequence[Span]], start: int, end: int, label: Hashable | None = None) -> float:
    """Krippendorff's alpha for unitizing (2004, p. 251-255): agreement on where units of a label lie, and on the label.

    codings     for each coder the units as (start, end, label), those of one label not overlapping
    start, end  the text that all coders have read
    label       one label only; without it all together
    NaN where nobody has found a unit, and where every coder has made all the text one unit.
    Raises ValueError for fewer than two coders, units outside the text, or overlapping units of one label.
    """
    if len(codings) < 2:
        raise ValueError(f"agreement is between two codings or more, not {len(codings)}")
    labels = sorted({unit[2] for coding in codings for unit in coding} if label is None else {label}, key=str)
    observed = expected = 0.0
    for one in labels:
        sections = [_sections([u for u in coding if u[2] == one], start, end) for coding in codings]
        if all(len(units) == 1 and not gaps for units, gaps in sections):
            continue  # no unit could have been placed otherwise: neither agreement nor disagreement
        observed += _observed(sections, end - start)
        expected += _expected(sections, end - start)
    return 1 - observed / expected if expected else NAN


def unit_distance(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Squared difference of two overlapping units: of their starts and of their ends; 0 where they do not overlap."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 if a[0] < b[1] and b[0] < a[1] else 0


def essay_agreement(first: Gold | None = None, second: Gold | None = None) -> pd.DataFrame:
    """How far the two readings of the essay agree, before their differences were settled.

    Columns: `layer, measure, value, n, of` (what n counts). The readings were made independently of each other but
    follow one way of reading, so each value is an upper bound of what two readers would reach; with one text there is
    no interval.
    """
    first = first or essay_gold(DATA / "gold" / "essay_coder_a")
    second = second or essay_gold(DATA / "gold" / "essay_coder_b")
    both = first.units.merge(second.units, on=["doc", "start", "end"])
    a, b = both["label_x"].tolist(), both["label_y"].tolist()
    characters = pairs(first, second)
    cells = characters.loc[characters.index.repeat(characters["size"]), ["gold", "coded"]]
    cuts = masses(first.units), masses(second.units)
    units, sizes = (len(both), "units"), (len(cells), "characters")
    rows = [
        ("units", "boundary similarity", boundary_similarity(*cuts), len(cuts[0]) - 1, "boundaries"),
        ("units", "WindowDiff", window_difference(*cuts), len(cuts[0]) - 1, "boundaries"),
        ("units", "same label", float(np.mean([x == y for x, y in zip(a, b, strict=True)])), *units),
        ("units", "Cohen's kappa", cohen_kappa(a, b), *units),
        ("units", "Krippendorff's alpha", krippendorff_alpha([a, b]), *units),
        ("units", "Cohen's kappa", cohen_kappa(cells["gold"].tolist(), cells["coded"].tolist()), *sizes),
    ]
    start, end = int(first.units["start"].min()), int(first.units["end"].max())
    spans = [_spans(gold.quotations) for gold in (first, second)]
    found = len({span for coding in spans for span in coding})
    rows.append(("quotations", "unitized alpha", unitized_alpha(spans, start, end), found, "spans"))
    scores = score(first, second, resamples=0)
    kept = scores[scores["layer"].isin(["quotations", "statements"]) & scores["value"].notna()]
    rows += [(r.layer, r.measure, r.value, r.gold, r.of) for r in kept.itertuples()]
    return pd.DataFrame(rows, columns=["layer", "measure", "value", "n", "of"])


def _spans(quotations: pd.DataFrame) -> list[Span]:
    return list(zip(quotations["start"], quotations["end"], quotations["kind"], strict=True))


def _crossed(a: Sequence[Hashable], b: Sequence[Hashable]) -> pd.DataFrame:
    """Items by the first coder's label (rows) and the second's (columns), the same labels in both."""
    if len(a) != len(b):
        raise ValueError(f"the codings have {len(a)} and {len(b)} items; agreement is on the same items")
    if not len(a):
        raise ValueError("there is no item to agree on")
    labels = sorted({*a, *b}, key=str)
    table = pd.crosstab(pd.Series(list(a), dtype=object), pd.Series(list(b), dtype=object))
    return table.reindex(index=labels, columns=labels, fill_value=0)


def _counts(counts: np.ndarray | pd.DataFrame) -> tuple[np.ndarray, int]:
    counts = np.asarray(counts, dtype=float)
    coders = set(counts.sum(axis=1).tolist())
    if len(coders) != 1 or max(coders) < 2:
        raise ValueError(
            "every item needs the same number of coders, two or more; use krippendorff_alpha where some lack"
        )
    return counts, int(coders.pop())


def _beyond(observed: float, expected: float) -> float:
    return float((observed - expected) / (1 - expected)) if expected < 1 else NAN


def _ordinal(values: Sequence, margin: np.ndarray) -> np.ndarray:
    """Squared number of values between two ranks, half of each of the two themselves."""
    middle = np.cumsum(margin) - margin / 2
    return np.subtract.outer(middle, middle) ** 2


def _ratio(values: Sequence, margin: np.ndarray) -> np.ndarray:
    numbers = np.array(values, dtype=float)
    sums = np.add.outer(numbers, numbers)
    return np.divide(np.subtract.outer(numbers, numbers), sums, out=np.zeros_like(sums), where=sums != 0) ** 2


DIFFERENCES: dict[str, Callable[[Sequence, np.ndarray], np.ndarray]] = {
    "nominal": lambda values, margin: 1 - np.eye(len(values)),
    "ordinal": _ordinal,
    "interval": lambda values, margin: np.subtract.outer(values, values).astype(float) ** 2,
    "ratio": _ratio,
}


def _sections(units: Sequence[Span], start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """A coder's units of one label and the gaps between them, as (start, end)."""
    found = sorted((int(a), int(b)) for a, b, _ in units)
    for a, b in found:
        if not start <= a < b <= end:
            raise ValueError(f"unit {a}-{b} does not lie in the text coded, {start}-{end}")
    for (a, b), (c, d) in pairwise(found):
        if c < b:
            raise ValueError(
                f"units {a}-{b} and {c}-{d} of one label overlap; alpha for unitizing is of units in a row"
            )
    edges = [start, *(edge for unit in found for edge in unit), end]
    gaps = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return found, gaps


def _observed(sections: list, length: int) -> float:
    """Squared differences over all pairs of coders, by m(m-1)L²."""
    total = 0
    for i, (units, _) in enumerate(sections):
        for j, (others, gaps) in enumerate(sections):
            if i == j:
                continue
            total += sum(unit_distance(u, v) for u in units for v in others)
            # a unit within another's gap counts once from either side
            total += 2 * sum((b - a) ** 2 for a, b in units for c, d in gaps if c <= a and b <= d)
    coders = len(sections)
    return total / (coders * (coders - 1) * length**2)


def _expected(sections: list, length: int) -> float:
    """The difference that units and gaps of these lengths would have by chance."""
    lengths = [b - a for units, _ in sections for a, b in units]
    gaps = [d - c for _, between in sections for c, d in between]
    if not lengths:
        return 0.0
    placed = sum((len(lengths) - 1) / 3 * (2 * n**3 - 3 * n**2 + n) for n in lengths)
    missed = sum(n**2 * sum(gap - n + 1 for gap in gaps if gap >= n) for n in lengths)
    whole = len(sections) * length
    return 2 / length * (placed + missed) / (whole * (whole - 1) - sum(n * (n - 1) for n in lengths))
