"""Training the judgement of marked words on codings of quotations."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from analysis.coding.codings import GoldError, document_folds, read_texts
from analysis.coding.judgement import FILE, KINDS, MODELS, Judge
from analysis.coding.lexicon import fold
from analysis.coding.quotations import described
from analysis.coding.segmentation import segment

PENALTY = 0.3  # C of the logistic regression
STRETCHES = 3  # a feature counts that is true of so many stretches
DECIMALS = 4  # of a weight
NEVER = -9.0  # the bias of a kind that no coded stretch has


class NoQuotationsError(GoldError):
    """Folders of codings without quotations."""


def read_quotations(gold_dirs: Sequence[Path]) -> dict[str, list[dict]]:
    """Coded quotations by document, of the folders that have `quotations.jsonl`.

    Raises GoldError where none has, or a line's kind is unknown.
    """
    rows = defaultdict(list)
    for directory in sorted({Path(d) for d in gold_dirs}, key=lambda d: (d.name, d.as_posix())):
        path = directory / "quotations.jsonl"
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if not line.strip():
                continue
            row = json.loads(line)
            if row["kind"] not in (*KINDS, "indirect"):
                raise GoldError(f"{directory.name}/{path.name}, line {number}: no kind {row['kind']!r}")
            rows[row["doc"]].append(row)
    if not rows:
        raise NoQuotationsError("no quotations.jsonl in the folders of codings; GOLD is a folder with one")
    return dict(rows)


def examples(rows: dict[str, list[dict]], texts_dir: Path) -> pd.DataFrame:
    """Coded stretches in marks with their features. Columns: doc, start, end, kind, features (a list of names)."""
    originals, found = read_texts(texts_dir, rows), []
    for doc in sorted(rows):
        text = fold(originals[doc])
        kinds = {(row["start"], row["end"]): row["kind"] for row in rows[doc] if row["kind"] in KINDS}
        for stretch, names in described(text, segment(text), originals[doc]):
            kind = kinds.get((stretch.start, stretch.end))
            if kind:
                found.append((doc, stretch.start, stretch.end, kind, sorted(set(names))))
    return pd.DataFrame(found, columns=["doc", "start", "end", "kind", "features"])


def fit(table: pd.DataFrame) -> pd.DataFrame:
    """The weights: `feature`, a column a kind. The row `(bias)` holds what a stretch has before its features."""
    counts = Counter(name for names in table["features"] for name in names)
    kept = {name for name, count in counts.items() if count >= STRETCHES}
    vectorizer = DictVectorizer()
    rows = vectorizer.fit_transform([dict.fromkeys(kept.intersection(names), 1.0) for names in table["features"]])
    with threadpool_limits(1):  # sums in another order would end in other digits
        regression = LogisticRegression(C=PENALTY, max_iter=1000, tol=1e-5).fit(rows, table["kind"])
    coefficients = np.vstack([regression.intercept_, regression.coef_.T])
    if (
        len(regression.classes_) == 2
    ):  # scikit-learn gives one column for two kinds: what parts the second from the first
        coefficients = np.hstack([-coefficients / 2, coefficients / 2])
    weights = np.zeros((len(coefficients), len(KINDS)))
    weights[0] = NEVER
    weights[:, [KINDS.index(kind) for kind in regression.classes_]] = np.round(coefficients, DECIMALS)
    weights = weights + 0.0  # no -0.0
    frame = pd.DataFrame(weights, columns=KINDS)
    frame.insert(0, "feature", ["(bias)", *vectorizer.get_feature_names_out()])
    return frame


def train_quotations(gold_dirs: Sequence[Path], texts_dir: Path) -> pd.DataFrame:
    """The weights of the quotation model from codings; the same codings give the same weights."""
    return fit(examples(read_quotations(gold_dirs), texts_dir))


def held_out_judges(gold_dirs: Sequence[Path], texts_dir: Path) -> dict[str, Judge]:
    """For every document with coded quotations a judge that was trained without it: five folds over documents."""
    try:
        rows = read_quotations(gold_dirs)
    except NoQuotationsError:
        return {}
    table = examples(rows, texts_dir)
    documents = sorted(rows)
    fold_of = dict(zip(documents, document_folds(documents, 0).tolist(), strict=True))
    folds = table["doc"].map(fold_of)
    judges = {number: Judge(fit(table[folds != number])) for number in sorted(set(fold_of.values()))}
    return {doc: judges[number] for doc, number in fold_of.items()}


def save(weights: pd.DataFrame, folder: Path = MODELS) -> None:
    """Writes `quotations.csv` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    weights.to_csv(folder / FILE, index=False, lineterminator="\n", encoding="utf-8")
