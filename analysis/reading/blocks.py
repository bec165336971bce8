"""Paragraphs of other origin among the author's, told by their form.

Such a block is the beginning of an answer copied from elsewhere: cut at a fixed length, as a rule in mid-sentence, and
closed with a 。 of its own. No single sign decides. What is weighed is how unlikely the last words are before a final
mark, marks left open, the length, other blocks of the same length, words that the rest of the page does not have, and
whether the block begins with the words of the title. The weights were fitted on pages made for the purpose
(`python -m benchmarks.page_models`), since pages annotated by hand are few; they are in `data/models/page_blocks.csv`, and what
is known of words before final marks is in `data/models/page_endings.csv` (character n-grams up to 3 and their log-odds).

On made pages of texts not seen in fitting, 92 of 100 paragraphs called injected were, and 91 of 100 that were are found;
where blocks have any length from 95 to 125 characters, 95 and 78. A block that happens to be cut where a sentence could
end is told by its length and its words alone.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from functools import cache
from statistics import median

from analysis.places import DATA
from analysis.reading.wording import words as words_of

SHORTEST = 40  # shorter paragraphs say too little to be judged
USUAL = 107  # characters, the final mark with them, in the blocks of the page this study began with
FEW = 3  # of fewer paragraphs it cannot be said whose words are foreign
HALF = str.maketrans("，：；！？（）", ",:;!?()")
_SENTENCE = re.compile(r"[。!?;]")
_CLAUSE = re.compile(r"[,:、]")
_PAIRS = ("“”", "‘’", "《》", "()", "「」")


class PageModelError(ValueError):
    """A model file that cannot be used; the message names the file and the remedy."""


@cache
def _model(name: str) -> dict[str, float]:
    path = DATA / "models" / f"{name}.csv"
    place = f"data/models/{name}.csv"
    if not path.is_file():
        raise PageModelError(f"{place}: no such model; restore it from the repository")
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(rows)}


def ending(paragraph: str) -> dict[str, float]:
    """The features of a paragraph's end: log-odds that its last characters stand before a final mark, and its shape."""
    said = paragraph.strip().translate(HALF)
    words = said.rstrip("。!?….")
    odds = _model("page_endings")
    known = next((odds[words[-n:]] for n in (3, 2, 1) if words[-n:] in odds), odds[""])
    sentence = _SENTENCE.split(words)[-1]
    clause = _CLAUSE.split(sentence)[-1]
    features = {"odds": known, "bare": float(said == words), "doubled": float(words[-1:] in ",;:、(")}
    features["open"] = float(any(sentence.count(a) != sentence.count(b) for a, b in _PAIRS))
    features[f"clause {min(len(clause) // 2, 8)}"] = 1.0
    features[f"sentence {min(len(sentence) // 6, 8)}"] = 1.0
    features[f"commas {min(sentence.count(','), 5)}"] = 1.0
    return features | {f"pending {word}": 1.0 for word in words_of("pending") if word in sentence}


def breaks_off(paragraph: str) -> float:
    """How much likelier, in log-odds, a paragraph is broken off in mid-sentence than ended by its author."""
    weights = _model("page_blocks")
    return weights["ending"] + sum(weights.get(f"ending {name}", 0.0) * x for name, x in ending(paragraph).items())


def features(paragraphs: list[str], title: str) -> list[dict[str, float]]:
    """What is weighed of each paragraph of a page's body, by name, given the page's title ("" where there is none)."""
    said = [paragraph.strip().translate(HALF) for paragraph in paragraphs]
    ends = [breaks_off(paragraph) for paragraph in paragraphs]
    grams = [_grams(words) for words in said]
    holders = Counter(gram for own in grams for gram in own)
    shares = [sum(holders[gram] > 1 for gram in own) / max(1, len(own)) for own in grams]
    if len(shares) < FEW:
        shares = [0.0] * len(shares)
    usual = median(shares) if shares else 0.0
    topic = _grams(title.translate(HALF))
    alike = _of_one_length([len(words) for words in said], [1 / (1 + math.exp(-end)) for end in ends])
    rows = []
    for words, end, share, near in zip(said, ends, shares, alike, strict=True):
        length = len(words)
        row = {
            "breaks off": max(-6.0, min(6.0, end)),
            "usual length": float(abs(length - USUAL) <= 5),
            "like length": float(85 <= length <= 130),
            "long": math.log(max(length, SHORTEST) / USUAL) if length > USUAL else 0.0,
            "short": math.log(USUAL / max(length, SHORTEST)) if length < USUAL else 0.0,
            "same length": min(2.0, near),
            "foreign words": math.log((usual + 0.02) / (share + 0.02)),
            "title begun": float(len(topic & _grams(words[:15])) >= 2),
        }
        rows.append(row)
    return rows


def _of_one_length(lengths: list[int], chances: list[float]) -> list[float]:
    """Of each paragraph, how many others within two characters of its length are likely cut: the sum of their chances."""
    total = Counter()
    for length, chance in zip(lengths, chances, strict=True):
        total[length] += chance
    return [
        sum(total[length + d] for d in (-2, -1, 0, 1, 2)) - chance
        for length, chance in zip(lengths, chances, strict=True)
    ]


def _grams(words: str) -> set[str]:
    """The pairs of characters in running text."""
    return {words[i : i + 2] for i in range(len(words) - 1) if words[i].isalnum() and words[i + 1].isalnum()}


def injected(paragraphs: list[str], title: str, authors: list[bool]) -> list[bool]:
    """Whether each paragraph of a page's body is of other origin. `authors`: it is known to be the author's."""
    weights = _model("page_blocks")
    scores = [
        weights["page"] + sum(weights.get(f"page {name}", 0.0) * x for name, x in row.items())
        for row in features(paragraphs, title)
    ]
    found = [
        score > 0 and not own and len(words) >= SHORTEST
        for score, own, words in zip(scores, authors, paragraphs, strict=True)
    ]
    return found if not all(found) else [False] * len(found)
