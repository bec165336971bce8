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
from analysis.coding.lexicon import fold, forms, load

KINDS = (
    "word",
    "stop",
    "adverb",
    "opener",
    "preposition",
    "first_person",
    "thing",
    "pronoun",
    "generic",
    "body",
    "article",
    "role",
    "title",
    "person",
)
NAMING = frozenset({"person", "title", "role", "body", "generic", "article", "pronoun", "first_person", "thing"})
COUNTRY = ("中国", "我国")
REACH = 200  # characters before the verb in which its subject is looked for
_CLAUSE = re.compile(r"[，,：:；;]")
_TIME = re.compile(
    r"(?:[早就]?在)?(?:公元前?)?[\d０-９〇○零一二三四五六七八九十]{1,4}(?:世纪|年代|年初|年底|年|月|日|天前|多年前|年前|周年)"
    r"(?:[\d一二三四五六七八九十]{1,3}(?:月|日|年代))*(?:[初中末春夏秋冬底]|上午|下午|晚上|以来|以后)?"
)
_PHRASE = re.compile(
    r"(?:早?在|当|于|据|对|就|针对|围绕|关于|面对|随着|为|按照|根据).{1,60}?(?:上|中|时|里|下|内|后|前|期间|问题|之际)(?=.)"
)
_WORK = re.compile(f"{WORK}+")
_WORK_BEFORE = re.compile(f"(?P<work>{WORK}+)(?:一文|一书|一诗|一词|序言|序)?(?:之?中|里|上)?(?:有)?$")
_NOTE = re.compile(
    r"(?:[〔［\[【(（][^〕］\]】)）]{1,6}[〕］\]】)）]|[①-⒛㈠-㈩*—\d、.．]|第?[一二三四五六七八九十]+(?:是|、|，))+"
)
_AFTER_WORK = re.compile(r"(?:一文|一书|一诗|一词|序言|序)?(?:之?中|里|上)?")
_MODIFIER = re.compile(r"^.*[^党]的(?=..)")
_NUMBERED = re.compile(r"(?:这|那|某|另|又)?(?:一|两|几|多|有|三|许)?(?:位|名|个|些|群|批|家|句)")
_SERIES = re.compile(r"[\u4e00-\u9fff]{4}")
_BARE = re.compile(r"[\u3400-\u9fff·•\uff21-\uff5aA-Za-z'’.]{2,12}")


_PLACE = re.compile(r"[在于].*[中上里时后前会]")
_NO_NAME = re.compile(r"[是有应不没了着过要把被让使误很能会]")


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


@cache
def _short_names() -> dict[str, str]:
    frame = load("quotations")
    return dict(frame.loc[frame["name"] != "", ["form", "name"]].itertuples(index=False, name=None))


def bare(name: str, otherwise: str | None = None) -> str:
    """A name as the lexicon gives it in full (毛主席 -> 毛泽东), else as it is."""
    return _short_names().get(fold(name), name if otherwise is None else otherwise)


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
        if found and found.kind != "thing":
            return found._replace(work=found.work or _work_place(masked, found.end, stop) or work)
        work = work or _work_place(masked, start, stop)
    return Subject(work[0] + 1, work[1] - 1, "work", work) if work else None


def adjoins(masked: str, subject: Subject | None, low: int, cue: int) -> bool:
    """Whether nothing but a title, an adverb or a phrase of place or addressee stands between a subject and its verb.

    Where the subject stands in an earlier clause, or is dropped, the clause of the verb must begin with the verb.
    """
    if subject and subject.kind == "formula":
        return True
    low = max(low, cue - REACH)
    end = _without_adverbs(masked, low, cue)
    begin = max(low, *(masked.rfind(mark, low, end) + 1 for mark in "，,：:；;"))
    if subject and subject.end > begin:
        begin = subject.end
        if subject.kind == "work":
            begin += 1
        for length in (5, 4, 3, 2, 1):
            if masked[begin : begin + length] in _set("title"):
                begin += length
                break
    elif subject and subject.kind == "generic" and masked[subject.start : subject.end] not in _set("generic"):
        return False  # 很多干部…，认为…: what is said of many people is no report of their words
    rest = masked[begin:end].strip()
    return (
        not rest
        or masked[begin:end][-1] == WORK
        or bool(_between().match(rest))
        or rest[-1] in "中上时里后"
        or rest in "等们的"
    )


@cache
def _between() -> re.Pattern:
    words = alternation((*forms("quotations", "preposition"), *forms("quotations", "stop"), "等"))
    return re.compile(f"{words}|{_TIME.pattern}")


def subject_after(masked: str, start: int, cue: int) -> Subject | None:
    """The subject of a reporting verb at `cue` that follows the words it reports: the text between `start` and `cue`."""
    end = _without_adverbs(masked, start, cue)
    return _clause_subject(masked, start, end, True)


