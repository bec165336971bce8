"""A clause of a prescription taken apart: subject, deontic, phrases before the verb, verb, objects.

There is no part-of-speech tagger behind this: `data/lexicon/statements.csv` names the words, and their order decides.
A clause is `connective* time* phrase* subject? deontic? (adverb | phrase)* verb object`.
"""

from __future__ import annotations

import re

from analysis.coding.deontics import Deontic
from analysis.coding.predicates import (
    Clause,
    back_over_adverbs,
    disposal,
    main_verb,
    over_adverbs,
    predicate,
    strip,
    verbal,
)
from analysis.coding.statement_cues import LONGEST, cues
from analysis.coding.tagger import tagged

_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")"}
_ASKED = re.compile("哪些|哪个|哪一")
_BEFORE_ITS_VERB = frozenset(("向", "给", "经", "比", "按", "按照", "依照"))
_AIMED_AT = frozenset(("应", "应当", "应该", "必须", "需要"))
_SINCE = re.compile("(?:从|自|在)(?![^，,]*的)[^，,]{2,16}?(?:开始|起|时|前|后|期间|以后|以来|过程中)$")
_PLACE = "(?:上|中|下|内|时|后|前|期间|阶段|时候|时期|的同时|过程中|(?<!各)(?<!双)(?<!多)(?<!有关)(?<!社会)方面)$"
_PLACED = re.compile(f"(?<![以目当]){_PLACE}")  # 组织上, 资金使用方面: where it holds, and nobody who acts
_INNER = re.compile(f"在(?!于)[^，,在]{{2,24}}?{_PLACE}")
_TOLD = re.compile("(?:要求|告诉|启示|昭示|提醒|警示|警醒|启发)(?=[^的，,]{1,14}$)")
_RELATIVE = re.compile("(?:对于?|凡是?|一切|那些|这些|所有|本来|(?<![\u4e00-\u9fff])[把将])$")
_DESCRIBED = re.compile("[^，,。；;]{1,16}?的(?!$)")
_YEAR = re.compile("(?:到|从|这|近|头|今后)?(?:[0-9０-９]{2,4}|[一二两三四五六七八九十几]{1,3})年(?:之内|以内|内)?$")


def parse(text: str, start: int, end: int, deontics: list[Deontic], carried: bool = False) -> Clause:
    """The clause `text[start:end]`, with no white space or mark at its ends, taken apart.

    `deontics` are those inside the clause; `carried` says that a deontic or a list of tasks goes on, so that an unknown
    word behind an adverb may be taken for a verb.
    """
    known = cues()
    while start < end and text[start] in _PAIRS and text.find(_PAIRS[text[start]], start, end) < 0:
        start += 1
    clause = Clause(start, end, start)
    if start >= end or end - start > LONGEST:
        return clause
    at = start
    if deontics:
        if asked := _ASKED.search(text, at, end):  # 明确哪些问题必须由谁解决: what is asked binds nobody
            deontics = [d for d in deontics if d.start < asked.start()]
        if text.find("从", at, end) >= 0 and (view := known.point_of_view.search(text, at, end)):
            inside = [d for d in deontics if view.start() < d.start < view.end()]
            deontics = [d for d in deontics if d not in inside or text[d.start : d.end] not in known.noun_alike]
        deontics = [
            d
            for d in deontics
            if not (
                _moves_object(text, d, deontics)
                or _takes_object(text, d, end)
                or _in_relative(text, d, end)
                or _is_aim(text, d, end)
            )
        ]
    if text[at] == "就" and (match := known.as_for.match(text, at, end)):
        clause.conditions += (match.span(),)
        at = match.end()
    while at < end and text[at] in known.begins_connective and not _deontic_at(deontics, at):
        if not (match := known.connective.match(text, at, end)):
            break
        at = match.end()
    clause.head = at
    if len(deontics) > 1 and (goal := _goal_end(text, at, deontics)):
        clause.conditions += ((at, goal),)
        at = goal
    while at < end and (after := _step(text, at, end, deontics, clause)) is not None:
        at = after
    if at < end:
        predicate(text, at, end, clause, carried)
    return clause


