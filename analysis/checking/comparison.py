"""One text among others, by its derived figures: its place in distributions, its neighbours, and what tells registers apart.

Everything takes profiles (`checking/profiles.py`) and knows no words of the texts. The three kinds of comparison texts (what
stands on the page, constructed specimens, real collections) have collection names of their own and are never pooled here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.proportion import proportion_confint

from analysis.checking.profiles import ProfileError, by_unit
from analysis.coding.coded import Coded
from analysis.document import Document

SEED = 20260722
# What is said of a text by its coding alone, without counting its words: what registers are told apart by
CODINGS = (
    *("claim", "evidence", "quotation", "question", "exhortation", "prescription"),
    *("quotations", "quoted", "mentions", "obligations", "bare", "unit_length"),
)
MEASURES = {
    "claim": ("claim, share", "论断占比"),
    "evidence": ("evidence, share", "事实占比"),
    "quotation": ("quotation units, share", "引语占比"),
    "question": ("question, share", "设问占比"),
    "exhortation": ("exhortation, share", "劝导占比"),
    "prescription": ("prescription, share", "制度主张占比"),
    "balance": ("claim–prescription balance", "论断与主张之差"),
    "quotations": ("quotations per 1,000 char.", "引语/千字"),
    "quoted": ("characters quoted, share", "引文占比"),
    "mentions": ("mentions per 1,000 char.", "引号词语/千字"),
    "obligations": ("obligations per 1,000 char.", "义务句/千字"),
    "bare": ("bare directives per 1,000 char.", "无情态词主张/千字"),
    "modals": ("要 必须 应 per 1,000 char.", "情态词/千字"),
    "institutions": ("制度 机制 体制 per 10,000", "制度词汇/万字"),
    "masses": ("群众 per 10,000", "群众/万字"),
    "ties": ("密切联系群众 per 10,000", "密切联系群众/万字"),
    "unit_length": ("characters per unit", "单位长度"),
}


def page_texts(page: Document, *, least: int = 60) -> list[Document]:
    """What stands on a scraped page beside the essay, each stretch a text of its own, in the page's order.

    Injected blocks are `injected 1` …; excerpts in the lists of other articles (at least so many characters, so that titles
    and dates stay out) are `linked 1` … above the links to the page's neighbours and `teaser 1` … below them. Search phrases
    spliced into them stay marked. Metadata: `kind`, `start` (the offset on the page), `page` (its id).
    """
    texts: list[Document] = []
    below = min((start for start, _ in page.layer("navigation")), default=0)
    related = page.layer("related")
    kinds = {
        "injected": page.layer("injected"),
        "linked": [span for span in related if span[0] < below],
        "teaser": [span for span in related if span[0] >= below],
    }
    for kind, spans in kinds.items():
        whole = [(start, end) for start, end in spans if end - start >= least]
        for number, (start, end) in enumerate(whole, start=1):
            keywords = [(a - start, b - start, "keyword") for a, b in page.layer("keyword") if start <= a and b <= end]
            layers = [(0, end - start, "essay"), *keywords]
            meta = {"kind": kind, "start": start, "page": page.id}
            texts.append(Document(f"{kind} {number}", page.text[start:end], meta, layers))
    return sorted(texts, key=lambda text: text.meta["start"])


def comparable(profiles: pd.DataFrame, since: int = 1954) -> pd.DataFrame:
    """The profiles without resolutions, reports of local groups, and what is dated before the first government report."""
    early = (profiles["year"] < since).fillna(False).to_numpy(dtype=bool)
    return profiles[~profiles["kind"].isin(("resolution", "group")) & ~early].reset_index(drop=True)


def measures(profiles: pd.DataFrame) -> pd.DataFrame:
    """Shares and rates of each row, under its index; the columns are the keys of MEASURES.

    Shares are of the characters that are no headings (0 to 1). `balance` is (claim - prescription) / (claim +
    prescription): 1 asserts only, -1 prescribes only, NaN does neither. Rates are per 1,000 or 10,000 characters coded.
    NaN where there is nothing to divide by.
    """
    characters = profiles["characters"].where(profiles["characters"] > 0)
    running = (profiles["characters"] - profiles["characters_heading"]).where(lambda v: v > 0)
    units = (profiles["units"] - profiles["units_heading"]).where(lambda v: v > 0)
    made = {
        name: profiles[f"characters_{name}"] / running
        for name in ("claim", "evidence", "quotation", "question", "exhortation", "prescription")
    }
    both = made["claim"] + made["prescription"]
    made["balance"] = (made["claim"] - made["prescription"]) / both.where(both > 0)
    thousand, myriad = characters / 1_000, characters / 10_000
    made["quotations"] = profiles[["quotations_direct", "quotations_partial", "quotations_indirect"]].sum(axis=1)
    made["quotations"] /= thousand
    made["quoted"] = profiles["quoted"] / characters
    made["mentions"] = profiles["quotations_mention"] / thousand
    made["obligations"] = profiles["statements_obligation"] / thousand
    made["bare"] = profiles["statements_bare"] / thousand
    made["modals"] = profiles[[f"term_{form}" for form in ("要", "必须", "应当", "应该")]].sum(axis=1) / thousand
    made["institutions"] = profiles[[f"term_{form}" for form in ("制度", "机制", "体制")]].sum(axis=1) / myriad
    made["masses"] = profiles["term_群众"] / myriad
    made["ties"] = profiles["term_密切联系群众"] / myriad
    made["unit_length"] = running / units
    return pd.DataFrame(made)[list(MEASURES)].astype(float)


def resampled(coded: Coded, times: int = 1_000) -> pd.DataFrame:
    """The measures of a text whose units are drawn again with replacement, a row a draw (bootstrap, Efron 1979)."""
    units = by_unit(coded).drop(columns=["doc", "start"])
    if units.empty:
        raise ProfileError("the text has no unit to draw from; code one that has")
    random = np.random.default_rng(SEED)
    weights = random.multinomial(len(units), np.full(len(units), 1 / len(units)), size=times)
    return measures(pd.DataFrame(weights @ units.to_numpy(), columns=units.columns))


def place(one: pd.DataFrame, profiles: pd.DataFrame, draws: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Where one text stands in each collection, a row a collection and measure.

    one     its profile, one row; draws: `resampled` of it
    Columns: `collection, measure, n` (documents that have the measure), `value, low, high` (of the text, with the interval
    of its own resampled units), `q25, median, q75` (of the collection), `percentile` (documents below, half of ties
    counted; 0 to 100), `percentile_low, percentile_high` (of low and high). A measure the text does not have is NaN.
    """
    own, others = measures(one).iloc[0], measures(profiles)
    low, high = (draws.quantile(tail) for tail in ((1 - level) / 2, (1 + level) / 2))
    rows = []
    for collection in profiles["collection"].unique():
        group = others[profiles["collection"] == collection]
        for name in MEASURES:
            values = np.sort(group[name].dropna().to_numpy())
            at = [_percentile(values, value) for value in (own[name], low[name], high[name])]
            spread = np.quantile(values, (0.25, 0.5, 0.75)) if len(values) else [np.nan] * 3
            rows.append((collection, name, len(values), own[name], low[name], high[name], *spread, *at))
    columns = ["collection", "measure", "n", "value", "low", "high", "q25", "median", "q75"]
    return pd.DataFrame(rows, columns=[*columns, "percentile", "percentile_low", "percentile_high"])


