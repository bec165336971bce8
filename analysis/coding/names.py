"""Names: what a noun phrase at the beginning of a clause says of who speaks, and the bare name in it.

Words of the lexicon (data/lexicon/quotations.csv) say what a phrase is: titles and offices around a name, bodies and
documents that speak, people in general, pronouns. A phrase without any of these can be a name only beside the verb.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.coding.cues import QUOTED, functions
from analysis.coding.introduced import NAMED, foreign
from analysis.coding.lexicon import fold, forms, load
from analysis.coding.search import alternation

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
_MODIFIER = re.compile(r"^.*[^党]的(?=..)")
_NUMBERED = re.compile(r"(?:这|那|某|另|又)?(?:一|两|几|多|有|三|许)?(?:位|名|个(?!别)|些|群|批|家|句)|不少|广大")
_COUNTED = re.compile(r"(?:这|那|某|另|又)?(?:一|两|几|多|有)[位名个些批家]")
_AMONG = re.compile("不少|许多|很多|众多|广大|(?:[一几两]|十几)[位名个群]")
_BARE = re.compile(r"[\u3400-\u9fff·•\uff21-\uff5aA-Za-z'’.]{2,12}")
_PLACE = re.compile(r"[在于].*[中上里时后前会]")
_GAP = re.compile(r"[\u4e00-\u9fff]{2,8}(?<![的了是在和与对把被将])")
_TEACHING = "主义|思想(?!家)|理论(?!家)|新时代|文选|选集|经济思想"  # after a name: what is named after somebody
_PREDICATE = re.compile("[是了]")
_NO_NAME = re.compile(r"[是有应不没了着过要把被让使误很能会]")


class Subject(NamedTuple):
    """A speaker as found: span of the bare name, what the lexicon says it is, and the span of a work named with it."""

    start: int
    end: int
    kind: str
    work: tuple[int, int] | None = None


def _or_named(words: tuple[str, ...]) -> str:
    """A pattern for the words or a masked name. Every branch begins with a character, so that a search skips what begins
    none of them: ten times as fast as with the name's own branch before the words."""
    return f"{alternation((NAMED, *words))}(?:(?<={NAMED}){NAMED}+)?"


class _Kinds(dict):
    """What the lexicon says of a word; a masked name is a person."""

    def __missing__(self, word: str) -> str:
        return "person"


@cache
def tokens() -> tuple[re.Pattern, dict[str, str]]:
    table = functions(KINDS)
    return re.compile(_or_named(tuple(table))), _Kinds(table)


@cache
def words(function: str) -> frozenset[str]:
    return frozenset(forms("quotations", function))


@cache
def _short_names() -> dict[str, str]:
    frame = load("quotations")
    return dict(frame.loc[frame["name"] != "", ["form", "name"]].itertuples(index=False, name=None))


def bare(name: str, otherwise: str | None = None) -> str:
    """A name as the lexicon gives it in full (毛主席 -> 毛泽东), else as it is."""
    return _short_names().get(fold(name), name if otherwise is None else otherwise)


def phrase(masked: str, start: int, end: int, nearest: bool) -> Subject | None:
    """The noun phrase at the beginning of a clause, up to the first word that cannot belong to it."""
    names, stop = _naming(masked, start, end)
    if stop <= start:
        return None
    if masked.startswith("的人", stop - 2) and 4 <= stop - start <= 12:
        return Subject(start, stop, "generic")
    if not names:
        if nearest and stop == end and 4 <= stop - start <= 16 and masked[start:stop].endswith(_heads()):
            return named(masked, start, stop, "body")  # 河间晚报, 海堡大学: no word of it known but the last
        if not nearest or not (
            stop == end or _PLACE.fullmatch(masked, stop, end) or _to_whom(masked, start, stop, end)
        ):
            return None
        if can_be_name(masked, start, stop):
            return named(masked, start, stop, "")
        return _surnamed(masked, start, stop)
    first, kind = names[0]
    if kind in ("pronoun", "first_person", "thing"):
        return Subject(start, first[1], kind) if first[0] == start else None
    if nearest and stop == end and names[-1][0][1] == end:
        return named(masked, start, end, names[-1][1])
    (_, last), kind = names[-1]
    if (
        nearest
        and stop == end
        and kind in ("role", "title")
        and not any(known == "person" for _, known in names)
        and 2 <= end - last <= 4
        and can_be_name(masked, last, end)
    ):
        return Subject(last, end, "role")
    for (_, before), (span, kind) in zip((span for span, _ in names), names[1:], strict=False):
        if kind == "person" and span[0] == before:
            return Subject(*span, "person")  # the name at the end of a row of offices
    chain, kind = _chain(masked, names)
    if kind == "body" and masked[chain:stop].endswith(_heads()):
        chain = stop  # 国务院 + 常务会议: the body's name goes on to its last word
    tail = stop - chain
    if kind == "body" and _NO_NAME.search(masked, start, first[0]):
        start = first[0]  # more than a name stands before it
    named_already = any(known == "person" for _, known in names)
    if (
        kind in ("role", "title")
        and not named_already
        and 2 <= tail <= (12 if "·" in masked[chain:stop] else 5)
        and (stop < end or nearest)
        and masked[chain] not in "之其所以"
        and (kind == "role" or _may_begin_name(masked, chain))
    ):
        return named(masked, start, stop, "role")
    return named(masked, start, chain, kind)


