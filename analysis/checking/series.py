"""Reports by their years: rates of terms, prescriptions and their objects, with intervals, and where a series breaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import xlogy
from scipy.stats import chi2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from analysis.checking.profiles import ProfileError

SEED = 20260722
WHERE = ["doc", "collection", "kind", "year"]


def terms_by_year(profiles: pd.DataFrame, forms: Sequence[str], *, level: float = 0.95) -> pd.DataFrame:
    """How often terms stand in each document, by year.

    Columns: `doc, collection, kind, year, form, count, characters, rate` (per 10,000 characters), `low, high`. The
    interval is Poisson's exact one (Garwood 1936) for the effective count, that is the count divided by the design effect
    `clump_FORM` (after Korn and Graubard 1998), since a term comes in clumps; forms without it have the plain interval.
    Documents without a year or without characters are left out.
    """
    rows = _dated(profiles)
    parts = []
    for form in forms:
        if f"term_{form}" not in rows:
            raise ProfileError(
                f"{form} is not counted in these profiles; add it to data/lexicon/profile.csv and remake"
            )
        count = rows[f"term_{form}"].to_numpy(dtype=float)
        clump = rows[f"clump_{form}"].to_numpy(dtype=float) if f"clump_{form}" in rows else np.ones(len(rows))
        myriads = rows["characters"].to_numpy() / 10_000
        low, high = garwood(count / clump, level)
        part = rows[WHERE].assign(form=form, count=count.astype("int64"), characters=rows["characters"])
        parts.append(part.assign(rate=count / myriads, low=low * clump / myriads, high=high * clump / myriads))
    return pd.concat(parts, ignore_index=True)


def prescriptions_by_year(profiles: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """The share of units, headings left out, that prescribe: `doc, collection, kind, year, count, units, share, low, high`
    (Wilson 1927)."""
    rows = _dated(profiles)
    count, units = rows["units_prescription"], rows["units"] - rows["units_heading"]
    return rows[WHERE].assign(**_shares(count, units, level)).rename(columns={"of": "units"}).reset_index(drop=True)


def objects_by_year(profiles: pd.DataFrame, forms: Sequence[str], *, level: float = 0.95) -> pd.DataFrame:
    """The share of direct objects that end in each form: `doc, collection, kind, year, form, count, objects, share, low,
    high` (Wilson). Documents without an object are left out."""
    rows = _dated(profiles)
    rows = rows[rows["objects"] > 0]
    parts = [rows[WHERE].assign(form=form, **_shares(rows[f"object_{form}"], rows["objects"], level)) for form in forms]
    return pd.concat(parts, ignore_index=True).rename(columns={"of": "objects"})


def breaks(series: pd.DataFrame, *, times: int = 2_000) -> pd.DataFrame:
    """Where each series of a collection is best cut in two: `collection, form, doc, year, before, after, n, p, p_holm`.

    series  as `terms_by_year` gives it. The cut is the one with the least Poisson deviance of two rates against one; `doc,
    year` are the first document after it, `before` and `after` the rates on either side, `p` how often documents in
    random order have a cut as good (so that documents, not words, are what is shuffled). At least two documents stand
    on either side; `p_holm` is p corrected for the number of series (Holm 1979). It says where two levels fit best, not
    that there are two, and nothing of why.
    """
    rows = []
    for (collection, form), part in series.sort_values(["year", "doc"]).groupby(["collection", "form"], sort=False):
        if len(part) < 4:
            continue
        count, size = part["count"].to_numpy(dtype=float), part["characters"].to_numpy(dtype=float)
        gains = _gains(count, size)
        cut = int(gains.argmax()) + 2
        random = np.random.default_rng(SEED)
        chance = 0
        for _ in range(times):
            order = random.permutation(len(part))
            chance += _gains(count[order], size[order]).max() >= gains.max() - 1e-9
        before, after = (count[s].sum() / size[s].sum() * 10_000 for s in (slice(None, cut), slice(cut, None)))
        first = part.iloc[cut]
        rows.append(
            (collection, form, first["doc"], first["year"], before, after, len(part), (chance + 1) / (times + 1))
        )
    table = pd.DataFrame(rows, columns=["collection", "form", "doc", "year", "before", "after", "n", "p"])
    return table.assign(p_holm=multipletests(table["p"], method="holm")[1] if len(table) else [])


def garwood(count: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """The exact interval of a Poisson mean (Garwood 1936); counts may be fractions. Low is 0 for a count of 0."""
    tail = (1 - level) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1e-12)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * (count + 1)) / 2


def _gains(count: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The gain in Poisson log-likelihood of each cut after two documents or more, two left at least."""
    x, n = count.cumsum(), size.cumsum()
    inner = slice(1, len(count) - 2)
    left, right = xlogy(x, x / n)[inner], xlogy(x[-1] - x, (x[-1] - x) / np.maximum(n[-1] - n, 1e-12))[inner]
    return left + right - xlogy(x[-1], x[-1] / n[-1])


def _dated(profiles: pd.DataFrame) -> pd.DataFrame:
    rows = profiles[profiles["year"].notna() & (profiles["characters"] > 0)].copy()
    if rows.empty:
        raise ProfileError("no document has a year; give `year` or `date` in the metadata")
    rows["year"] = rows["year"].astype("int64")
    return rows.sort_values(["collection", "year", "doc"], kind="stable")


def _shares(count: pd.Series, of: pd.Series, level: float) -> dict[str, np.ndarray]:
    count, of = count.to_numpy(), of.to_numpy()
    low, high = proportion_confint(count, np.maximum(of, 1), alpha=1 - level, method="wilson")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(of > 0, count / np.maximum(of, 1), np.nan)
    return {"count": count, "of": of, "share": share, "low": low, "high": high}
