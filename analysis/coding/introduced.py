"""Names that a text introduces itself: behind an office or a rank, before a title, or with the dot of foreign names.

No list holds the names of all who are quoted. A text that quotes somebody says as a rule once who it is (村民…, 主任…,
…院士, …·…); from there on the name is known wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain

from ahocorasick_rs import AhoCorasick

from analysis.coding.lexicon import forms
from analysis.coding.search import alternation, finder, found

_DOTS = "·•"  # between the parts of a foreign name
_STOPS = ".．"  # the same, where both parts are long enough to be no end of a sentence and beginning of the next
NAMED = "\ue004"  # stands for a character of a name that the text introduces
_SAID = ("say", "say_marked", "think", "propose")
_HAN = "[\u4e00-\u9fff]"
_ENDS_TWO = "说称在是的把被曾就也还对向从及和与为所"  # after a name of two characters; hardly ever the third of a name


def mask_names(masked: str) -> str:
    """The text, of the same length, with the names it introduces replaced by `NAMED`."""
    names = _found(masked)
    if not names:
        return masked
    return re.sub(alternation(sorted(names)), lambda match: NAMED * len(match.group()), masked)


def _found(masked: str) -> set[str]:
    names = set(_foreign_names(masked)) | set(_behind_offices(masked)) | set(_before_titles(masked))
    names = {name for name in names if name and is_name(name)}
    short = {name for name in names if len(name) == 2}
    return names - short | _standing_alone(masked, short)


def _foreign_names(masked: str) -> Iterator[str]:
    """Names with a dot, and their last part, by which a text calls somebody later."""
    if _dotted().search(masked):  # found many times as fast as the whole of a name
        for match in _foreign().finditer(masked):
            yield match.group()
            last = re.split(f"[{_DOTS}{_STOPS}]", match.group())[-1]
            if len(last) > 1:
                yield last


def _behind_offices(masked: str) -> Iterator[str]:
    for _, _, end in found(_offices(), masked, overlapping=True):
        if match := _name().match(masked, end):
            yield _cut(masked, *match.span())
        if (match := _spelled().match(masked, end)) and _may_end(masked, match.end()):
            yield match.group()


def _before_titles(masked: str) -> Iterator[str]:
    """Names of at most four characters that nothing but a line's beginning or a mark stands before."""
    for _, start, _ in found(_titles(), masked):
        begin = start
        while begin > 0 and start - begin < 5 and "\u4e00" <= masked[begin - 1] <= "\u9fff":
            begin -= 1
        if match := _name().fullmatch(masked, begin, start):
            yield match.group()


def is_name(words: str) -> bool:
    """Whether nothing in the lexicon says that words which look like a name are none (高度, 阳光)."""
    return not _no_name().match(words)


def _cut(masked: str, start: int, end: int) -> str:
    """A name of two or three characters, by what follows it; "" where nothing shows its end."""
    if end - start == 3 and (masked[start + 2] in _ENDS_TWO or _verb_begins(masked, start + 2)):
        return masked[start : start + 2]
    return masked[start:end] if _may_end(masked, end) else ""


def _may_end(masked: str, at: int) -> bool:
    """Whether what stands at a place cannot belong to a name before it."""
    after = masked[at : at + 1]
    return not re.match(_HAN, after) or after in _follows() or _verb_begins(masked, at)


def _verb_begins(masked: str, at: int) -> bool:
    """Whether a verb of saying, or its adverb, of two characters or more stands there."""
    return any(masked[at : at + size] in _said() for size in (2, 3, 4))


def _standing_alone(masked: str, names: set[str]) -> set[str]:
    """Which names of two characters are names wherever they stand, and not the beginning of a common word."""
    if not names:
        return names
    ends, times = Counter(), Counter()
    for match in re.finditer(alternation(sorted(names)), masked):
        times[match.group()] += 1
        ends[match.group()] += _may_end(masked, match.end())
    return {name for name in names if ends[name] * 2 >= times[name]}


def foreign(words: str) -> bool:
    """Whether words are written with the characters that spell foreign names."""
    return all(character in _letters() for character in words)


@cache
def _letters() -> str:
    return "".join(forms("quotations", "transliteration"))


@cache
def _follows() -> frozenset[str]:
    """Characters that may follow a name: prepositions, verbs of saying, particles."""
    return frozenset(_ENDS_TWO) | frozenset(form[0] for form in forms("quotations", "preposition"))


@cache
def _said() -> frozenset[str]:
    return frozenset(chain.from_iterable(forms("quotations", function) for function in (*_SAID, "adverb")))


@cache
def _surname() -> str:
    return alternation(forms("quotations", "surname"))


@cache
def _no_name() -> re.Pattern:
    return re.compile(alternation(forms("quotations", "no_name")))


@cache
def _offices() -> AhoCorasick:
    return finder({*forms("quotations", "role"), *forms("quotations", "title")}, overlapping=True)


@cache
def _titles() -> AhoCorasick:
    return finder(form for form in forms("quotations", "title") if len(form) > 1)


@cache
def _name() -> re.Pattern:
    return re.compile(f"{_surname()}{_HAN}{{1,2}}")


@cache
def _spelled() -> re.Pattern:
    """A foreign name without a dot: behind an office, characters that spell such names."""
    return re.compile(f"[{_letters()}]{{2,8}}")


@cache
def _dotted() -> re.Pattern:
    return re.compile(f"[{_DOTS}{_STOPS}][{_letters()}A-Z]")


@cache
def _foreign() -> re.Pattern:
    part = f"[{_letters()}]"
    return re.compile(rf"{part}{{1,6}}(?:[{_DOTS}][{_letters()}A-Z]{{1,7}})+|{part}{{2,6}}[{_STOPS}]{part}{{2,7}}")