def _goal_end(text: str, at: int, deontics: list[Deontic]) -> int | None:
    """Where the goal ends that opens a clause at `at` and that a second deontic takes up: 要提高效率应精简机构."""
    first, second = deontics[:2]
    if first.start != at or text[at : first.end] != "要" or text[second.start : second.end] not in _AIMED_AT:
        return None
    goal = second.start - (text[second.start - 1] in "就则")
    return goal if goal - at > 3 else None


def _step(text: str, at: int, end: int, deontics: list[Deontic], clause: Clause) -> int | None:
    """Code what stands at `at` before the verb and return where it ends; None where the verb is reached."""
    known, first = cues(), text[at]
    if deontics and (deontic := _deontic_at(deontics, at)):
        if clause.deontic is None or clause.deontic.end == at or deontic.force == "prohibition":
            clause.duty, clause.deontic = clause.deontic, deontic
        return _named_actor(text, deontic, end, clause)
    if first in known.begins_connective and at > clause.head:
        match = known.connective.match(text, at, end)
        if match and match.end() < end:
            return match.end()
    if first == "靠" and clause.deontic and clause.deontic.end == at and _relied_on(text, at, end):
        clause.relies = True
        return None
    if first == "靠" and clause.deontic and known.verb.match(text, at + 1, end):
        return at + 1  # 要靠健全制度来约束: what is relied on is the measure
    if (first in known.begins_adverbial or at < text.find("地", at, at + 9) < end) and (
        after := _manner(text, at, end, clause)
    ) is not None:
        return after
    if first in known.begins_verb and (match := known.group.match(text, at, end)):
        clause.verb = match
        later = _later(deontics, at)
        if later and later.start == match.end() and later.force == "prohibition":  # 明确禁止…
            clause.adverbs += (match.span(),)
            return later.start
        if not (later and clause.deontic is None and _opens_subject(text, match, later, clause)):
            return None
    free = clause.deontic is None
    if free and first in known.begins_time and (match := known.time.match(text, at, end)):
        clause.conditions += (match.span(),)
        return match.end()
    if first in known.begins_phrase and (after := _phrase(text, at, end, deontics, clause)) is not None:
        return after
    if free and (later := _later(deontics, at)):
        return _subject(text, at, later, clause)
    if (
        (match := known.bare_aim_adverb.match(text, at, end))
        and known.lexical_adverb.match(text, match.end(), end)
        and not known.verb.match(text, match.end(), end)
    ):
        return match.end()  # 进一步严厉打击: another adverb parts it from the verb
    if (match := known.adverb.match(text, at, end)) and match.end() < end:
        clause.adverbs += (match.span(),)
        return match.end()
    if free and (match := known.while_doing.match(text, at, end)) and verbal(text, match.end(), end):
        clause.conditions += (match.span(),)
        return match.end()
    return _bare_subject(text, at, end, clause) if free and clause.subject is None else None


def _manner(text: str, at: int, end: int, clause: Clause) -> int | None:
    """Code adverbs (积极稳妥, 扎扎实实地) and means of the form 采取…措施; where they end, or None where none is."""
    known, first = cues(), text[at]
    match = known.manner.match(text, at, end) if first in known.begins_manner else None
    if match and match.end() < end and verbal(text, match.end(), end) and not _governs(text, match, end):
        clause.adverbs += (match.span(),)
        return match.end()
    if at < text.find("地", at, at + 9) < end and (match := known.slowly.match(text, at, end)):
        clause.adverbs += (match.span(),)
        return match.end()
    if first in known.begins_means and (match := known.taken.match(text, at, end)) and match.end() < end:
        clause.constraints += (match.span(),)
        return match.end() + (text[match.end()] == "来")
    return None


def _relied_on(text: str, at: int, end: int) -> bool:
    """Whether 靠 is the verb, since a noun closes its clause: 一要靠教育，二要靠制度."""
    verb = cues().group.match(text, at + 1, end)
    plain = end - at < 12 and not any(mark in text[at:end] for mark in "来去“”办")
    return plain and (verb is None or verb.end() == end) and main_verb(text, at + 2, end) is None