def neighbours(
    one: pd.DataFrame,
    profiles: pd.DataFrame,
    draws: pd.DataFrame,
    *,
    names: Sequence[str] = CODINGS,
    most: int = 10,
) -> pd.DataFrame:
    """The documents nearest to one by standardised measures, nearest first.

    Measures are divided by their standard deviation over all profiles; the distance is the root mean square of the
    differences. Columns: `doc, collection, kind, year, characters, distance, kept` (in how many of the draws of the text's
    units the document is among the nearest `most`, 0 to 1: the uncertainty of a short text), `alike` (the measures that differ
    by less than a quarter of a standard deviation), `apart` (the two that make most of the distance), and for each measure
    the signed difference in standard deviations, `d_MEASURE`. Documents without one of the measures are left out.
    """
    names = list(names)
    known = measures(profiles)[names].dropna()
    spread = known.std(ddof=0).replace(0, 1.0)
    scaled = known / spread
    own = (measures(one)[names].iloc[0] / spread).to_numpy()
    if np.isnan(own).any():
        raise ProfileError("the text lacks one of the measures; leave it out of `names`")
    gaps = scaled.to_numpy() - own
    distance = np.sqrt((gaps**2).mean(axis=1))
    nearest = np.argsort(distance, kind="stable")[:most]
    kept = np.zeros(len(known))
    usable = (draws[names].dropna() / spread).to_numpy()
    for draw in usable:
        squares = ((scaled.to_numpy() - draw) ** 2).sum(axis=1)
        kept[np.argpartition(squares, most)[:most]] += 1
    rows = profiles.loc[known.index[nearest], ["doc", "collection", "kind", "year", "characters"]].reset_index(
        drop=True
    )
    rows["distance"], rows["kept"] = distance[nearest], kept[nearest] / max(1, len(usable))
    near = pd.DataFrame(gaps[nearest], columns=names)
    rows["alike"] = [", ".join(name for name in names if abs(gap[name]) < 0.25) for _, gap in near.iterrows()]
    rows["apart"] = [", ".join(gap.abs().nlargest(2).index) for _, gap in near.iterrows()]
    return pd.concat([rows, near.add_prefix("d_")], axis=1)


