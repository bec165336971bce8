"""Deontics with their force, told from the words that look like them (codebook, section 3, component D)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.coding import lexicon
from analysis.coding.search import alternation

FORCES = ("obligation", "permission", "prohibition")


class Deontic(NamedTuple):
    """A deontic word at `text[start:end]` and its force: obligation, permission or prohibition."""

    start: int
    end: int
    force: str


def guarded(*functions: str) -> str:
    """A pattern for the words of these functions in `statements.csv`, each guarded by its `unless`.

    Raises LexiconError where no row has any of the functions.
    """
    frame = lexicon.load("statements")
    frame = frame[frame["function"].isin(functions)]
    if frame.empty:
        raise lexicon.LexiconError(f"data/lexicon/statements.csv: no row has the function {' or '.join(functions)}")
    return alternation(dict(zip(frame["form"], frame["unless"], strict=True)))


class _Scanner(NamedTuple):
    words: re.Pattern
    force: dict[str, str]
    noun_before: dict[str, re.Pattern]
    noun_alike: frozenset[str]


@cache
def _scanner() -> _Scanner:
    """One pass takes look-alikes and deontics alike; what starts first wins, then the longer.

    A look-alike gives way before what its `unless` names (应尽 "bounden", but 应|尽快 "should soon"); a deontic that its
    `unless` follows is none, and neither is a shorter deontic inside it (需要 before a comma is a noun, and so is its 要).
    """
    frame = lexicon.load("statements")
    rows = list(zip(frame["form"], frame["function"], frame["unless"], strict=True))
    force = {form: function for form, function, _ in rows if function in FORCES}
    noun_before = {form: unless for form, function, unless in rows if function in FORCES and unless}
    unless = dict.fromkeys(force, "") | {form: bound for form, function, bound in rows if function == "look_alike"}
    nouns = {form: re.compile(alternation(bound.split())) for form, bound in noun_before.items()}
    return _Scanner(re.compile(alternation(unless)), force, nouns, frozenset(lexicon.forms("statements", "noun_alike")))


# 应对 is "cope with" except where 对 opens a phrase that a light verb takes up: 应对困难家庭给予补助.
_OUGHT_TOWARDS = re.compile(r"应(?=对[^，,。；;]{1,24}?(?:进行|予以|给予|加以|实行|作出|做出))")
_NOMINAL = frozenset("的之新各")
_ENDS = frozenset("的、，。；！？”’」』》")  # what no deontic stands before
_NEED = re.compile(  # 适应发展需要: the need of something, no need to do it
    "(?:适应|满足|根据|按照|按|以|与|围绕|符合|立足|服从|结合|从)[^，。；、]{0,9}"
    "(?:发展|社会|建设|实际|生产|生活|市场|国家|战略|形势|人民|群众|工作)$"
)


def find_deontics(text: str, start: int = 0, end: int | None = None) -> list[Deontic]:
    """The deontics of `text[start:end]`, in order. Linear.

    A noun made of a deontic's characters is none: 需要 after 的 (群众的需要) is a need, 要求 a demand.
    """
    scan = _scanner()
    found = []
    end = len(text) if end is None else end
    for match in scan.words.finditer(text, start, end):
        form, (at, after) = match.group(), match.span()
        if form not in scan.force:
            if form == "应对" and _OUGHT_TOWARDS.match(text, at, end):
                found.append(Deontic(at, at + 1, "obligation"))
        elif after < end and text[after] not in _ENDS:
            noun = form in scan.noun_before and scan.noun_before[form].match(text, after, end)
            noun = noun or (form == "需要" and _NEED.search(text, max(start, at - 12), at))
            if not noun and not (form in scan.noun_alike and at > start and text[at - 1] in _NOMINAL):
                found.append(Deontic(at, after, scan.force[form]))
    return found