def _governs(text: str, match: re.Match, end: int) -> bool:
    """Whether what looks like an adverb is the verb itself before a noun: 公开补偿标准, "publish the rates"."""
    known = cues()
    if match.group() not in known.nominal_adverb or not known.verb.fullmatch(match.group()):
        return False
    verb = known.verb.match(text, match.end(), end)
    return verb is not None and verb.group() in known.nominal


def _bare_subject(text: str, at: int, end: int, clause: Clause) -> int | None:
    """Where the predicate begins in a clause that names its actor without a deontic: 公共场所严格落实…."""
    known = cues()
    all_of = known.every.match(text, at, end) is not None  # 各单位, 每名干部: nothing but a subject begins so
    for person in known.person.finditer(text, at, min(end, at + 14)):
        after = person.end()
        if after >= end or text[after] in "的、和与及":
            continue
        if known.lexical_adverb.match(text, after, end) or (
            all_of
            and (verb := known.group.match(text, over_adverbs(text, known.pace(text, after, end), end), end))
            and verb.group() not in known.nominal
        ):
            clause.subject = (at, after)
            return after
    return None


def _moves_object(text: str, deontic: Deontic, deontics: list[Deontic]) -> bool:
    """Whether 将 stands right behind another deontic, and so can be none: 应将二者分清."""
    return text[deontic.start : deontic.end] == "将" and any(other.end == deontic.start for other in deontics)


def _takes_object(text: str, deontic: Deontic, end: int) -> bool:
    """Whether 将 is no deontic but marks the object, as 把 does: 将X纳入Y."""
    if text[deontic.start] != "将" or deontic.end - deontic.start > 1:
        return False
    known = cues()
    if known.condition.match(text, deontic.end, end):
        return False
    found = known.disposal.search(text, deontic.end + 1, end)  # 将其|纳入
    if found is None or (found.group() in known.set_phrase and found.end() >= end):
        return found is not None
    verb = known.group.match(text, deontic.end, end)
    if verb is not None:
        return verb.group() in known.nominal
    after = over_adverbs(text, deontic.end, end)
    return after < found.start() and not verbal(text, after, end)  # 将安全防线建立在…: no adverb


def _is_aim(text: str, deontic: Deontic, end: int) -> bool:
    """Whether 禁止 and 杜绝 are the aim itself, since a noun follows them and no verb (codebook, 3, D): 杜绝劣质工程."""
    known, at = cues(), deontic.end
    if at >= end or text[deontic.start : at] not in known.forbidding or text[at] in "乱滥违":
        return False
    verb = known.verb.match(text, at, end)
    if verb and verb.group() not in known.nominal and not known.deed.search(text, max(verb.end(), end - 3), end):
        return False
    if any(
        verbal(text, person.end(), end) for person in known.person.finditer(text, at, end - 1) if person.end() < end
    ):
        return False  # 禁止人们接触外界
    words = [tag for _, tag in tagged(text[at : min(end, at + 40)])]
    return words[0][0] in "nbrailj" and (words[-1][0] == "n" or words[-1] == "vn")


def _in_relative(text: str, deontic: Deontic, end: int) -> bool:
    """Whether the deontic only describes a noun: 必须调整的价格, "the prices that must be adjusted"; 对于应该下乡的青年."""
    if _RELATIVE.search(text, max(0, deontic.start - 6), deontic.start) and _DESCRIBED.match(text, deontic.end, end):
        return True
    verb = cues().verb.match(text, deontic.end, end)
    return verb is not None and verb.end() < end and text[verb.end()] == "的"


