"""Who speaks: the subject of a reporting verb, reduced to the bare name (codebook, section 2).

A subject is looked for in the clause of the verb, then in the clauses before it. Words of the lexicon
(data/lexicon/quotations.csv) say what a noun phrase is: titles and offices around a name, bodies and documents that
speak, people in general, pronouns. A phrase without any of these counts only right beside the verb.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.coding.cues import QUOTED, WORK, alternation, functions
from analysis.coding.lexicon import forms

KINDS = (
    "stop",
    "adverb",
    "preposition",
    "first_person",
    "pronoun",
    "article",
    "generic",
    "body",
    "role",
    "title",
    "person",
)
NAMING = frozenset({"person", "title", "role", "body", "generic", "article", "pronoun", "first_person"})
REACH = 200  # characters before the verb in which its subject is looked for
_CLAUSE = re.compile(r"[，,：:；;]")
_TIME = re.compile(
    r"(?:[早就]?在)?(?:公元前?)?[\d０-９〇○零一二三四五六七八九十]{1,4}(?:世纪|年代|年初|年底|年|月|日|天前|多年前|年前|周年)"
    r"(?:[\d一二三四五六七八九十]{1,3}(?:月|日|年代))*(?:[初中末春夏秋冬底]|上午|下午|晚上|以来|以后)?"
)
_PHRASE = re.compile(
    rf"(?:早?在|当|于|据|对|就|针对|围绕|关于|面对|随着|为|按照|根据).{{1,60}}?(?:上|中|时|里|下|内|后|前|期间|问题|之际)(?=.)"
)
_WORK = re.compile(f"{WORK}+")
_AFTER_WORK = re.compile(r"(?:一文|一书|一诗|一词|序言|序)?(?:之?中|里|上)?")
_MODIFIER = re.compile(r"^.*[^党]的(?=..)")
_NUMBERED = re.compile(r"^(?:这|那|某|另|又)?(?:一|两|几|多|有|三|许)?(?:位|名|个|些|群|批|家|句)")
_SERIES = re.compile(r"[\u4e00-\u9fff]{4}")
_BARE = re.compile(r"[\u3400-\u9fff·•\uff21-\uff5aA-Za-z]{2,10}")


class Subject(NamedTuple):
    """A speaker as found: span of the bare name, what the lexicon says it is, and the span of a work named with it."""

    start: int
    end: int
    kind: str
    work: tuple[int, int] | None = None


@cache
def _tokens() -> tuple[re.Pattern, dict[str, str]]:
    table = functions(KINDS)
    return re.compile(alternation(tuple(table))), table


@cache
def _set(function: str) -> frozenset[str]:
    return frozenset(forms("quotations", function))


def subject_before(masked: str, low: int, cue: int) -> Subject | None:
    """The subject of a reporting verb at `cue`, in the sentence that begins at `low`; None where it is dropped."""
    low = max(low, cue - REACH)
    end = _without_adverbs(masked, low, cue)
    cuts = [low, *(match.end() for match in _CLAUSE.finditer(masked, low, end)), end + 1]
    work = None
    for back in range(len(cuts) - 2, max(len(cuts) - 6, -1), -1):
        nearest = back == len(cuts) - 2
        start, stop = cuts[back], min(cuts[back + 1] - 1, end)
        found = _clause_subject(masked, start, stop, nearest)
        if found:
            return found._replace(work=found.work or _work_place(masked, found.end, stop) or work)
        work = work or _work_place(masked, start, stop)
    return None


def subject_after(masked: str, start: int, cue: int) -> Subject | None:
    """The subject of a reporting verb at `cue` that follows the words it reports: the text between `start` and `cue`."""
    end = _without_adverbs(masked, start, cue)
    return _clause_subject(masked, start, end, True)


def subject_at(masked: str, start: int, end: int) -> Subject | None:
    """The subject with which a sentence begins."""
    cut = _CLAUSE.search(masked, start, end)
    return _clause_subject(masked, start, cut.start() if cut else end, False)


def author_of(masked: str, low: int, at: int, noun: str) -> Subject | None:
    """Whose text it is that is introduced at `at` (人民日报发表社论, 习近平的重要文章): a person before a body."""
    known = None
    for match in _person().finditer(masked, low, at):
        known = match
    if known:
        return Subject(known.start(), known.end(), "person")
    series = _SERIES.match(masked, at - 2, at + len(noun)) if at >= 2 else None
    if series and noun in ("快评", "锐评", "时评"):
        return Subject(at - 2, at + len(noun), "body")
    pattern, table = _tokens()
    for match in pattern.finditer(masked, low, at):
        if table[match.group()] == "body" and match.end() < at:
            return Subject(match.start(), match.end(), "body")
        if table[match.group()] in ("person", "title"):
            break
    found = subject_at(masked, low, at)
    return found if found and found.kind in ("person", "role", "title", "body") and found.end < at else None


def _without_adverbs(masked: str, low: int, end: int) -> int:
    """Where the text ends once the adverbs (and 深情地 "with feeling" and the like) before the verb are taken off."""
    adverbs = _set("adverb")
    while end > low:
        for length in (8, 7, 6, 5, 4, 3, 2, 1):
            if end - length >= low and masked[end - length : end] in adverbs:
                end -= length
                break
        else:
            if masked[end - 1] == "地" and end - 3 >= low:
                begin = end - 1
                while (
                    begin > low
                    and end - begin < 6
                    and masked[begin - 1] not in "，,：:；;。"
                    and masked[begin - 1] < "\ue000"
                ):
                    begin -= 1
                cut = _adverbial(masked, begin, end)
                if cut is not None:
                    end = cut
                    continue
            return end
    return end


def _adverbial(masked: str, begin: int, end: int) -> int | None:
    """The start of an adverb in 地 at the end of a clause: two or four characters, after the last word that names."""
    words = masked[begin:end]
    pattern, table = _tokens()
    last = 0
    for match in pattern.finditer(words):
        if table[match.group()] in NAMING:
            last = match.end()
    for length in (4, 2, 3):
        if len(words) - 1 - length >= last:
            return end - 1 - length
    return begin + last if last < len(words) - 1 else None


def _clause_subject(masked: str, start: int, end: int, nearest: bool) -> Subject | None:
    """The subject of one clause: at its beginning, behind a modifier in 的, or, where the verb is near, right before it."""
    if nearest and end > start and masked[end - 1] == WORK:
        first = end
        while first > start and masked[first - 1] == WORK:
            first -= 1
        if first == start or masked[first - 1] not in "的、":
            owner = _clause_subject(masked, start, first, True) if first > start else None
            if owner and owner.kind in ("person", "role", "title", "body") and owner.end >= first - 3:
                return owner._replace(work=(first, end))
            return Subject(first + 1, end - 1, "work", (first, end))
    start = _lead(masked, start, end)
    for _ in range(4):
        if start >= end:
            return None
        found = _begins(masked, start, end, nearest)
        if found:
            return found
        opener = _opener(masked, start, end) if nearest else None
        behind = masked.find("的", start, end) + 1
        start = opener or behind or end
        start = _lead(masked, start, end) if start < end else end
    return None


def _opener(masked: str, start: int, end: int) -> int | None:
    """Past a preposition at the beginning of the clause (按照…提出的 "as proposed by …")."""
    pattern, table = _tokens()
    match = pattern.match(masked, start, end)
    return match.end() if match and table[match.group()] in ("preposition", "stop") else None


def _begins(masked: str, start: int, end: int, nearest: bool) -> Subject | None:
    work = _WORK.match(masked, start, end)
    if work:
        rest = _AFTER_WORK.match(masked, work.end(), end).end()
        inner = _phrase(masked, rest, end, nearest) if rest < end else None
        if inner and inner.kind != "article":
            return inner._replace(work=work.span())
        return Subject(work.start() + 1, work.end() - 1, "work", work.span())
    return _phrase(masked, start, end, nearest)


def _lead(masked: str, start: int, end: int) -> int:
    """Where the clause begins once connectives, times and prepositional phrases before the subject are passed."""
    leads = _set("lead")
    moved = True
    while moved and start < end:
        moved = False
        while start < end and masked[start].isspace():
            start += 1
        for pattern in (_TIME, _PHRASE):
            match = pattern.match(masked, start, end)
            if match and match.end() < end:
                start, moved = match.end(), True
        for length in (6, 5, 4, 3, 2, 1):
            if start + length < end and masked[start : start + length] in leads:
                if _protected(masked, start, end, length):
                    continue
                start, moved = start + length, True
                break
    return start


def _protected(masked: str, start: int, end: int, length: int) -> bool:
    """Whether the words at `start` are a longer form that names a speaker (有人 "some", not 有 "there is")."""
    pattern, table = _tokens()
    match = pattern.match(masked, start, end)
    return bool(match) and match.end() - start > length and table[match.group()] in NAMING


def _phrase(masked: str, start: int, end: int, nearest: bool) -> Subject | None:
    """The noun phrase at the beginning of a clause, up to the first word that cannot belong to it."""
    pattern, table = _tokens()
    first, last, stop = None, None, end
    chain = start
    for match in pattern.finditer(masked, start, end):
        kind = table[match.group()]
        if kind in NAMING:
            if kind in ("pronoun", "first_person") and match.start() > start:
                continue
            if first is None or match.start() <= chain:
                first = first or match
                chain = match.end()
                last = match
            elif match.end() <= stop:
                last = match
            if kind in ("pronoun", "first_person"):
                stop = match.end()
                break
        elif match.start() > start or kind in ("preposition", "stop"):
            stop = match.start()
            break
    if stop <= start:
        return None
    if last is not None and last.end() > stop:
        last = None
    if last is not None:
        kind = table[last.group()]
        if kind in ("pronoun", "first_person"):
            return Subject(start, last.end(), kind) if last.start() == start else None
        near = nearest and stop == end
        if last.end() == stop or not near or kind not in ("role", "person", "title"):
            if last.end() != stop and not near and kind == "role":
                return _named(masked, start, min(stop, last.end() + 4), "role") if stop - last.end() <= 4 else None
            stop = last.end()
        return _named(masked, start, stop, kind)
    if nearest and _BARE.fullmatch(masked, _after_modifier(masked, start, stop), stop):
        return _named(masked, start, stop, "")
    return None


def _after_modifier(masked: str, start: int, end: int) -> int:
    match = _MODIFIER.match(masked[start:end])
    return start + match.end() if match else start


def _named(masked: str, start: int, end: int, kind: str) -> Subject | None:
    """The bare name in a noun phrase: a name known, or what is left without modifiers and titles."""
    known = _person().search(masked, start, end)
    if known and (kind in ("person", "title", "role") or known.end() == end):
        return Subject(known.start(), known.end(), "person")
    if kind in ("body", "article"):
        begin = _after_modifier(masked, start, end)
        begin = begin if begin > start and end - begin >= 2 else start
        return Subject(begin, end, kind)
    begin = _after_modifier(masked, start, end)
    numbered = _NUMBERED.match(masked, begin, end)
    if numbered and numbered.end() < end and masked[begin:end] not in _set("generic"):
        begin = numbered.end()
    if kind == "generic":
        whole = masked[begin:end]
        return Subject(begin, end, kind) if len(whole) <= 12 else None
    end = _cut_title(masked, begin, end)
    begin = _cut_role(masked, begin, end)
    return Subject(begin, end, kind) if 1 < end - begin <= 12 else None


def _cut_title(masked: str, start: int, end: int) -> int:
    titles = _set("title")
    for length in (5, 4, 3, 2, 1):
        if end - length - start >= 2 and masked[end - length : end] in titles:
            return _cut_title(masked, start, end - length)
    return end


def _cut_role(masked: str, start: int, end: int) -> int:
    """Past the offices before a name: 中共中央总书记、国家主席习近平 -> 习近平. A phrase that is only an office stays."""
    begin = start
    for match in _role().finditer(masked, start, end):
        if end - match.end() >= 2:
            begin = match.end()
    comma = masked.rfind("、", begin, end)
    return comma + 1 if comma >= 0 and end - comma > 2 else begin


@cache
def _role() -> re.Pattern:
    return re.compile(alternation(forms("quotations", "role")))


@cache
def _person() -> re.Pattern:
    return re.compile(alternation(forms("quotations", "person")))


def _work_place(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """The last work in a clause that says where the words stand (在《…》中)."""
    last = None
    for match in _WORK.finditer(masked, start, end):
        if match.end() == end or _AFTER_WORK.match(masked, match.end(), end).end() > match.end():
            last = match.span()
    return last
