"""A clause of a prescription taken apart: subject, deontic, phrases before the verb, verb, objects.

There is no part-of-speech tagger behind this: `data/lexicon/statements.csv` names the words, and their order decides.
A clause is `connective* time* phrase* subject? deontic? (adverb | phrase)* verb object`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analysis.coding import lexicon
from analysis.coding.deontics import Deontic, alternation, guarded

Span = tuple[int, int]
_TRAILING = "。！？!?…；;：:，,、 　\n”’」』）)—"
_LEADING = " 　\n\t，,、：:；;。"
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")"}
_NUMBERING = "[（(]?[0-9０-９一二三四五六七八九十]{1,3}(?:[）)]|[、.．])(?=[^0-9０-９])|[①-⑳]"


@dataclass(slots=True)
class Clause:
    """The parts of the clause `text[start:end]`, as spans; None or empty where there are none."""

    start: int
    end: int
    head: int = 0  # where the clause begins behind its connectives
    subject: Span | None = None
    deontic: Deontic | None = None
    aim: Span | None = None
    object: Span | None = None
    recipient: Span | None = None
    towards: Span | None = None  # what follows a preposed 对: object or recipient, as the verb has it
    conditions: tuple[Span, ...] = ()
    constraints: tuple[Span, ...] = ()
    adverbs: tuple[Span, ...] = ()
    certain: bool = False  # the verb is one of the lexicon's
    rule: str = ""


LONGEST = 600  # characters: what goes on longer without a comma is no clause, and is left alone


class _Words:
    """The lexicon as compiled patterns. `begins` holds, by pattern, the characters its forms begin with: a look-up that
    spares most of the calls."""

    def __init__(self) -> None:
        def initials(*functions: str) -> frozenset[str]:
            return frozenset(form[0] for function in functions for form in lexicon.forms("statements", function))

        self.begins_connective = initials("connective") | set("(（0123456789０１２３４５６７８９一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩")
        self.begins_manner = initials("adverb")
        self.begins_verb = initials("verb", "adverb_of_aim")
        self.begins_time = initials("time_word") | set("0123456789０１２３４５６７８９到从")
        self.begins_phrase = initials("condition_opener", "means_opener", "recipient_opener") | set("把将")
        self.begins_predicate = (
            self.begins_manner | self.begins_verb | initials("means_opener") | set("，,把将就还必要须应都也对通")
        )
        self.predicate_marks = frozenset("，,把将就还必要须应都也对通")
        self.adverbs = frozenset(lexicon.forms("statements", "adverb"))
        self.adverbs |= {f"{form}地" for form in self.adverbs}
        self.connectives = frozenset(lexicon.forms("statements", "connective"))
        self.times = frozenset(lexicon.forms("statements", "time_word"))

        def compiled(*functions: str, after: str = "") -> re.Pattern:
            return re.compile(guarded(*functions) + after)

        verb, adverb, of_aim = guarded("verb"), guarded("adverb"), guarded("adverb_of_aim")
        complement = guarded("complement")
        self.connective = re.compile(f"(?:{guarded('connective')}|{_NUMBERING})")
        self.adverb = re.compile(f"(?:{adverb}|(?:[\u4e00-\u9fff]{{2,4}}、)?[\u4e00-\u9fff]{{2,4}}(?<!目的)地(?![区方位域下上理点址域面市级段块]))地?")
        self.manner = re.compile(f"(?:{adverb}、?)+地?")
        self.lexical_adverb = re.compile(f"{adverb}地?")
        self.nominal_adverb = frozenset(lexicon.forms("statements", "nominal_adverb"))
        self.naming = frozenset(lexicon.forms("statements", "naming_deontic"))
        self.means_verb = frozenset(lexicon.forms("statements", "means_verb"))
        self.taken = re.compile(f"(?:采取|采用|利用|运用|借助|用)[^，,；;]{{0,16}}?{guarded('means_closer')}(?=把|将|来|{adverb}|{verb})")
        joined = f"(?:(?:、|和|与|并|及|或)(?:{adverb})?{verb}(?!的|[，。；]|$))"
        self.group = re.compile(f"(?:{of_aim})*{verb}{joined}*(?:{complement})?")
        self.bare_aim_adverb = re.compile(of_aim)
        self.verb = re.compile(verb)
        self.nominal = frozenset(lexicon.forms("statements", "nominal_verb"))
        self.measure = compiled("measure_verb")
        self.time = re.compile(f"(?:{guarded('time_word')}|(?:到|从)?[0-9０-９]{{2,4}}年(?:底|末|前)*)")
        self.as_for = re.compile("就[^，,。；]{1,14}?(?:来说|来看|而言|来讲)")
        self.condition = compiled("condition_opener")
        self.means = compiled("means_opener")
        self.recipient = compiled("recipient_opener")
        self.closer = re.compile(f"(?<![及按平随届定小临暂])(?:{guarded('condition_closer')})")
        self.basis = compiled("basis_closer")
        self.pivot = frozenset(lexicon.forms("statements", "pivot_verb"))
        self.light = frozenset(lexicon.forms("statements", "light_verb"))
        self.recipient_verb = frozenset(lexicon.forms("statements", "recipient_verb"))
        self.person = compiled("person_noun")
        disposal = ("set_phrase", "transfer_verb", "role_verb")
        self.disposal = compiled(*disposal)
        self.begins_disposal = initials(*disposal)
        self.phrase = compiled("set_phrase")
        self.set_phrase, self.transfer, self.role = (frozenset(lexicon.forms("statements", f)) for f in disposal)
        self.reports = re.compile(f"(?:{guarded('reporting_verb')})$")
        self.wish = compiled("wish")
        self.pronoun = re.compile("我们|他们|你们|各级党委|各级政府|全党|大家")
        self.purpose = compiled("purpose_opener")
        self.purpose_verb = compiled("purpose_verb")
        self.constraint_adverb = frozenset(lexicon.forms("statements", "adverb_of_constraint"))
        self.continuation = compiled("continuation")
        self.clausal = frozenset(lexicon.forms("statements", "clausal_verb"))
        self.complement = re.compile(complement)
        self.frame = re.compile(
            "以[^，,；;。]{2,60}?为(?:重点|中心|基础|目标|核心|主线|主要内容|主题|主体|导向|宗旨|根本|保障|依托|抓手|契机|引领|牵引|载体|突破口|着力点"
            "|切入点|落脚点|出发点|指导|原则|标准|前提|动力|支撑|纽带|平台|龙头|补充|主|先|本|要|底线|关键|依据|准绳|遵循|统领)"
        )
        self.into = re.compile("(?:入手|出发|做起|抓起|着手|着眼)")


@cache
def words() -> _Words:
    """The patterns of the lexicon, compiled once."""
    return _Words()


_EDGES = frozenset(_TRAILING + _LEADING)
_MATES = {"”": "“", "’": "‘", "」": "「", "』": "『", "）": "（", ")": "("}


def strip(text: str, start: int, end: int) -> Span:
    """The span without the white space and marks at its ends; marks that pair inside it stay."""
    if start < end and text[start] not in _EDGES and text[end - 1] not in _EDGES:
        return start, end
    while start < end and text[start] in _LEADING:
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        mark = text[end - 1]
        mate = _MATES.get(mark)
        if mate and end - start <= LONGEST and text.count(mate, start, end) >= text.count(mark, start, end):
            break
        end -= 1
    return start, end


def main_verb(text: str, start: int, end: int, nouns: bool = False) -> re.Match | None:
    """The verb that a phrase beginning at `start` leads up to: the first that an adverb or 来 announces, else the first
    that is no noun and governs something, else (if `nouns`) the last that may be one; a set phrase before all."""
    if phrase := words().phrase.search(text, start, end):
        return phrase
    known, plain, noun, last = words(), None, None, start
    for match in known.verb.finditer(text, start, end):
        at, after = match.span()
        following = text[after] if after < end else ""
        listed = following in "、和与" and after + 1 < end and (match.group() not in known.nominal)
        if following in "的、和与及" and not (listed and known.verb.match(text, after + 1, end)):
            last = after
            continue
        before = text[max(start, at - 2) : at]
        announced = before[-1:] in ("来", "而") or (
            before
            and before != text[last - 2 : last]
            and not (before in known.nominal_adverb and match.group() in known.nominal)
            and before in known.adverbs
        )
        if announced and after < end:
            return match
        if plain is None and after < end and match.group() not in known.nominal and before[-1:] not in "的、和与及":
            plain = match
        elif after < end - 1 and before[-1:] not in "的、和与及" and match.group() in known.nominal:
            noun = match
        last = after
    return plain or (noun if nouns else None)


def _back_over_adverbs(text: str, start: int, at: int) -> int:
    """Where the adverbs right before `at` begin."""
    known = words()
    moved = True
    while moved:
        moved = False
        for length in (6, 5, 4, 3, 2):
            if at - length > start:
                word = text[at - length : at]
                if word in known.adverbs and word not in known.nominal_adverb:
                    at, moved = at - length, True
                    break
    if at - 1 > start and text[at - 1] in "来而去":
        at -= 1
    return at


def parse(text: str, start: int, end: int, deontics: list[Deontic], carried: bool = False) -> Clause:
    """The clause `text[start:end]` taken apart.

    `deontics` are those inside the clause; `carried` says that a deontic or a list of tasks goes on, so that an unknown
    word behind an adverb may be taken for a verb.
    """
    known = words()
    start, end = strip(text, start, end)
    while start < end and text[start] in _PAIRS and text.find(_PAIRS[text[start]], start, end) < 0:
        start += 1
    clause = Clause(start, end)
    if start >= end or end - start > LONGEST:
        return clause
    at = start
    if deontics and any(text[deontic.start] == "将" for deontic in deontics):
        deontics = [deontic for deontic in deontics if not _takes_object(text, deontic, end)]
    if text[at] == "就" and (match := known.as_for.match(text, at, end)):
        clause.conditions += (match.span(),)
        at = match.end()
    while at < end and text[at] in known.begins_connective and not _deontic_at(deontics, at):
        if not (match := known.connective.match(text, at, end)):
            break
        at = match.end()
    clause.head = at
    while at < end:
        first = text[at]
        if deontics and (deontic := _deontic_at(deontics, at)):
            if clause.deontic is None or clause.deontic.end == at or deontic.force == "prohibition":
                clause.deontic = deontic
            at = _named_actor(text, deontic, end, clause)
            continue
        if at > clause.head and first in known.begins_connective and (match := known.connective.match(text, at, end)) and match.end() < end:
            at = match.end()
            continue
        if (
            first in known.begins_manner
            and (match := known.manner.match(text, at, end))
            and match.end() < end
            and _verbal(text, match.end(), end)
        ):
            clause.adverbs += (match.span(),)
            at = match.end()
            continue
        if first in "采利运借用" and (match := known.taken.match(text, at, end)) and match.end() < end:
            clause.constraints += (match.span(),)
            at = match.end() + (text[match.end()] == "来")
            continue
        if first in known.begins_verb and (match := known.group.match(text, at, end)):
            later = _later(deontics, at)
            if not (later and clause.deontic is None and _opens_subject(text, match, later, clause)):
                break
        if clause.deontic is None and first in known.begins_time and (match := known.time.match(text, at, end)):
            clause.conditions += (match.span(),)
            at = match.end()
            continue
        after = _phrase(text, at, end, deontics, clause) if first in known.begins_phrase else None
        if after is not None:
            at = after
            continue
        later = _later(deontics, at)
        if later and clause.deontic is None:
            at = _subject(text, at, later, clause)
            continue
        if (match := known.adverb.match(text, at, end)) and match.end() < end:
            clause.adverbs += (match.span(),)
            at = match.end()
            continue
        break
    if at < end:
        _verb(text, at, end, clause, carried)
    return clause


def _takes_object(text: str, deontic: Deontic, end: int) -> bool:
    """Whether 将 is no deontic but marks the object, as 把 does: 将X纳入Y."""
    known = words()
    if text[deontic.start : deontic.end] != "将" or known.condition.match(text, deontic.end, end):
        return False
    found = known.disposal.search(text, deontic.end + 2, end)
    if found is None or (found.group() in known.set_phrase and found.end() >= end):
        return found is not None
    verb = known.group.match(text, deontic.end, end)
    return (verb is not None and verb.group() in known.nominal) or not _verbal(text, deontic.end, end)


def _named_actor(text: str, deontic: Deontic, end: int, clause: Clause) -> int:
    """Where the predicate goes on behind a deontic. Some name the actor next: 希望双方…, 严禁任何单位…, 应由上级部门…."""
    known, at = words(), deontic.end
    while match := known.connective.match(text, at, end):
        at = match.end()
    by = at < end and text[at] == "由"
    if (by or text[deontic.start : deontic.end] in known.naming) and clause.subject is None:
        begin = at + by
        for person in known.person.finditer(text, begin, min(end, begin + 14)):
            after = person.end()
            if after < end and (_verbal(text, after, end) or text[after] == "在"):
                clause.subject = (begin, after)
                return after
    return at


def _deontic_at(deontics: list[Deontic], at: int) -> Deontic | None:
    for deontic in deontics:
        if deontic.start == at:
            return deontic
    return None


def _later(deontics: list[Deontic], at: int) -> Deontic | None:
    for deontic in deontics:
        if deontic.start > at:
            return deontic
    return None


def _opens_subject(text: str, match: re.Match, later: Deontic, clause: Clause) -> bool:
    """Whether a verb before a deontic belongs to the subject (整治污染需要…, 建设项目应…) rather than being the aim."""
    return later.start > match.end() and text[later.start - 1] not in "的和与、" and later.end < clause.end


_YEAR = re.compile("(?:到|从)?[0-9０-９]{2,4}年$")


def _subject(text: str, at: int, later: Deontic, clause: Clause) -> int:
    """Code what stands before the deontic: a subject, a time, an act that is the purpose; go to the deontic."""
    known, end = words(), later.start
    moved = True
    while moved:
        moved = False
        for length in (4, 3, 2, 1):
            if end - length >= at and text[end - length : end] in known.connectives:
                end, moved = end - length, True
                break
    end = _back_over_adverbs(text, at, end) if end > at else end
    for length in (4, 3, 2):
        if end - length > at and text[end - length : end] in known.times:
            clause.conditions += ((end - length, end),)
            end -= length
            break
    if end > at and text[end - 1] == "年" and (year := _YEAR.search(text, at, end)):
        clause.conditions += (year.span(),)
        end = year.start()
    span = strip(text, at, end)
    if span[0] < span[1]:
        person = known.pronoun.match(text, *span)
        if person and person.end() < span[1] and known.group.match(text, person.end(), span[1]):
            clause.subject, span = person.span(), (person.end(), span[1])
        verb = known.group.match(text, *span)
        if text[span[1] - 1] == "的":
            clause.conditions += (span,)
        elif verb and verb.end() < span[1] and verb.group() not in known.nominal:
            clause.constraints += (span,)
        else:
            clause.subject = span
    return later.start


def _phrase(text: str, at: int, end: int, deontics: list[Deontic], clause: Clause) -> int | None:
    """Code a phrase that opens at `at` (把, 在, 对, 通过, 向 …); where it ends, or None where none opens."""
    known = words()
    first = text[at]
    if first in "把将" and _disposal(text, at, end, clause):
        return end
    opener = known.condition.match(text, at, end) or known.means.match(text, at, end)
    recipient = known.recipient.match(text, at, end)
    if not opener and not recipient:
        return None
    later = _later(deontics, at) if clause.deontic is None else None
    limit = later.start if later else end
    match = opener or recipient
    begin = match.end()
    if begin >= limit:
        return None
    stop = _phrase_end(text, at, begin, limit, match.group())
    if stop is None:
        return None
    if limit == end and stop == end and not opener:
        return None
    span = strip(text, at, stop)
    word = match.group()
    if first == "对":
        clause.towards = strip(text, begin, stop)
    elif recipient and word in ("向", "给", "为", "同", "与", "和", "跟") and stop < end:
        clause.towards = clause.towards
        verb = known.group.match(text, _over_adverbs(text, stop, end), end)
        if verb and (verb.group() in known.recipient_verb or known.disposal.match(text, verb.start(), end)):
            clause.recipient = strip(text, begin, stop)
        else:
            clause.constraints += (span,)
    elif known.condition.match(text, at, end) and not (first == "从" and known.into.search(text, at, stop)):
        clause.conditions += (span,)
    else:
        clause.constraints += (span,)
    return stop


def _over_adverbs(text: str, at: int, end: int) -> int:
    while match := words().adverb.match(text, at, end):
        at = match.end()
    return at


def _phrase_end(text: str, at: int, begin: int, limit: int, opener: str) -> int | None:
    """Where the phrase that opens at `at` gives way to the verb (or to the deontic, or to the end of the clause)."""
    known = words()
    if opener == "以" and (frame := known.frame.match(text, at, limit)):
        return frame.end()
    if opener == "以" and known.verb.match(text, begin, limit) and known.measure.match(text, begin, limit):
        return None
    if opener in ("在", "于", "当", "从", "自", "到", "就", "对", "除", "除了"):
        for closer in known.closer.finditer(text, begin + 1, limit):
            after = closer.end()
            if after >= limit or _verbal(text, after, limit):
                return after
        if opener == "从" and (into := known.into.search(text, begin, limit)):
            return into.end()
    if opener in ("按照", "依照", "按", "遵照", "根据", "依据", "本着", "鉴于"):
        for closer in known.basis.finditer(text, begin + 1, limit):
            if closer.end() >= limit or _verbal(text, closer.end(), limit):
                return closer.end()
    if opener.startswith("围绕"):
        return limit
    verb = main_verb(text, begin + 1, limit, nouns=opener in ("以", "用", "通过", "同", "与", "由", "为", "向"))
    if verb is None:
        return limit
    return _back_over_adverbs(text, begin, verb.start())


def _verbal(text: str, at: int, end: int) -> bool:
    """Whether what could begin a predicate stands at `at`."""
    known, first = words(), text[at]
    if first not in known.begins_predicate:
        return False
    return bool(
        first in known.predicate_marks
        or known.lexical_adverb.match(text, at, end)
        or known.group.match(text, at, end)
        or known.bare_aim_adverb.match(text, at, end)
        or known.means.match(text, at, end)
    )


def _disposal(text: str, at: int, end: int, clause: Clause) -> bool:
    """把X交给Y, 将X纳入Y, 把X作为Y, 把X落到实处, 把X组织起来: code aim, object, recipient; False where no verb is found."""
    known = words()
    found = None
    for match in known.disposal.finditer(text, at + 2, end):
        if text[match.start() - 1] == "适" or text.count("“", at, match.start()) > text.count("”", at, match.start()):
            continue
        if match.group() in known.set_phrase or found is None or found.group() not in known.role:
            found = match
    if found is None:
        verbs = [m for m in known.group.finditer(text, at + 2, end)]
        verbs = [m for m in verbs if known.complement.match(text, m.end(), end) or m.end() >= end - 3]
        if not verbs:
            return False
        found = verbs[-1]
    begin = found.start()
    stop = _back_over_adverbs(text, at + 1, begin)
    manner = re.compile("[^，,、的]{2,8}地$").search(text, at + 2, stop)
    if manner:
        stop = max(at + 2, manner.end() - 5 if text[manner.end() - 5 : manner.end() - 3] == text[manner.end() - 4 : manner.end() - 2] else manner.start())
        clause.constraints += ((stop, begin),)
    clause.object = strip(text, at + 1, stop)
    clause.certain, clause.rule = True, "把"
    word, after = found.group(), found.end()
    rest = strip(text, after, end)
    while rest[1] - rest[0] > 2 and (text[rest[1] - 1] in "来上去中" or text.endswith("之中", *rest)):
        rest = (rest[0], rest[1] - 1)
    if word in known.set_phrase or rest[0] >= rest[1]:
        clause.aim = (begin, after)
        if word.endswith("起来"):
            _partner(text, clause)
    elif word in known.role:
        clause.aim, clause.rule = (begin, after), "把…作为…"
        clause.constraints += (rest,)
    elif word in known.transfer:
        clause.aim, clause.recipient = (begin, after), rest
    else:
        clause.aim = (begin, end)
    return True


def _partner(text: str, clause: Clause) -> None:
    """把X同Y结合起来: Y is the indirect object."""
    start, end = clause.object
    for mark in "同与":
        cut = text.find(mark, start + 1, end)
        if cut > 0:
            clause.object, clause.recipient = (start, cut), (cut + 1, end)
            return


def _verb(text: str, at: int, end: int, clause: Clause, carried: bool) -> None:
    """Code aim and object from `at` on, where the verb is expected."""
    known = words()
    if text[at] in known.begins_disposal and (phrase := known.disposal.match(text, at, end)):
        if phrase.group() in known.set_phrase:
            clause.aim, clause.certain, clause.rule = phrase.span(), True, "set phrase"
            return
        if phrase.group() in known.transfer | known.role and phrase.end() < end:
            clause.aim, clause.certain, clause.rule = phrase.span(), True, "verb and goal"
            rest = strip(text, phrase.end(), end)
            if phrase.group() in known.role:
                clause.constraints += (rest,)
            else:
                clause.object = rest
            return
    match = known.group.match(text, at, end)
    if match is None and text[at] in "来去而" and at + 1 < end:
        at += 1
        match = known.group.match(text, at, end)
    if match is None:
        if clause.deontic or (carried and clause.adverbs):
            _unknown_verb(text, at, end, clause)
        return
    begin, after = match.span()
    clause.certain = True
    word = match.group()
    if word in ("加以", "予以") and after < end:
        clause.aim, clause.rule = ((after, end) if word == "加以" else (begin, end)), word
        return
    clause.aim, clause.rule = (begin, after), "verb"
    rest = strip(text, after, end)
    if rest[0] < rest[1]:
        clause.object = rest
        _object(text, word, clause)


_IDIOMS = re.compile("[一-鿿]{4}(?:、[一-鿿]{4})*$")


def _unknown_verb(text: str, at: int, end: int, clause: Clause) -> None:
    """Behind a deontic there must be a verb: two characters of it, or a short phrase whole."""
    if text[at] in "是的在于，":
        return
    if text[at] in "“《" and clause.adverbs and text[slice(*clause.adverbs[-1])] == "继续":  # 继续“扫黄”
        clause.aim, clause.object = clause.adverbs[-1], (at, end)
        return
    if match := words().bare_aim_adverb.match(text, at, end):
        at = match.end()
    if _IDIOMS.match(text, at, end):
        clause.aim = (at, end)
        return
    for length in (2, 4):  # an unknown adverb before a known verb
        known_verb = words().group.match(text, at + length, end) if at + length < end else None
        if known_verb and known_verb.group() not in words().nominal:
            clause.adverbs += ((at, at + length),)
            return _verb(text, at + length, end, clause, True)
    clause.rule = "verb by place"
    if end - at <= 4:
        clause.aim = (at, end)
    elif end - at == 5 or not re.match("[\u4e00-\u9fff]{2}", text[at:end]):
        clause.aim = (at, min(end, at + 2))
        clause.object = strip(text, at + 2, end)
    else:
        after = at + 2
        if match := words().complement.match(text, after, end):
            after = match.end()
        clause.aim, clause.object = (at, after), strip(text, after, end)
    if clause.object and clause.object[0] >= clause.object[1]:
        clause.object = None


_SO_AS_TO = re.compile("(?:来|以便|以求|从而|以)(?=[\u4e00-\u9fff])")


def _object(text: str, word: str, clause: Clause) -> None:
    """Part the recipient of a verb like 引导, and the purpose that 来 or 以 adds, from the object."""
    known = words()
    start, end = clause.object
    for so in _SO_AS_TO.finditer(text, start + 2, end):
        if known.measure.match(text, so.end(), end) or known.purpose_verb.match(text, so.end(), end):
            if so.group() == "以" and text[so.end() - 2] in "可予加难给所":
                continue
            if text.find("的", so.end(), end) < 0 or so.group() != "以":
                clause.constraints += ((so.start(), end),)
                clause.object = strip(text, start, so.start())
                end = clause.object[1]
                break
    if word[-2:] in known.pivot or word in known.pivot:
        _pivot(text, start, end, clause)


def _pivot(text: str, start: int, end: int, clause: Clause) -> None:
    """引导金融机构加力支持…: who is to act is the indirect object, what they are to do the direct."""
    known = words()
    for person in known.person.finditer(text, start, min(end, start + 18)):
        after = person.end()
        if after < end and text[after] not in "的、和与及":
            if known.lexical_adverb.match(text, after, end) or (
                (verb := known.group.match(text, after, end)) and verb.group() not in known.nominal
            ):
                clause.recipient, clause.object = (start, after), (after, end)
                return
            if person.end() - start <= 4:
                continue
