"""Deontics with their force, told from the words that look like them (codebook, section 3, component D)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from analysis.coding import lexicon

FORCES = ("obligation", "permission", "prohibition")


class Deontic(NamedTuple):
    """A deontic word at `text[start:end]` and its force: obligation, permission or prohibition."""

    start: int
    end: int
    force: str


def alternation(forms: Iterable[str] | Mapping[str, str]) -> str:
    """A regular expression that takes the longest of the forms, folded into a tree by common beginnings.

    Python tries the branches of an alternation one by one; in a tree it tries one branch a character, so that a lexicon
    of a thousand words costs little more than one of ten. A mapping gives for each form what may not follow it, parted
    by spaces: the beginnings that make another word of it (更 is no connective before 新, since 更新 is "renew").
    """
    guards = forms if isinstance(forms, Mapping) else dict.fromkeys(forms, "")
    tree: dict = {}
    for form, unless in sorted(guards.items()):
        node = tree
        for character in form:
            node = node.setdefault(character, {})
        node[""] = f"(?!{alternation(unless.split())})" if unless else ""
    return _branches(tree)


def _branches(tree: dict) -> str:
    """The tree below a node as a pattern; the key "" marks that a form ends here and holds its guard."""
    keys = sorted(key for key in tree if key)
    leaves = [key for key in keys if tree[key] == {"": ""}]
    branches = [re.escape(key) + _branches(tree[key]) for key in keys if key not in leaves]
    if leaves:
        branches.append(f"[{''.join(map(re.escape, leaves))}]" if len(leaves) > 1 else re.escape(leaves[0]))
    if "" in tree:
        branches.append(tree[""])
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


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
        elif after < end and text[after] not in "的、，。；！？":
            noun = form in scan.noun_before and scan.noun_before[form].match(text, after, end)
            if not noun and not (form in scan.noun_alike and at > start and text[at - 1] in _NOMINAL):
                found.append(Deontic(at, after, scan.force[form]))
    return found