def _named_actor(text: str, deontic: Deontic, end: int, clause: Clause) -> int:
    """Where the predicate goes on behind a deontic. Some name the actor next: 希望双方…, 严禁任何单位…, 应由上级部门…."""
    known, at = cues(), deontic.end
    while match := known.connective.match(text, at, end):
        at = match.end()
    by = at < end and text[at] == "由"
    names = by or (
        text[deontic.start : deontic.end] in known.naming and at < end and not _opens_predicate(text, at, end)
    )
    if names and clause.subject is None:
        begin = at + by
        for person in known.person.finditer(text, begin, min(end, begin + 14)):
            after = person.end()
            if after < end and (verbal(text, after, end) or text[after] == "在"):
                clause.subject = (begin, after)
                return after
    return at


def _opens_predicate(text: str, at: int, end: int) -> bool:
    """Whether an adverb or a verb stands at `at`, so that no actor does: 需要合理地界定权力, 需要动员群众参与."""
    known = cues()
    verb = known.verb.match(text, at, end)
    return (
        known.lexical_adverb.match(text, at, end) is not None
        or known.slowly.match(text, at, end) is not None
        or (verb is not None and verb.group() not in known.nominal)
    )


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
    apart = later.start > match.end() or match.group() in cues().nominal
    return apart and text[later.start - 1] not in "的和与、" and later.end < clause.end


def _subject(text: str, at: int, later: Deontic, clause: Clause) -> int:
    """Code what stands before the deontic: a subject, a time, an act that is the purpose; go to the deontic."""
    known, end = cues(), later.start
    moved = True
    while moved:
        moved = False
        for length in (4, 3, 2, 1):
            if end - length >= at and text[end - length : end] in known.connectives:
                end, moved = end - length, True
                break
    end = back_over_adverbs(text, at, end) if end > at else end
    if (place := _INNER.search(text, at + 1, end)) and not known.group.match(text, at, end):
        clause.conditions += (place.span(),)  # 干部在处理纠纷时应…
        end = place.start()
    if end > at and text[end - 1] in "年内" and (year := _YEAR.search(text, at, end)):
        clause.conditions += (year.span(),)
        end = year.start()
    for length in (4, 3, 2):
        if end - length > at and text[end - length : end] in known.times:
            clause.conditions += ((end - length, end),)
            end -= length
            break
    if (since := _SINCE.search(text, at + 2, end)) and text[since.start() - 1] not in "的和与、":
        clause.conditions += (since.span(),)  # 商业银行从今年开始要…
        end = since.start()
    span = strip(text, at, end)
    if span[0] < span[1]:
        person = known.pronoun.match(text, *span)
        if person and person.end() < span[1] and known.group.match(text, person.end(), span[1]):
            clause.subject, span = person.span(), (person.end(), span[1])
        verb = known.group.match(text, *span)
        if told := _TOLD.search(text, *span):  # 这要求政府必须…: it is the government that must
            span, verb = (told.end(), span[1]), None
        if text[slice(*span)] in known.no_actor:
            return later.start
        placed = verb is None and _PLACED.search(text, *span)
        if placed or text[span[1] - 1] == "的" or known.circumstance.search(text, max(span[0], span[1] - 3), span[1]):
            clause.conditions += (span,)
        elif verb and verb.end() < span[1] and verb.group() not in known.nominal:
            clause.constraints += (span,)
        else:
            clause.subject = span
    return later.start


def actor_and_place(text: str, head: int, end: int) -> int | None:
    """Where the place begins in a clause that names who is to act and when, and no more: 各级党委|在落实决策时，."""
    place = _INNER.search(text, head + 1, end)
    if place is None or text.find("了", head, place.start()) >= 0 or not _names_actor(text, head, place.start()):
        return None
    return place.start()


