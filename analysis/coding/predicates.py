"""The predicate of a clause: its verb, its objects, and what 把 and 将 put before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.coding.deontics import Deontic
from analysis.coding.statement_cues import LANDS, LONGEST, cues
from analysis.coding.tagger import tagged

Span = tuple[int, int]
_TRAILING = "。！？!?…；;：:，,、 　\n”’」』）)—"
_LEADING = " 　\n\t，,、：:；;。"
_EDGES = frozenset(_TRAILING + _LEADING)
_MATES = {"”": "“", "’": "‘", "」": "「", "』": "『", "）": "（", ")": "("}
_NAMED = re.compile("[《“]")
_IDIOMS = re.compile("[\u4e00-\u9fff]{4}(?:、[\u4e00-\u9fff]{4})*$")
_SO_AS_TO = re.compile("(?:来|以便|以求|从而|以)(?=[\u4e00-\u9fff])")

_DONE = re.compile("[\u4e00-\u9fff](?:起来|出来|下来|过来|回来|进来|上来|下去|上去|出去|进去|过去|回去|掉|完|光)$")
_OPENERS = frozenset("把将从同由与跟向")
_BEGIN_IN_LE = ("了解", "了结", "了断", "了却")
_COMING = frozenset("带看起下出上后未近以将外往本历原由进回过归")  # 起来, 未来, 以来: no "in order to"


@dataclass(slots=True)
class Clause:
    """The parts of the clause `text[start:end]`, as spans; None or empty where there are none."""

    start: int
    end: int
    head: int = 0  # where the clause begins behind its connectives
    subject: Span | None = None
    deontic: Deontic | None = None
    duty: Deontic | None = None  # the deontic before a prohibition: 要|杜绝…
    relies: bool = False  # the predicate is 靠 itself
    aim: Span | None = None
    object: Span | None = None
    recipient: Span | None = None
    towards: Span | None = None  # what follows a preposed 对: object or recipient, as the verb has it
    conditions: tuple[Span, ...] = ()
    constraints: tuple[Span, ...] = ()
    adverbs: tuple[Span, ...] = ()
    verb: re.Match | None = None  # the verbs at which the phrases before the predicate end
    certain: bool = False  # the verb is one of the lexicon's
    rule: str = ""


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
    if phrase := cues().phrase.search(text, start, end):
        return phrase
    known, plain, noun, last = cues(), None, None, start
    named = _NAMED.search(text, start, end) is not None
    for match in known.verb.finditer(text, start, end):
        at, after = match.span()
        if named and any(text.rfind(a, start, at) > text.rfind(b, start, at) for a, b in ("《》", "“”")):
            last = after
            continue
        following = text[after] if after < end else ""
        listed = following in "、和与" and after + 1 < end and (match.group() not in known.nominal)
        if following in "的、和与及等" and not (listed and known.verb.match(text, after + 1, end)):
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


def back_over_adverbs(text: str, start: int, at: int) -> int:
    """Where the adverbs right before `at` begin."""
    known = cues()
    moved = True
    while moved:
        moved = False
        for length in (6, 5, 4, 3, 2):
            if at - length > start:
                word = text[at - length : at]
                if word in known.adverbs and word not in known.nominal_adverb:
                    at, moved = at - length, True
                    break
    if at - 5 > start and text[at - 1] == "地" and text[at - 5 : at - 3] in known.adverbs:  # 深入持久地
        at -= 5
    elif at - 3 > start and text[at - 1] == "地" and text[at - 2] not in LANDS:  # 很好地, 扎扎实实地
        twice = at - 5 > start and text[at - 5] == text[at - 4] and text[at - 3] == text[at - 2]
        at -= 5 if twice else 3
    if at - 1 > start and text[at - 1] in "来而去":
        at -= 1
    return at


def over_adverbs(text: str, at: int, end: int) -> int:
    while match := cues().adverb.match(text, at, end):
        at = match.end()
    return at


def verbal(text: str, at: int, end: int) -> bool:
    """Whether what could begin a predicate stands at `at`."""
    known, first = cues(), text[at]
    if first not in known.begins_predicate:
        return False
    return bool(
        first in known.predicate_marks
        or known.lexical_adverb.match(text, at, end)
        or known.group.match(text, at, end)
        or known.bare_aim_adverb.match(text, at, end)
        or known.means.match(text, at, end)
    )


def disposal(text: str, at: int, end: int, clause: Clause) -> bool:
    """把X交给Y, 将X纳入Y, 把X作为Y, 把X落到实处, 把X组织起来: code aim, object, recipient; False where no verb is found."""
    known = cues()
    found = None
    for match in known.disposal.finditer(text, at + 2, end):
        if text[match.start() - 1] == "适" or text.count("“", at, match.start()) > text.count("”", at, match.start()):
            continue
        if found and text[match.start() - 1] == "、":  # 把矛盾化解在基层、解决在萌芽状态
            break
        if match.group() in known.set_phrase or found is None or found.group() not in known.role:
            found = match
    if found is None:
        verbs = [
            m
            for m in known.group.finditer(text, at + 2, end)
            if known.complement.match(text, m.end(), end) or m.end() >= end - 3
        ]
        found = verbs[-1] if verbs else _DONE.search(text, at + 3, end)
        if found is None:
            return False
    begin = found.start()
    stop = back_over_adverbs(text, at + 1, begin)
    if stop < begin and text[begin - 1] == "地":
        clause.constraints += ((stop, begin),)
    clause.object = strip(text, at + 1, stop)
    out = max(text.rfind(mark, at + 2, stop) for mark in "从由")
    if out > 0 and (text[stop - 1] in "中里下" or found.group()[-1] in "到至为"):  # 把干部从事务中解脱出来, 由X改为Y
        clause.object, clause.constraints = strip(text, at + 1, out), (*clause.constraints, (out, stop))
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


def predicate(text: str, at: int, end: int, clause: Clause, carried: bool) -> None:
    """Code aim and object from `at` on, where the verb is expected."""
    known = cues()
    if clause.relies:
        clause.aim, clause.object, clause.certain, clause.rule = (at, at + 1), strip(text, at + 1, end), True, "verb"
        return
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
    match = clause.verb if clause.verb and clause.verb.start() == at else known.group.match(text, at, end)
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
    done = text.startswith("了", after, end) and not text.startswith(_BEGIN_IN_LE, after, end)
    rest = strip(text, after + done, end)
    if rest[0] < rest[1]:
        clause.object = rest
        _object(text, word, clause)


def _unknown_verb(text: str, at: int, end: int, clause: Clause) -> None:
    """Behind a deontic there must be a verb: two characters of it, or a short phrase whole."""
    if text[at] in "是的在于，":
        return
    if text[at] in "“《" and clause.adverbs and text[slice(*clause.adverbs[-1])] == "继续":  # 继续“扫黄”
        clause.aim, clause.object = clause.adverbs[-1], (at, end)
        return
    if not "\u4e00" <= text[at] <= "\u9fff":
        return
    if match := cues().bare_aim_adverb.match(text, at, end):
        at = match.end()
        if at >= end:
            return
    if text[at] in _OPENERS and _behind_phrase(text, at, end, clause):
        return
    word, is_noun = _first_word(text, at, end)
    heeds = clause.adverbs[-1] if clause.adverbs else (at, at)
    if heeds[1] == at and text[at - 2 : at] in ("注重", "注意") and (is_noun or text[at + 1 : at + 2] == "、"):
        # 更加注重社会公平: before a noun it is the verb
        clause.adverbs = (*clause.adverbs[:-1], (heeds[0], at - 2)) if heeds[0] < at - 2 else clause.adverbs[:-1]
        clause.aim, clause.object, clause.rule = (at - 2, at), strip(text, at, end), "verb"
        return
    if is_noun and clause.deontic and text[slice(*clause.deontic[:2])] == "需要":
        return  # 需要大企业的支持: what is needed, and nothing to be done
    if _IDIOMS.match(text, at, end):
        clause.aim = (at, end)
        return
    for length in (2, 4):  # an unknown adverb before a known verb
        known_verb = cues().group.match(text, at + length, end) if at + length < end else None
        if known_verb and known_verb.group() not in cues().nominal:
            clause.adverbs += ((at, at + length),)
            return predicate(text, at + length, end, clause, True)
    clause.rule = "verb by place"
    if end - at <= 4:
        clause.aim = (at, end)
    elif end - at == 5 or not re.match("[\u4e00-\u9fff]{2}", text[at:end]):
        clause.aim = strip(text, at, min(end, at + 2))
        clause.object = strip(text, at + 2, end)
    else:
        after = at + (2 if is_noun else max(2, len(word)))
        if match := cues().joined.match(text, after, end):  # 尊崇和执行: beside a verb that is known
            after = match.end()
        if match := cues().complement.match(text, after, end):
            after = match.end()
        clause.aim, clause.object = (at, after), strip(text, after, end)
    if clause.object and clause.object[0] >= clause.object[1]:
        clause.object = None


def _behind_phrase(text: str, at: int, end: int, clause: Clause) -> bool:
    """Code the last verb of a clause in which a phrase opens at `at` whose end was not found: 与企业管理者协调好.

    What 把 moved before no verb of the clause waits for the next: 要把先进技术，逐步推广.
    """
    known = cues()
    if text[at] in "把将":
        clause.towards = strip(text, at + 1, end)
        return True
    if text[end - 2 : end] in ("一道", "一起"):  # 愿同世界各国一道，推进…
        clause.constraints += ((at, end),)
        return True
    found = None
    for verb in known.group.finditer(text, at + 2, end):
        nominal = verb.group() in known.nominal and (verb.end() < end or text[at] in "从由")
        if not nominal and not text.startswith("的", verb.end(), end):
            found = verb.span()
    if found is None and text[at] in "同与跟向":  # 向世界介绍…: by jieba, the last verb that describes nothing
        after = at + 1
        for word, tag in tagged(text[at + 1 : end]):
            begin, after = after, after + len(word)
            if tag == "v" and len(word) > 1 and begin > at + 2 and not text.startswith("的", after, end):
                found = begin, after
    if found is None:
        return False
    begin, after = found
    begin -= text[begin - 1] == "相"  # 同宪法|相抵触
    stop = back_over_adverbs(text, at + 1, begin)
    clause.aim, clause.rule = (begin, after), "verb"
    if text[at] not in "从由" and any(
        who.end() == stop for who in known.person.finditer(text, max(at + 1, stop - 5), stop)
    ):
        clause.recipient = (at + 1, stop)
    else:
        clause.constraints += ((at, stop),)
    rest = strip(text, after, end)
    clause.object = rest if rest[0] < rest[1] else None
    return True


def _first_word(text: str, at: int, end: int) -> tuple[str, bool]:
    """The word at `at` by jieba, and whether it is a noun or describes one that follows it (大企业)."""
    words = tagged(text[at : min(end, at + 10)])
    tags = [tag[0] for _, tag in words[:2]]
    return words[0][0], tags[0] == "n" or (tags[0] in "abm" and tags[1:] == ["n"])


def _adverb_and_verb(text: str, at: int, end: int) -> bool:
    """Whether an adverb and a verb stand at `at`: 来普遍约束."""
    after = over_adverbs(text, at, end)
    return at < after < end and cues().verb.match(text, after, end) is not None


def _object(text: str, word: str, clause: Clause) -> None:
    """Part the recipient of a verb like 引导, and the purpose that 来 or 以 adds, from the object."""
    known = cues()
    start, end = clause.object
    for so in _SO_AS_TO.finditer(text, start + 2, end):
        led = so.group() == "来" and text[so.end() - 2] not in _COMING and _adverb_and_verb(text, so.end(), end)
        if led or known.measure.match(text, so.end(), end) or known.purpose_verb.match(text, so.end(), end):
            if so.group() == "以" and text[so.end() - 2] in "可予加难给所":
                continue
            if text.find("的", so.end(), end) < 0 or so.group() != "以":
                clause.constraints += ((so.start(), end),)
                clause.object = strip(text, start, so.start())
                end = clause.object[1]
                break
    if word[-2:] in known.pivot or word in known.pivot:
        _pivot(text, start, end, clause)
    elif word in known.double_object:
        _two_objects(text, start, end, clause)


def _pivot(text: str, start: int, end: int, clause: Clause) -> None:
    """引导金融机构加力支持…: who is to act is the indirect object, what they are to do the direct."""
    for person in cues().person.finditer(text, start, min(end, start + 18)):
        after = person.end()
        if after < end and text[after] not in "的、和与及" and _acts(text, after, end):
            clause.recipient, clause.object = (start, after), (after, end)
            return


def _two_objects(text: str, start: int, end: int, clause: Clause) -> None:
    """赋予农民更多财产权利: to whom, and then what."""
    for person in cues().person.finditer(text, start, min(end, start + 14)):
        after = person.end()
        if after + 1 < end and text[after] not in "的、和与及以":
            clause.recipient, clause.object = (start, after), (after, end)
            return


def _acts(text: str, at: int, end: int) -> bool:
    """Whether what somebody does is told from `at` on: an adverb, a verb, or the phrase before it (通过…参与, 把…, 在…)."""
    known = cues()
    if text[at] in "在向把将为" or known.lexical_adverb.match(text, at, end):
        return True
    if (means := known.means.match(text, at, end)) and means.end() - at > 1:
        return True
    verb = known.group.match(text, at, end)
    return verb is not None and verb.group() not in known.nominal
