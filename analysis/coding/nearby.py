"""Who is meant where no reporting verb names a speaker: the person the sentence speaks of, or the one beside it.

Commentary often sets words in marks and tells of the speaker in the sentence around or after them (“…”某地教师某某
递上申请书 "handed in her application"). Sayings and verse have no speaker unless one is named.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.coding.cues import QUOTED, WORK
from analysis.coding.introduced import foreign, is_name
from analysis.coding.lexicon import forms
from analysis.coding.names import Subject, person, phrase, tokens
from analysis.coding.passage import MEMORY, Passage
from analysis.coding.search import alternation
from analysis.coding.shape import is_clause
from analysis.coding.speakers import beside, subject_at
from analysis.coding.tagger import tagged

BACK = 250  # characters back in which the person must be named whom a pronoun takes up
BESIDE = 30  # characters behind verse in which its author is named
AHEAD = 90  # characters behind the words in which the sentence after them names who spoke
_OPENS = re.compile(rf"[{QUOTED}，,。；;：:、…\s]*")
_HAN = re.compile("[\u4e00-\u9fff·•]{2,12}")
_BY_TEXT = re.compile(f"(?:这|那)?(?:正|便|就)?[是在]?(?P<work>{WORK}+)")
_OWN = re.compile(rf"[：:，,]?\s*{QUOTED}")
_CLAUSE = re.compile(r"[，,：:；;]")
_KINDS = ("person", "title", "role", "generic")
_THIS_IS = re.compile(r"[，,]?(?:这|那)?(?:正|便|就|既|也)?(?:是|出自)")
_GIVEN = ("a", "ag", "n", "ng", "nr", "z", "x", "zg", "g", "vg", "i")  # tags of what is in truth a given name
# tags of words that name nobody
_NO_NOUN = (
    *("v", "d", "a", "ad", "vd", "c", "p", "u", "uj", "ul", "z", "i", "zg"),
    *("m", "q", "t", "f", "r", "uv", "ud", "y"),
)


def who_is_near(passage: Passage, start: int, end: int) -> Subject | None:
    """The speaker of words at `start, end` (with their marks), from the sentences around them; None where none is named."""
    masked = passage.masked
    low, _ = passage.sentence_at(start)
    if _OPENS.fullmatch(masked, low, start):
        begin = _OPENS.match(masked, end).end()
        if begin >= len(masked) or ("\n" in masked[end:begin] and not _alone(masked, start, end)):
            return None
        stop = min(passage.sentence_at(begin)[1], begin + AHEAD)
        if (cue := passage.cue_after(begin, stop)) and _OWN.match(masked, cue.end):
            return None  # the sentence after has words of its own to report
        return (
            _named(masked, begin, stop, first=True)
            or _subject_voiced(masked, begin, stop)
            or _text(masked, begin, stop)
            or _voiced(masked, begin, stop)
        )
    return _named(masked, max(low, start - MEMORY), start, first=False)


def name_beside(passage: Passage, start: int, end: int) -> Subject | None:
    """A person named right before or right behind words (with their marks): 于谦“…”, “…”是某某的名句."""
    masked = passage.masked
    before = beside(masked, max(0, start - 40), start)
    if before and before.kind == "person":
        return before
    stop = min(passage.sentence_at(end)[1] if end < len(masked) else end, end + BESIDE)
    if this := _THIS_IS.match(masked, end):
        begin = this.end()
        cut = _CLAUSE.search(masked, begin, stop)
        stop = cut.start() if cut else stop
        named = _named(masked, begin, stop, first=True)
        return named if named and not _likeness().search(masked, named.end, stop) else None
    end += masked[end : end + 1] in ("，", ",")
    named = _named(masked, end, stop, first=True)
    theirs = named and named.start == end and _theirs().match(masked, named.end)
    return named if theirs else None


@cache
def _theirs() -> re.Pattern:
    """Behind a name: what makes the words before it his (先生的名句, 在诗中)."""
    nouns = alternation(forms("quotations", "noun_word"))
    return re.compile(
        f"[^用以引把，,。；的]{{0,8}}?(?:的[^，,。；的]{{0,6}}?(?:{nouns}|{WORK})|在[^，,。；]{{0,4}}?(?:[诗书文信词]|{WORK}))"
    )


@cache
def _likeness() -> re.Pattern:
    """Behind a name: what makes the words before it a picture of him (的真实写照), and not his."""
    return re.compile(f"[^，,。；]{{0,10}}?{alternation(forms('quotations', 'likeness'))}")


def _alone(masked: str, start: int, end: int) -> bool:
    """Whether words make up their line, so that the next line may say whose they are."""
    before = masked[max(masked.rfind("\n", 0, start), start - 3, 0) : start]
    return not before.strip() and (start == 0 or "\n" in before or start < 3) and masked[end : end + 1] == "\n"


_TAKEN_UP = re.compile("[，,][他她](?!们)")
_NO_PREDICATE = tuple("的、和与等”")


def nickname(passage: Passage, pronoun: Subject) -> Subject | None:
    """The nickname in marks that 他 or 她 takes up, in its sentence or the one before: “农民画家”用烧火棍作画，她说."""
    if passage.masked[pronoun.start] not in "他她" or passage.masked[pronoun.start + 1 : pronoun.start + 2] == "们":
        return None
    at = pronoun.start
    for near in (True, False):
        low, _ = passage.sentence_at(at)
        begin = max(low, at - MEMORY)
        begin = max(begin, passage.masked.rfind("；", begin, at) + 1)
        for stretch in reversed(passage.within(begin, at)):
            words = passage.text[stretch.start : stretch.end]
            if not 2 <= len(words) <= 6 or is_clause(words):
                continue
            following = passage.masked[stretch.close : stretch.close + 1]
            opens = near and not passage.masked[begin : stretch.open].strip() and following not in _NO_PREDICATE
            if _TAKEN_UP.match(passage.masked, stretch.close) or (opens and "\u4e00" <= following <= "\u9fff"):
                return Subject(stretch.start, stretch.end, "role")
        if low == 0 or "\n" in passage.text[passage.sentence_at(low - 1)[0] : low]:
            return None
        at = low - 1
    return None


def first_named(masked: str, start: int, end: int) -> Subject | None:
    """The first person named in a span."""
    return _named(masked, start, end, first=True)


_PAPER = re.compile("(?P<paper>题干|题目|给定[材资]料[0-9一二三四五六七八九十]*)[^，,。；：:]{0,12}[：:]?$")


def exam_paper(passage: Passage, at: int) -> Subject | None:
    """The part of an examination paper in whose words an essay on it sets marks: 题干中的一个特殊要求“…”."""
    low, _ = passage.sentence_at(at)
    found = _PAPER.search(passage.masked, max(low, at - 24), at)
    return Subject(*found.span("paper"), "body") if found else None


def checked(passage: Passage, subject: Subject | None) -> Subject | None:
    """A subject that the lexicon does not know, without what jieba tags as no noun at its end; None where nothing stays.

    南京放 (放话 "let it be known" cut in two) is 南京; 坦言 "frankly said" is nobody.
    """
    if subject is None or subject.kind not in ("", "role", "title") or passage.masked[subject.start] == QUOTED:
        return subject
    plain = passage.masked[subject.start : subject.end]
    if tokens()[1].get(plain) in _KINDS:
        return subject
    words = tagged(plain)
    end = subject.end
    while words and words[-1][1] in _NO_NOUN:
        end -= len(words.pop()[0])
    if end - subject.start < 2:
        return None
    return subject._replace(end=end)


def person_before(passage: Passage, at: int) -> Subject | None:
    """The last person named on the line before a position: whom a pronoun takes up."""
    low = max(at - BACK, 0)
    low = max(passage.masked.rfind("\n", low, at), low)
    return _named(passage.masked, low, at, first=False)


def _named(masked: str, start: int, end: int, first: bool) -> Subject | None:
    """The first or last name in a span: one known or introduced in the text, else what the tagger takes for a name."""
    spans = [match.span() for match in person().finditer(masked, start, end)] or _tagged(masked, start, end)
    return Subject(*spans[0 if first else -1], "person") if spans else None


def _tagged(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of personal names by jieba's tags (nr and its kinds); syllables that it cut off are joined again."""
    spans, at, words = [], start, tagged(masked[start:end])
    for number, (word, tag) in enumerate(words):
        begin, at = at, at + len(word)
        if not tag.startswith("nr"):
            continue
        name = word
        if len(word) < 3 and word[0] in _surnames() and number + 1 < len(words):
            following, kind = words[number + 1]
            if len(word + following) == 3 and kind in _GIVEN:
                name = word + following
        elif len(word) == 4 and word[0] in _surnames():
            name = word[:3]
        if _HAN.fullmatch(name) and (name[0] in _surnames() or foreign(name)) and is_name(name):
            spans.append((begin, begin + len(name)))
    return spans