def _may_begin_name(masked: str, at: int) -> bool:
    """Whether a name can begin behind a title, and not a verb (总书记问起…)."""
    return masked[at] in words("surname") or masked[at] == NAMED or foreign(masked[at : at + 2])


def _surnamed(masked: str, start: int, end: int) -> Subject | None:
    """A name of three or two characters at the end of a long phrase, known by its surname."""
    for size in (3, 2):
        begin = end - size
        if begin > start + 2 and masked[begin] in words("surname") and can_be_name(masked, begin, end):
            return Subject(begin, end, "")
    return None


def _to_whom(masked: str, start: int, stop: int, end: int) -> bool:
    """Whether a short name is followed by those spoken to (对, 向) up to the verb."""
    return stop - start <= 3 and masked[stop] in "对向给跟同" and end - stop <= 10


def _naming(masked: str, start: int, end: int) -> tuple[list[tuple[tuple[int, int], str]], int]:
    """The words of a clause that say who somebody is, and where the first word stands that cannot belong to a name."""
    pattern, table = tokens()
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
    """Whether a word that names follows the name of a country (中国农民协会, 中国共产党第八次全国代表大会 are not 中国)."""
    pattern, table = tokens()
    reach = 18 if masked.startswith("共产党", start) else 8
    following = pattern.finditer(masked, start, min(end, start + reach))
    return any(table[match.group()] in ("body", "generic", "role") for match in following)


def _chain(masked: str, names: list[tuple[tuple[int, int], str]]) -> tuple[int, str]:
    """Where the offices, bodies and names that follow one another end, and what the last of them is."""
    (_, end), kind = names[0]
    for (start, stop), following in names[1:]:
        if start > end + 1 or (start == end + 1 and masked[end] not in "、和与及的等"):
            goes_on = masked[start:stop] in _heads() if following == "body" else following in ("role", "title")
            if not (kind == "body" and goes_on and _GAP.fullmatch(masked, end, start)):
                break  # 中央 + 城市工作 + 会议, 美国 + 助理 + 国务卿: one phrase, with words in the middle that name nobody
        end, kind = stop, following
    return end, kind


def can_be_name(masked: str, start: int, end: int) -> bool:
    """Whether words without any sign of naming can be a name: no place or time (信中, 会上), no function word in them."""
    begin = _after_modifier(masked, start, end)
    if (
        not _BARE.fullmatch(masked, begin, end)
        or masked[end - 1] in "中上里时后前下间"
        or masked[begin] in "之其所这那此也的"
        or _NO_NAME.search(masked, begin, end)
    ):
        return False
    return not tokens()[0].search(masked, begin, end)


def past_marks(masked: str, start: int, end: int) -> int:
    """Past a nickname in marks and a space after it, before the name itself."""
    while start < end and (masked[start] == QUOTED or masked[start].isspace()):
        start += 1
    return start


def _after_modifier(masked: str, start: int, end: int) -> int:
    match = _MODIFIER.match(masked[start:end])
    return start + match.end() if match else start


_ONE_OF = re.compile("[一两几多有某][位名个家些]$")
_NO_PHRASE = re.compile("[的道出了在是和、]|不少|许多|很多")


