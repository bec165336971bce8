"""Makes the two models by which blocks of other origin are told (`analysis/reading/blocks.py`) from the collections in ../shared.

python -m benchmarks.page_models    writes data/models/page_endings.csv and data/models/page_blocks.csv

A quarter of the documents each way: rows 0 and 1 of every four give the n-grams, row 2 the weights, row 3 nothing: it is
left for the test pages (`tests/reading/test_page.py`). What is written are n-grams up to 3 characters with log-odds, and weights.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.places import DATA
from analysis.reading import blocks
from analysis.reading.blocks import HALF, ending, features
from tests.reading.made_pages import DEVELOPMENT, collection_pages, collection_texts

COLLECTIONS = (
    "rmrb_commentary_2025",
    "shenlun_offcn",
    "xwlb_commentary",
    "fudan_politics_1995_2001",
    "government_work_reports",
    "cpc_congress_reports",
    "mao_xuanji",
    "control_howto_lifestyle",
)
SEEN = 20  # rarer n-grams are left out: their log-odds would say little, and the file would be long
GAIN = 0.5  # so are those whose log-odds are about those of the n-gram without its first character
PRIOR = 3  # occurrences that the shorter n-gram counts for


def sentences(quarters: tuple[int, ...]) -> Iterator[str]:
    """The lines of running text of the collections, marks of half width."""
    for name in COLLECTIONS:
        for text in collection_texts(name, quarters):
            yield from (line.strip() for line in text.translate(HALF).split("\n") if len(line.strip()) >= 30)


def endings() -> dict[str, float]:
    """The log-odds that an n-gram stands before 。, ! or ?, smoothed by the n-gram without its first character."""
    seen, final = Counter(), Counter()
    for line in sentences((0, 1)):
        for match in re.finditer(r"([^。!?]+)([。!?]?)", line):
            words, mark = match.groups()
            grams = [(words[max(0, k - n) : k], k) for k in range(1, len(words) + 1) for n in (1, 2, 3) if k >= n]
            seen.update(gram for gram, _ in grams)
            if mark:
                final.update(gram for gram, k in grams if k == len(words))
    total = sum(count for gram, count in seen.items() if len(gram) == 1)
    odds = {"": sum(count for gram, count in final.items() if len(gram) == 1) / total}
    for gram in sorted((gram for gram, count in seen.items() if count >= SEEN), key=lambda gram: (len(gram), gram)):
        shorter = next(odds[gram[k:]] for k in range(1, len(gram) + 1) if gram[k:] in odds)
        share = (final[gram] + PRIOR * shorter) / (seen[gram] + PRIOR)
        if len(gram) == 1 or abs(_logit(share) - _logit(shorter)) > GAIN:
            odds[gram] = share
    return {gram: round(_logit(share), 2) for gram, share in odds.items()}


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def ending_weights() -> dict[str, float]:
    """Weights that tell the ends of paragraphs from cuts at a random place."""
    lot, samples = random.Random(1), []
    for line in sentences((2,)):
        if len(line) >= 70 and line[-1] in "。!?":
            samples.append((line, 0))
        if len(line) >= 85 and line[-1] in "。!?":
            cut = line[: lot.randint(70, min(len(line) - 3, 140))]
            cut = cut.rstrip(",。、;:") if lot.random() < 0.8 else cut
            if line[len(cut)] not in "。!?;":
                samples.append((cut + "。", 1))
    vectors = DictVectorizer()
    table = vectors.fit_transform([ending(line) for line, _ in samples])
    model = LogisticRegression(C=0.3, max_iter=2000).fit(table, [cut for _, cut in samples])
    weights = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    return {"ending": model.intercept_[0]} | {f"ending {name}": weight for name, weight in weights.items()}


def page_weights() -> dict[str, float]:
    """Weights that tell blocks from the author's paragraphs, on made pages."""
    rows, truth = [], []
    for page in collection_pages(DEVELOPMENT, 800, seed=1, quarters=(2,)):
        body = [(page.text[start:end], name) for start, end, name in page.lines if name in ("essay", "injected")]
        title = next(page.text[start:end] for start, end, name in page.lines if name == "title")
        found = features([words for words, _ in body], title)
        for (words, name), row in zip(body, found, strict=True):
            if len(words) >= blocks.SHORTEST:
                rows.append(row)
                truth.append(name == "injected")
    vectors = DictVectorizer()
    table = vectors.fit_transform(rows)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(table, np.array(truth))
    weights = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    return {"page": model.intercept_[0]} | {f"page {name}": weight for name, weight in weights.items()}


def write(name: str, weights: dict[str, float]) -> None:
    """Writes a model as `feature,weight`, sorted."""
    path = DATA / "models" / f"{name}.csv"
    rows = (
        f"{feature},{weight:.2f}\n"
        for feature, weight in sorted(weights.items())
        if '"' not in feature and "," not in feature
    )
    path.write_text("feature,weight\n" + "".join(rows), encoding="utf-8", newline="\n")
    blocks._model.cache_clear()


if __name__ == "__main__":
    write("page_endings", endings())
    weights = ending_weights()
    write("page_blocks", weights)
    write("page_blocks", weights | page_weights())