@cache
def _surnames() -> frozenset[str]:
    return frozenset(forms("quotations", "surname"))


def _subject_voiced(masked: str, start: int, end: int) -> Subject | None:
    """The first of the clauses' subjects of whom it is said that they speak: 一位外国专家评价."""
    while start < end:
        stop = next((match.start() for match in _CLAUSE.finditer(masked, start, end)), end)
        found = subject_at(masked, start, stop) if stop > start else None
        if found and found.kind in _KINDS and _voice().match(masked, found.end, end):
            return found
        start = stop + 1
    return None


def _text(masked: str, start: int, end: int) -> Subject | None:
    """A text that the sentence behind the words begins with: 这是《…》列出的, 在《…》中."""
    work = _BY_TEXT.match(masked, start, end)
    return Subject(work.start("work") + 1, work.end("work") - 1, "work", work.span("work")) if work else None


def _voiced(masked: str, start: int, end: int) -> Subject | None:
    """People of whom a sentence says that they speak, wherever they stand in it: 听到不少群众点赞, 身旁的大叔发出感慨."""
    pattern, table = tokens()
    for match in pattern.finditer(masked, start, end):
        if table[match.group()] in ("role", "generic") and _voice().match(masked, match.end(), end):
            return phrase(masked, match.start(), match.end(), True)
    return None


@cache
def _voice() -> re.Pattern:
    words = (*forms("quotations", "say"), *forms("quotations", "say_marked"), *forms("quotations", "noun_word"))
    return re.compile(f"们?[^，,。；：]{{0,10}}?{alternation(words)}")