def _phrase(text: str, at: int, end: int, deontics: list[Deontic], clause: Clause) -> int | None:
    """Code a phrase that opens at `at` (把, 在, 对, 通过, 向 …); where it ends, or None where none opens."""
    known = cues()
    first = text[at]
    if first in "把将" and disposal(text, at, end, clause):
        return end
    opener = known.condition.match(text, at, end) or known.means.match(text, at, end)
    recipient = known.recipient.match(text, at, end)
    if not opener and not recipient:
        return None
    if first == "为" and at == clause.head and _purpose(text, at, end):
        clause.constraints += ((at, end),)
        return end
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
    if word == "由" and stop < end and clause.subject is None and _names_actor(text, *strip(text, begin, stop)):
        clause.subject = strip(text, begin, stop)  # 由乡镇统一汇总: who is to act, with no deontic
        return stop
    if word == "作为" and stop == end:
        return None
    if first == "对":
        clause.towards = strip(text, begin, stop)
    elif recipient and word in ("向", "给", "为", "同", "与", "和", "跟") and stop < end:
        verb = known.group.match(text, over_adverbs(text, stop, end), end)
        goal = known.disposal.match(text, over_adverbs(text, stop, end), end)
        at_end = text[stop:end] in known.recipient_verb  # 公开 is an adverb elsewhere
        if goal or at_end or (verb and verb.group() in known.recipient_verb):
            clause.recipient = strip(text, begin, stop)
        else:
            clause.constraints += (span,)
    elif known.condition.match(text, at, end) and not (first == "从" and known.into.search(text, at, stop)):
        clause.conditions += (span,)
    else:
        clause.constraints += (span,)
    return stop


def _purpose(text: str, at: int, end: int) -> bool:
    """Whether a clause that 为 opens is a purpose, 为实现好转，, rather than a recipient before its verb, 为群众办事."""
    known = cues()
    begin = at + (2 if text.startswith("为了", at) else 1)
    if begin >= end or end >= len(text) or text[end] not in "，,":
        return False
    if aim := known.bare_aim_adverb.match(text, begin, end):
        begin = aim.end()
    verb = known.verb.match(text, over_adverbs(text, begin, end), end)
    gives = known.gives.search(text, begin, end)
    return verb is not None and verb.group() not in known.nominal and gives is None


def _mere_topic(text: str, begin: int, limit: int) -> bool:
    """Whether what follows 对 runs to the end of its clause, as to its last noun: 对群众反映的问题，."""
    if limit >= len(text) or text[limit] not in "，,":
        return False
    return text[limit - 1] == "的" or cues().topic_noun.search(text, max(begin, limit - 6), limit) is not None


def _names_actor(text: str, start: int, end: int) -> bool:
    """Whether the span ends in a word for a person or a body."""
    return any(person.end() == end for person in cues().person.finditer(text, max(start, end - 5), end))


def _phrase_end(text: str, at: int, begin: int, limit: int, opener: str) -> int | None:
    """Where the phrase that opens at `at` gives way to the verb (or to the deontic, or to the end of the clause)."""
    known = cues()
    if opener == "以" and (frame := known.frame.match(text, at, limit)):
        return frame.end()
    if opener == "以" and known.verb.match(text, begin, limit) and known.measure.match(text, begin, limit):
        return None
    if opener == "从" and (into := known.into.search(text, begin, limit)):
        return into.end()
    if opener in ("在", "于", "当", "从", "自", "到", "就", "对", "除", "除了"):
        for closer in known.closer.finditer(text, begin + 1, limit):
            after = closer.end()
            if after >= limit or verbal(text, after, limit):
                return after
    if opener in ("按照", "依照", "按", "遵照", "根据", "依据", "本着", "鉴于"):
        for closer in known.basis.finditer(text, begin + 1, limit):
            if closer.end() >= limit or verbal(text, closer.end(), limit):
                return closer.end()
    if opener in ("对", "对于") and _mere_topic(text, begin, limit):
        return limit
    if opener.startswith("围绕"):
        return limit
    if opener == "为" and (gives := known.gives.search(text, begin + 1, limit)):
        return back_over_adverbs(text, begin, gives.start())  # 为农民增加消费|提供便利
    verb = main_verb(text, begin + 1, limit, nouns=opener in ("以", "用", "经", "通过", "同", "与", "由", "为", "向"))
    if verb is None and opener in _BEFORE_ITS_VERB:  # 向社会公开: the verb may close the clause
        verb = next((match for match in known.verb.finditer(text, begin + 1, limit) if match.end() == limit), None)
    if verb is None:
        return limit
    return back_over_adverbs(text, begin, verb.start())
