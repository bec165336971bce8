"""The judgement of marked words that no rule claims: quotation or mention, learnt from codings.

The rules (`kinds.py`) know reporting clauses; most words in marks have none near them. Whether such words are a saying,
somebody's voice or a term is weighed here by a multinomial logistic regression over features that have a name: the words'
length and build, the punctuation and characters around them, the reporting verbs, persons and quotations near them. It
is trained on all coded stretches, those that a rule claims too, with the rule among the features. Its weights are a
table, `data/models/quotations.csv`.
"""

from __future__ import annotations

import re
from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.coding.claims import Claim
from analysis.coding.cues import ASIDE, QUOTED, WORK
from analysis.coding.introduced import NAMED
from analysis.coding.marks import FINAL, Stretch
from analysis.coding.names import person
from analysis.coding.passage import Passage
from analysis.coding.shape import is_clause, is_modern, is_verse
from analysis.places import DATA

KINDS = ("direct", "mention", "partial")
FILE = "quotations.csv"
MODELS = DATA / "models"
AROUND = 600  # characters on either side to which a sentence is looked through
ENOUGH = 0.5  # a stretch stays a mention where that is likelier than this
_VOICE = re.compile(r"[我你您咱吗呢吧啊]")
_VERBAL = re.compile(r"[是有要不能会就才把被让使]")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十]")
_INNER = re.compile(r"[，,；;：]")
_PLACES = {
    "，": "comma", ",": "comma", "。": "stop", "；": "stop", ";": "stop", "！": "stop", "？": "stop", "!": "stop",
    "?": "stop", "：": "colon", ":": "colon", "\n": "line end", "、": "enumeration comma", "的": "的", "": "edge",
    QUOTED: "marks", WORK: "work", ASIDE: "parenthesis", NAMED: "name",
}  # fmt: skip


# how the signs that stand for masked words, and a line's end, are written in the names of features
_SHOWN = str.maketrans({QUOTED: "“", WORK: "《", ASIDE: "（", NAMED: "＠", "\n": "⏎"})


class JudgementError(ValueError):
    """Weights that cannot be used; the message names file and remedy."""


def features(
    passage: Passage, stretch: Stretch, claim: Claim, previous: tuple[int, str] | None, reported_to: int
) -> list[str]:
    """What is true of a stretch, by name.

    previous     end and kind of the last quotation before it, None where there is none
    reported_to  up to where words reported without marks run
    """
    masked, opening, close = passage.masked, stretch.open, stretch.close
    content = passage.text[stretch.start : stretch.end]
    low, high = passage.sentence_at(opening)
    return [
        f"rule: {claim.reason}",
        f"rule says {claim.kind}",
        *_build(content),
        *_around(masked, opening, close),
        *_near(passage, stretch, low, high),
        *_after_quotation(opening, low, previous),
        *(["in reported words"] if close <= reported_to else []),
    ]


def _build(content: str) -> list[str]:
    size = len(content)
    true = {
        "up to 4 characters": size <= 4,
        "5 to 7 characters": 5 <= size <= 7,
        "8 to 13 characters": 8 <= size <= 13,
        "14 characters or more": size >= 14,
        "20 characters or more": size >= 20,
        "30 characters or more": size >= 30,
        "a clause": is_clause(content),
        "built like verse": is_verse(content),
        "a line of verse by length": size in (5, 7) and not is_modern(content),
        "inner punctuation": bool(_INNER.search(content)),
        "ends in a final mark": content[-1:] in FINAL,
        "modern function words": is_modern(content),
        "words of a voice": bool(_VOICE.search(content)),
        "的 in it": "的" in content,
        "begins with a numeral": bool(_NUMERAL.match(content)),
        "a verbal character": bool(_VERBAL.search(content)),
    }
    return [name for name, holds in true.items() if holds]


def _around(masked: str, opening: int, close: int) -> list[str]:
    before, after = masked[max(0, opening - 3) : opening], masked[close : close + 7]
    found = [f"before: {_place(before[-1:])}", f"after: {_place(after[:1])}"]
    before, after = before.translate(_SHOWN), after.translate(_SHOWN)
    for size in (1, 2, 3):
        if opening >= size:
            found.append(f"…{before[-size:]}“")
        found.append(f"”{after[:size]}…")
    return found + [f"” near {after[at : at + 2]}" for at in range(1, 6)]