@dataclass(frozen=True, eq=False)
class Separation:
    """How well collections are told apart by the codings' figures.

    confusion  documents by true collection (rows) and by the one told (columns), out of fold
    recall     `collection, n, right, recall, low, high` (Wilson)
    weights    coefficients of the model on all documents, standardised: a row a collection, a column a measure
    model      that model
    """

    confusion: pd.DataFrame
    recall: pd.DataFrame
    weights: pd.DataFrame
    model: object

    @property
    def balanced(self) -> float:
        """The mean of the collections' recalls; 1 / (number of collections) is chance."""
        return float(self.recall["recall"].mean())


def separate(profiles: pd.DataFrame, *, names: Sequence[str] = CODINGS, folds: int = 5) -> Separation:
    """A logistic regression on standardised measures, every collection of the same weight, tried by stratified folds.

    Raises ProfileError where a collection has fewer documents than there are folds.
    """
    known = measures(profiles)[list(names)].dropna()
    truth = profiles.loc[known.index, "collection"].to_numpy(dtype=object)
    order = list(dict.fromkeys(profiles["collection"]))
    few = [name for name in order if (truth == name).sum() < folds]
    if few or len(order) < 2:
        raise ProfileError(f"at least two collections of {folds} documents each; too few in {', '.join(few) or order}")
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000, class_weight="balanced"))
    split = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    told = cross_val_predict(model, known.to_numpy(), truth, cv=split)
    confusion = pd.DataFrame(confusion_matrix(truth, told, labels=order), index=order, columns=order)
    right, size = np.diag(confusion), confusion.sum(axis=1).to_numpy()
    low, high = proportion_confint(right, size, method="wilson")
    recall = {"collection": order, "n": size, "right": right, "recall": right / size, "low": low, "high": high}
    model.fit(known.to_numpy(), truth)
    coefficients = model[-1].coef_ if len(order) > 2 else np.vstack([-model[-1].coef_, model[-1].coef_])
    weights = pd.DataFrame(coefficients, index=model[-1].classes_, columns=list(names)).loc[order]
    return Separation(confusion, pd.DataFrame(recall), weights, model)


def likeness(separation: Separation, one: pd.DataFrame) -> pd.DataFrame:
    """What the model makes of texts it has not seen: `doc` and a probability a collection, summing to 1."""
    values = measures(one)[list(separation.weights.columns)]
    told = pd.DataFrame(np.nan, index=one.index, columns=separation.model.classes_)
    whole = values.notna().all(axis=1)
    if whole.any():
        told.loc[whole] = separation.model.predict_proba(values[whole].to_numpy())
    return pd.concat([one[["doc"]], told[list(separation.weights.index)]], axis=1)


def _percentile(values: np.ndarray, value: float) -> float:
    if np.isnan(value) or not len(values):
        return np.nan
    return 50 * (np.searchsorted(values, value, "left") + np.searchsorted(values, value, "right")) / len(values)
