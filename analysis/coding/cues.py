"""Reporting cues: which words of a text report somebody's words, and with what force (data/lexicon/quotations.csv).

The lexicon also holds what looks like a cue and is none (来说 "as for", 问题 "question", 道路 "road"): the longest form wins,
so a look-alike takes the place before the cue in it is seen.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from analysis.coding.lexicon import forms, load
from analysis.coding.search import finder, found

LEXICON = "quotations"
REPORTING = (
    "not_cue",
    "say_narrow",
    "name",
    "say_marked",
    "think",
    "propose",
    "say",
    "formula",
)  # later ones win where a form has two functions
MASTER = "子曰"  # thus the disciples of Confucius
COMMENT = "评说"  # no verb of its own, but 锐评|说 "the comment says"
SO_SAYS = "这样说"  # "so to say", but 他这样|说：“…”
RAISES = "提到"  # "mentions", but 提到议事日程 "puts on the agenda"
QUOTED, WORK, ASIDE = "\ue001", "\ue002", "\ue003"  # stand for a character in marks, in 《》, in parentheses


class Cue(NamedTuple):
    """A reporting verb: its span and its function in the lexicon."""

    start: int
    end: int
    function: str


@cache
def functions(names: tuple[str, ...]) -> dict[str, str]:
    """Form -> function, for the functions named; where a form has two, the later named one."""
    return {form: name for name in names for form in forms(LEXICON, name)}


@cache
def _cues() -> tuple[AhoCorasick, list[str]]:
    """What finds all reporting verbs in one pass, the longest form first, and the function of each form."""
    table = functions(REPORTING)
    return finder(table), list(table.values())


_SERIES = tuple("时快锐短述社网央")  # before 评: kinds of comment
_WORDS_NEXT = re.compile(rf"[：:]|，{QUOTED}")
_RAISED = re.compile("[^，,。；]{1,20}?(?:日程|高度|面前|位置|首位|水平|层面|上来|地位)")
_NARROW = re.compile(rf"[：:]|[，,]?\s*{QUOTED}")


def find_cues(masked: str) -> list[Cue]:
    """All reporting verbs of a text in which words in marks and titles are masked, in order."""
    words, names = _cues()
    cues = []
    for form, start, end in found(words, masked):
        function = names[form]
        if masked[start:end] == COMMENT and masked[start - 1 : start] in _SERIES and masked[end : end + 1] in "，：":
            start, function = start + 1, "say"
        elif masked[start:end] == SO_SAYS and _WORDS_NEXT.match(masked, end):
            start, function = end - 1, "say"  # 他这样说：“…”
        elif masked[start:end] == RAISES and _RAISED.match(masked, end):
            continue
        if function == "not_cue" or (function == "say_narrow" and not _NARROW.match(masked, end)):
            continue
        if masked[start:end] == MASTER and "\u4e00" <= masked[start - 1 : start] <= "\u9fff":
            start, function = start + 1, "say"  # 孔子曰: a name and its verb, and not 子曰
        cues.append(Cue(start, end, function))
    return cues


@cache
def _forces() -> dict[str, str]:
    frame = load(LEXICON)
    chosen = frame[frame["force"] != ""]
    return dict(zip(chosen["form"], chosen["force"], strict=True))


def force_of(cue: str) -> str:
    """The force of a reporting verb or noun: neutral, strong, warning, demand or emotive; "" where the lexicon is silent.

    `cue` may come with its adverb (深情地说, "says with feeling"): the adverb's force goes before the verb's.
    """
    table = _forces()
    if cue in table:
        return table[cue]
    for length in range(len(cue), 0, -1):
        for start in range(len(cue) - length + 1):
            force = table.get(cue[start : start + length])
            if force and not (force == "neutral" and start + length < len(cue)):
                return force
    return ""