def named(masked: str, start: int, end: int, kind: str) -> Subject | None:
    """The bare name in a noun phrase: a name known, or what is left without modifiers and titles."""
    if kind in ("role", "title") and _says_who(masked, start, end):
        return Subject(start, end, kind)
    known = person().search(masked, start, end)
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
        counted = _COUNTED.match(masked, begin, end)
        begin = counted.end() if counted and end - counted.end() >= 2 else begin
        return Subject(begin, end, kind if masked[begin:end] in words("article") else "body")
    begin = past_marks(masked, _after_modifier(masked, start, end), end)
    numbered = _NUMBERED.match(masked, begin, end)
    if numbered and numbered.end() < end and masked[begin:end] not in words("generic"):
        begin = numbered.end()
        if masked[begin:end].endswith(_persons()):  # 一名…企业高管: nobody's name, the whole phrase says who
            return Subject(begin, end, kind) if end - begin <= 18 else None
    for among in _AMONG.finditer(masked, begin + 1, end - 1):
        begin = among.end()  # 引来不少村民: the people begin behind their number
    if kind == "generic":
        if masked[begin : begin + 2] in words("time"):
            begin = next((at for at in range(begin + 2, end - 1) if masked[at:end] in words("generic")), begin)
        return Subject(begin, end, kind) if end - begin <= 12 else None
    end = _cut_title(masked, begin, end)
    begin = _cut_role(masked, begin, end)
    for verb in _PREDICATE.finditer(masked, begin, end - 2):
        begin = verb.end()  # 引用了张居正: the name begins behind the verb
    return Subject(_kin(masked, begin, end), end, kind) if 1 < end - begin <= 12 else None


def _says_who(masked: str, start: int, end: int) -> bool:
    """Whether a phrase behind 一名 or 一位 names nobody and tells as a whole who it is: 一名|驻村第一书记."""
    plain = masked[start:end]
    return (
        _ONE_OF.search(masked, max(0, start - 2), start) is not None
        and 4 <= len(plain) <= 18
        and plain.endswith(_persons())
        and person().search(masked, start, end) is None
        and _NO_PHRASE.search(plain) is None
    )


def _kin(masked: str, start: int, end: int) -> int:
    """Where a relative's name begins that is a person's name and a word for kin: 某某的|孙女."""
    if masked[start - 1 : start] != "的" or masked[start:end] not in words("kin"):
        return start
    return next(
        (p.start() for p in person().finditer(masked, max(0, start - 12), start - 1) if p.end() == start - 1), start
    )


def _cut_title(masked: str, start: int, end: int) -> int:
    titles = words("title")
    for length in (5, 4, 3, 2, 1):
        if (
            end - length - start >= 2
            and masked[end - length : end] in titles
            and not _office(masked, start, end - length)
        ):
            return _cut_title(masked, start, end - length)
    return end


def _office(masked: str, start: int, end: int) -> bool:
    """Whether what stands before a title says only where somebody holds it (企业创始人), so that the whole is the speaker."""
    pattern, table = tokens()
    known = [match.group() for match in pattern.finditer(masked, start, end) if match.end() == end]
    return bool(known) and table[known[-1]] in ("body", "generic")


def _cut_role(masked: str, start: int, end: int) -> int:
    """Past the offices before a name: 中共中央总书记、国家主席习近平 -> 习近平. A phrase that is only an office stays."""
    begin = start
    for match in _role().finditer(masked, start, end):
        if end - match.end() >= 2:
            begin = match.end()
    comma = masked.rfind("、", begin, end)
    return comma + 1 if comma >= 0 and end - comma > 2 else begin


@cache
def _persons() -> tuple[str, ...]:
    return (*forms("quotations", "generic"), *forms("quotations", "role"))


@cache
def _heads() -> tuple[str, ...]:
    return forms("quotations", "head")


@cache
def _role() -> re.Pattern:
    return re.compile(alternation(forms("quotations", "role")))


@cache
def _together() -> re.Pattern:
    return re.compile(f"[、和与](?:{alternation(forms('quotations', 'person'))})")


@cache
def person() -> re.Pattern:
    return re.compile(f"{_or_named(forms('quotations', 'person'))}(?:(?<={NAMED})|(?!{_TEACHING}))")
