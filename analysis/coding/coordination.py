"""Where the clauses of a prescription begin and end, and which of them are coordinate predicates."""

from __future__ import annotations

import re

from analysis.coding.deontics import find_deontics
from analysis.coding.predicates import Span, strip, verbal
from analysis.coding.segmentation import enclosed
from analysis.coding.statement_cues import LONGEST, cues

_CUT = re.compile("[，,：:；;。！？!?…]+")


def clause_spans(text: str, start: int, end: int) -> list[Span]:
    """The clauses of a unit: cut at commas and colons that stand in no quotation marks or brackets, and before what
    begins a coordinate predicate (并, and a verb after 、 where every part of the list has a verb and an object)."""
    pairs = enclosed(text, start, end)
    spans, at, pair, shut = [], start, 0, -1
    for match in _CUT.finditer(text, start, end):
        cut = match.start()
        while pair < len(pairs) and pairs[pair][0] < cut:
            shut = max(shut, pairs[pair][1])
            pair += 1
        if cut < shut or (match.group() == "," and text[cut - 1 : cut].isdigit() and text[cut + 1 : cut + 2].isdigit()):
            continue
        if cut > at:
            spans += _coordinate(text, at, cut)
        at = match.end()
    if at < end:
        spans += _coordinate(text, at, end)
    spans = [span for begin, stop in spans if (span := strip(text, begin, stop))[0] < span[1]]
    if text.find("把", start, end) < 0 and text.find("将", start, end) < 0:
        return spans
    whole: list[Span] = []
    for begin, stop in spans:
        if whole and cues().goal.match(text, begin, stop) and _waits_for_verb(text, *whole[-1]):
            begin = whole.pop()[0]
        whole.append((begin, stop))
    return whole


def _waits_for_verb(text: str, start: int, end: int) -> bool:
    """Whether the clause names after 把 what is acted on, and no verb: 把开展对外合作，|作为长期工作."""
    moved = _MOVED.search(text, start, end)
    if moved is None or end - start > LONGEST or _moves(text, moved.end(), end):
        return False
    at = moved.end()
    verbs = cues().disposal.finditer(text, at, end)
    return all(text.count("“", at, verb.start()) > text.count("”", at, verb.start()) for verb in verbs)


def _moves(text: str, at: int, end: int) -> bool:
    """Whether what stands at `at` has its verb already (将拨出专款; 把资金用好), so that no object was moved before one."""
    known = cues()
    if text[at - 1] == "将" and verbal(text, at, end):
        return True
    return any(
        m.end() >= end - 1 and known.complement.search(m.group()) for m in known.group.finditer(text, at + 1, end)
    )


_MOVED = re.compile("[把将](?![握关好要会来近])")
_AND = re.compile("(?<![合兼一归吞且])并(?![购网轨行入联非不是存举用且])")


def _coordinate(text: str, start: int, end: int) -> list[Span]:
    if end - start > LONGEST:
        return [(start, end)]
    if text.find("并", start, end) < 0:
        return _listed(text, start, end)
    known, spans, at = cues(), [], start
    for match in _AND.finditer(text, start + 4, end - 3):
        after = match.end()
        adverb = known.adverb.match(text, after, end)
        begins = known.group.match(text, adverb.end() if adverb else after, end) or text[after] in "把将对"
        if begins and not known.verb.fullmatch(text, match.start() - 2, match.start()):
            spans += _listed(text, at, match.start())
            at = match.start()
    return spans + _listed(text, at, end)


def _listed(text: str, start: int, end: int) -> list[Span]:
    """完善政策、健全制度: each a clause, where every part of the list is a verb with an object of its own."""
    if text.find("、", start, end) < 0:
        return [(start, end)]
    known = cues()
    parts, at = [], start
    while (cut := text.find("、", at, end)) >= 0:
        parts.append((at, cut))
        at = cut + 1
    parts.append((at, end))
    lengths = []
    for index, (begin, stop) in enumerate(parts):
        if index == 0:
            while match := known.connective.match(text, begin, stop):
                begin = match.end()
            if deontics := find_deontics(text, begin, stop):
                begin = deontics[-1].end
        while match := known.lexical_adverb.match(text, begin, stop):
            begin = match.end()
        verb = known.group.match(text, begin, stop)
        if not verb or stop - verb.end() < 2 or verb.group() in known.clausal or verb.group() in known.pivot:
            return [(start, end)]
        if (index and verb.group() in known.nominal) or "的" in text[verb.end() : stop]:
            return [(start, end)]
        lengths.append(stop - begin)
    if max(lengths) - min(lengths) > 4:
        return [(start, end)]
    return parts