def subject_at(masked: str, start: int, end: int) -> Subject | None:
    """The subject with which a sentence begins."""
    end = min(end, start + 80)
    cut = _CLAUSE.search(masked, start, end)
    found = _clause_subject(masked, start, cut.start() if cut else end, False)
    if found or not cut or cut.start() - start > 6:
        return found
    following = _CLAUSE.search(masked, cut.end(), end)  # a time or a connective opened the sentence
    return _clause_subject(masked, cut.end(), following.start() if following else end, False)


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
    body = None
    for match in pattern.finditer(masked, low, at):
        if table[match.group()] == "body" and match.end() < at:
            body = match
    if body:
        return Subject(body.start(), body.end(), "body")
    found = subject_at(masked, low, at)
    return found if found and found.kind in ("person", "role", "title", "body", "work") and found.end < at else None


def _without_adverbs(masked: str, low: int, end: int) -> int:
    """Where the text ends once the adverbs (and 深情地 "with feeling" and the like) before the verb are taken off."""
    adverbs = _set("adverb")
    while end > low:
        for length in (8, 7, 6, 5, 4, 3, 2, 1):
            if end - length >= low and masked[end - length : end] in adverbs:
                if _ends_name(masked, low, end, length):
                    return end
                end -= length
                break
        else:
            adverbial = masked[end - 1] == "地" or masked[end - 1 : end + 1] == "的说"
            if adverbial and end - 3 >= low:
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


def _ends_name(masked: str, low: int, end: int, length: int) -> bool:
    """Whether the last characters are the end of a longer word that names (国际社会 ends in 会, "would")."""
    table = _tokens()[1]
    return any(table.get(masked[end - size : end]) in NAMING for size in range(length + 1, 7) if end - size >= low)


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
    inside = _WORK_BEFORE.search(masked, start, end) if nearest else None
    if inside:
        first, last = inside.span("work")
        work = Subject(first + 1, last - 1, "work", (first, last))
        begin = _lead(masked, start, first)
        if begin >= first or masked[first - 1] == "的":
            return work
        return _author(masked, begin, first) or _speaking_in(masked, begin, first, end) or work
    start = begin = _lead(masked, start, end)
    for _ in range(4):
        if start >= end:
            break
        found = _begins(masked, start, end, nearest)
        if not found and masked[start] == QUOTED:
            name = _past_marks(masked, start, end)
            found = _begins(masked, name, end, nearest) if name < end else None
        if found:
            return found
        opener = _opener(masked, start, end) if nearest else None
        behind = masked.find("的", start, end) + 1
        start = min(filter(None, (opener, behind)), default=end)
        start = _lead(masked, start, end) if start < end else end
    return beside(masked, max(begin, end - 40), end) if nearest else None


def person_in(text: str, start: int, end: int) -> Subject | None:
    """The first known person named in a span."""
    match = _person().search(text, start, end)
    return Subject(*match.span(), "person") if match else None


def beside(masked: str, start: int, end: int) -> Subject | None:
    """The person or body whose name ends right at `end`, whatever stands before it (…统一到江泽民同志提出)."""
    pattern, table = _tokens()
    run: list[tuple[int, int, str]] = []
    for match in pattern.finditer(masked, start, end):
        kind = table[match.group()]
        if kind in ("person", "title", "body", "role"):
            if run and match.start() > run[-1][1]:
                run = []
            run.append((*match.span(), kind))
    if not run or run[-1][1] != end:
        return None
    first, kind = run[0][0], run[-1][2]
    if kind == "title" and run[0][2] == "title":
        first = max(start, first - 3)
        if not _bare(masked, first, run[0][0]):
            return None
    return _named(masked, first, end, kind)


def _author(masked: str, start: int, work: int) -> Subject | None:
    """The author named right before a work (邓小平《…》中 "in Deng Xiaoping's …")."""
    found = _begins(masked, start, work, True)
    if found and found.kind in ("person", "role", "title", "body") and found.end >= work - 3:
        return found._replace(work=_WORK.match(masked, work).span())
    return None


def _speaking_in(masked: str, start: int, work: int, end: int) -> Subject | None:
    """The subject before the work in which it speaks (某某在《…》中)."""
    found = _begins(masked, start, end, True)
    if found and found.end < work and masked[work - 1] in "在于":
        return found._replace(work=_WORK.match(masked, work).span())
    return None


def _past_marks(masked: str, start: int, end: int) -> int:
    """Past a nickname in marks and a space after it, before the name itself."""
    while start < end and (masked[start] == QUOTED or masked[start].isspace()):
        start += 1
    return start


def _opener(masked: str, start: int, end: int) -> int | None:
    """Past the next word behind which a subject may stand (按照…提出的 "as proposed by …", 让…感到 "makes … feel")."""
    pattern, table = _tokens()
    for match in pattern.finditer(masked, start, min(end, start + 80)):
        if table[match.group()] == "opener":
            return match.end()
    return None


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
        if masked[start : start + 3] in ("中国有", "我国有"):
            start, moved = start + 2, True
        for pattern in (_NOTE, _TIME, _PHRASE):
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
    names, stop = _naming(masked, start, end)
    if stop <= start:
        return None
    if masked.startswith("的人", stop - 2) and 4 <= stop - start <= 12:
        return Subject(start, stop, "generic")
    if not names:
        if not nearest or not (
            stop == end or _PLACE.fullmatch(masked, stop, end) or _to_whom(masked, start, stop, end)
        ):
            return None
        if _bare(masked, start, stop):
            return _named(masked, start, stop, "")
        return _surnamed(masked, start, stop)
    first, kind = names[0]
    if kind in ("pronoun", "first_person", "thing"):
        return Subject(start, first[1], kind) if first[0] == start else None
    if nearest and stop == end and names[-1][0][1] == end:
        return _named(masked, start, end, names[-1][1])
    chain, kind = _chain(masked, names)
    tail = stop - chain
    if kind in ("role", "title") and 2 <= tail <= (12 if "·" in masked[chain:stop] else 5) and (stop < end or nearest):
        return _named(masked, start, stop, "role")
    return _named(masked, start, chain, kind)