def _place(character: str) -> str:
    return _PLACES.get(character) or ("han" if "\u4e00" <= character <= "\u9fff" else "other")


def _near(passage: Passage, stretch: Stretch, low: int, high: int) -> list[str]:
    masked, opening, close = passage.masked, stretch.open, stretch.close
    found = []
    cue = passage.cue_before(opening)
    if cue and cue.start >= low:
        found.append(f"verb before: {cue.function}")
        if opening - cue.end < 15:
            found.append("verb close before")
    following = passage.cue_after(close, high)
    if following:
        found.append(f"verb after: {following.function}")
        if following.start - close < 15:
            found.append("verb close after")
    named = person()
    left, right = max(low, opening - AROUND), min(high, close + AROUND)  # a text may have no full stop at all
    true = {
        "opens the sentence": opening == low,
        "a person in the sentence": bool(named.search(masked, left, right)),
        "a person close before": bool(named.search(masked, max(low, opening - 12), opening)),
        "他 or 她 close before": "他" in masked[max(low, opening - 20) : opening]
        or "她" in masked[max(low, opening - 20) : opening],
        "我们 before": "我们" in masked[left:opening],
        "other marks in the sentence": masked.count(QUOTED, left, right) > close - opening,
        "its words elsewhere in the text": _again(passage, stretch),
    }
    return found + [name for name, holds in true.items() if holds]


def _again(passage: Passage, stretch: Stretch) -> bool:
    """Whether the same words stand elsewhere: what is repeated is a term or a slogan. Only looked for close by."""
    if stretch.end - stretch.start >= 20:
        return False
    content = passage.text[stretch.start : stretch.end]
    low, high = max(0, stretch.start - _REACH), stretch.end + _REACH
    return passage.text.find(content, low, stretch.start) >= 0 or passage.text.find(content, stretch.end, high) >= 0


_REACH = 3000  # characters on either side: the search must not grow with the text


def _after_quotation(opening: int, low: int, previous: tuple[int, str] | None) -> list[str]:
    if previous is None:
        return []
    end, _ = previous
    true = {"a quotation close before": opening - end < 60, "a quotation before": opening - end < 200,
            "a quotation in the sentence": end >= low}  # fmt: skip
    return [name for name, holds in true.items() if holds]


class Judged(NamedTuple):
    """A kind, how likely it is, and the features that speak most for it."""

    kind: str
    likely: float
    because: tuple[str, ...]


class Judge:
    """The weights: a row a feature, a column a kind (log-odds)."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        self._weights = {
            feature: tuple(row) for feature, *row in table[["feature", *KINDS]].itertuples(index=False, name=None)
        }
        self._bias = self._weights.pop("(bias)")

    def __call__(self, found: list[str]) -> Judged:
        known, scores = {}, list(self._bias)
        for feature in found:
            if feature in self._weights and feature not in known:
                known[feature] = weights = self._weights[feature]
                for column, weight in enumerate(weights):
                    scores[column] += weight
        powers = [exp(score - max(scores)) for score in scores]
        direct, mention, partial = (power / sum(powers) for power in powers)
        if mention > ENOUGH:
            return Judged("mention", mention, ())
        kind, likely = ("direct", direct) if direct >= partial else ("partial", partial)
        column = KINDS.index(kind)
        pull = sorted(
            ((weights[column] - sum(weights) / len(KINDS), feature) for feature, weights in known.items()), reverse=True
        )
        return Judged(kind, likely, tuple(feature for weight, feature in pull[:2] if weight > 0))


def load(folder: Path = MODELS) -> Judge:
    """The judge of a folder's `quotations.csv`. Raises JudgementError where it is missing or torn."""
    remedy = "restore it from the repository, or train again: python -m analysis train GOLD TEXTS"
    path = Path(folder) / FILE
    try:
        table = pd.read_csv(path, dtype={"feature": str}, keep_default_na=False, encoding="utf-8")
        return Judge(table.astype(dict.fromkeys(KINDS, float)))
    except (OSError, KeyError, ValueError) as error:
        raise JudgementError(
            f"{path.name}: no weights of the quotation model can be read ({error}); {remedy}"
        ) from error


@cache
def standard() -> Judge:
    """The study's own judge."""
    return load()