def _surnamed(masked: str, start: int, end: int) -> Subject | None:
    """A name of three or two characters at the end of a long phrase, known by its surname."""
    for size in (3, 2):
        begin = end - size
        if begin > start + 2 and masked[begin] in _set("surname") and _bare(masked, begin, end):
            return Subject(begin, end, "")
    return None


def _to_whom(masked: str, start: int, stop: int, end: int) -> bool:
    """Whether a short name is followed by those spoken to (对, 向) up to the verb."""
    return stop - start <= 3 and masked[stop] in "对向给跟同" and end - stop <= 10


def _naming(masked: str, start: int, end: int) -> tuple[list[tuple[tuple[int, int], str]], int]:
    """The words of a clause that say who somebody is, and where the first word stands that cannot belong to a name."""
    pattern, table = _tokens()
    names = []
    for match in pattern.finditer(masked, start, end):
        kind = table[match.group()]
        if kind in ("pronoun", "first_person", "thing"):
            if match.start() == start and not (match.group() in COUNTRY and _named_on(masked, match.end(), end)):
                return [(match.span(), kind)], match.end()
        elif kind in NAMING:
            names.append((match.span(), kind))
        elif kind != "word" and (match.start() > start or kind in ("preposition", "opener", "stop")):
            return names, match.start()
    return names, end


def _named_on(masked: str, start: int, end: int) -> bool:
    """Whether a word that names follows the name of a country (中国消费者协会 is not 中国)."""
    pattern, table = _tokens()
    following = pattern.finditer(masked, start, min(end, start + 8))
    return any(table[match.group()] in ("body", "generic", "role") for match in following)


def _chain(masked: str, names: list[tuple[tuple[int, int], str]]) -> tuple[int, str]:
    """Where the offices, bodies and names that follow one another end, and what the last of them is."""
    (_, end), kind = names[0]
    for (start, stop), following in names[1:]:
        if start > end + 1 or (start == end + 1 and masked[end] not in "、和与及的等"):
            break
        end, kind = stop, following
    return end, kind


def _bare(masked: str, start: int, end: int) -> bool:
    """Whether words without any sign of naming can be a name: no place or time (信中, 会上), no function word in them."""
    begin = _after_modifier(masked, start, end)
    if (
        not _BARE.fullmatch(masked, begin, end)
        or masked[end - 1] in "中上里时后前下间"
        or masked[begin] in "之其所这那此也"
        or _NO_NAME.search(masked, begin, end)
    ):
        return False
    return not _tokens()[0].search(masked, begin, end)


def named_at(masked: str, start: int, end: int) -> Subject | None:
    """The name that makes up a span, as after a dash at the end of a line (——鲁迅)."""
    found = _begins(masked, start, end, True)
    return found if found and found.kind not in ("thing", "first_person", "pronoun") and end - found.end <= 3 else None


def _after_modifier(masked: str, start: int, end: int) -> int:
    match = _MODIFIER.match(masked[start:end])
    return start + match.end() if match else start


def _named(masked: str, start: int, end: int, kind: str) -> Subject | None:
    """The bare name in a noun phrase: a name known, or what is left without modifiers and titles."""
    known = _person().search(masked, start, end)
    if (
        known
        and (kind in ("person", "title", "role") or known.end() == end)
        and masked[known.end() : known.end() + 1] != "的"
    ):
        last = known.end()
        while following := _together().match(masked, last, end):  # 马克思、恩格斯: two who speak together
            last = following.end()
        return Subject(known.start(), last, "person")
    if kind in ("body", "article"):
        begin = _after_modifier(masked, start, end)
        begin = begin if begin > start and end - begin >= 2 else start
        return Subject(begin, end, kind if masked[begin:end] in _set("article") else "body")
    begin = _past_marks(masked, _after_modifier(masked, start, end), end)
    numbered = _NUMBERED.match(masked, begin, end)
    if numbered and numbered.end() < end and masked[begin:end] not in _set("generic"):
        begin = numbered.end()
    if kind == "generic":
        if masked[begin : begin + 2] in _set("time"):
            begin = next((at for at in range(begin + 2, end - 1) if masked[at:end] in _set("generic")), begin)
        return Subject(begin, end, kind) if end - begin <= 12 else None
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
def _together() -> re.Pattern:
    return re.compile(f"[、和与](?:{alternation(forms('quotations', 'person'))})")


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
