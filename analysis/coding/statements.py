"""Institutional statements in prescriptions, after the Institutional Grammar 2.0 (codebook, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from analysis.coding.clauses import actor_and_place, parse
from analysis.coding.coordination import clause_spans
from analysis.coding.deontics import Deontic, find_deontics
from analysis.coding.predicates import Clause, Span, strip
from analysis.coding.statement_cues import cues

COMPONENTS = ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex", "O")


class Statement(NamedTuple):
    """One directive verb with its objects and circumstances, in the unit `unit_start:unit_end`.

    Each component is a span `(start, end)` of the text, or None where the statement has none. A component that occurs
    more than once is given as one span where only punctuation lies between, else by its longest part. `force` is
    obligation, permission, prohibition, or "" where there is no deontic. `reason` names the rule that found the verb.
    """

    unit_start: int
    unit_end: int
    A: Span | None = None
    D: Span | None = None
    I: Span | None = None  # noqa: E741 - the symbol of the Institutional Grammar
    Bdir: Span | None = None
    Bind: Span | None = None
    Cac: Span | None = None
    Cex: Span | None = None
    O: Span | None = None  # noqa: E741
    force: str = ""
    reason: str = ""


def find_statements(text: str, unit_start: int, unit_end: int) -> list[Statement]:
    """The statements of the prescription `text[unit_start:unit_end]`, in order; empty where no directive verb is found.

    `text` in simplified characters (see `lexicon.fold`). Linear in the length of the unit.
    """
    return _Reading(text, unit_start, unit_end).statements()


def find_all(text: str, spans: Iterable[Span]) -> list[Statement]:
    """The statements of several prescriptions of one text, in order."""
    return [statement for start, end in spans for statement in find_statements(text, start, end)]


_TITLE = re.compile("《[^《》]*》")
_ASKS = re.compile("如何|怎样|怎么")
_KEPT = 8  # phrases that wait for a verb: a sentence that has more is a list, and copying them all would be quadratic
_GOAL = ("必须", "必需", "需要", "须", "应", "应当", "应该", "需", "要")


def _fact(text: str, start: int, end: int) -> re.Match | None:
    """The first word of a clause that marks it as a report (是, 已, 了, 不) rather than a topic."""
    return next((match for match in cues().fact.finditer(text, start, end) if match.group(1)), None)


def _disjoin(parts: list[Span | None]) -> None:
    """Drop what is empty or overlaps a surer part; the aim is surest, then deontic, objects, attribute, the rest."""
    kept: list[Span] = []
    for index in (2, 1, 3, 4, 0, 5, 6):
        part = parts[index]
        if part and part[0] >= part[1]:
            parts[index] = None
        elif part:
            for other in kept:
                if part[0] < other[1] and other[0] < part[1]:
                    parts[index] = None
                    break
            else:
                kept.append(part)


class _Reading:
    """One pass over the clauses of a unit, keeping what one clause hands to the next."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.found: list[dict] = []
        self.subject: Span | None = None
        self.deontic: Deontic | None = None
        self.duty: Deontic | None = None  # the obligation that goes on behind a prohibition
        self.conditions: tuple[Span, ...] = ()
        self.pending: tuple[Span, ...] = ()  # constraints that wait for their verb
        self.topic: Span | None = None
        self.concerning: Span | None = None  # a topic that 对 opened in a clause of its own
        self.recipient: Span | None = None

    def statements(self) -> list[Statement]:
        clauses = self._clauses()
        first = next((i for i, clause in enumerate(clauses) if clause.deontic), None)
        begin = self._before_deontic(clauses, first) if first else 0
        if first is not None:
            begin = self._goal(clauses, self._granted(clauses, begin))
        for index in range(begin, len(clauses)):
            self._read(clauses[index], index, clauses)
        return [statement for statement in map(self._statement, self.found) if statement.I]

    def _clauses(self) -> list[Clause]:
        text = self.text
        spans = clause_spans(text, self.start, self.end)
        deontics = find_deontics(text, self.start, self.end)
        if deontics and text.find("《", self.start, self.end) >= 0:  # a word in the title of a work binds nobody
            titles = iter([match.span() for match in _TITLE.finditer(text, self.start, self.end)])
            title, kept = next(titles, None), []
            for deontic in deontics:
                while title and title[1] <= deontic.start:
                    title = next(titles, None)
                if not (title and title[0] < deontic.start):
                    kept.append(deontic)
            deontics = kept
        clauses, at, carried = [], 0, False
        for start, end in spans:
            while at < len(deontics) and deontics[at].start < start:
                at += 1
            after = at
            while after < len(deontics) and deontics[after].end <= end:
                after += 1
            clause = parse(text, start, end, deontics[at:after], carried)
            carried = carried or clause.aim is not None
            clauses.append(clause)
            at = after
        return clauses

    def _before_deontic(self, clauses: list[Clause], first: int) -> int:
        """Clauses before the first deontic: tasks of their own, purposes, conditions, topic, or mere background."""
        text, lead, known = self.text, clauses[first], cues()
        if any(clause.subject for clause in clauses[:1]) and clauses[0].aim and not _ASKS.match(text, clauses[0].head):
            return 0
        own_subject = lead.subject is not None and lead.subject < lead.deontic[:2]  # not 需要|政府
        forbids = lead.deontic.force == "prohibition"  # what is forbidden last is no purpose of the tasks before it
        background = False
        asks = _ASKS.match(text, clauses[0].head, clauses[0].end)  # 如何让…: a question, which the rest answers
        for clause in clauses[:first] if not asks else ():
            self.conditions, self.pending = self.conditions[-_KEPT:], self.pending[-_KEPT:]
            if known.reports.search(text, max(clause.head, clause.end - 2), clause.end):
                continue
            if place := actor_and_place(text, clause.head, clause.end):  # 各级党委在落实决策时，必须…
                self.subject, self.topic = (clause.head, place), None
                self.conditions = (*self.conditions, (place, clause.end))[-_KEPT:]
                continue
            if known.wish.match(text, clause.head, clause.end) and clauses[first].subject is None:
                purpose = text.startswith("为了", clause.head)
                if purpose:
                    self.pending += ((clause.head, clause.end),)
                else:
                    self.conditions += ((clause.head, clause.end),)
                continue
            if text.startswith("作为", clause.head):  # 作为“裁判员”，政府要…: what the actor is
                continue
            if clause.aim and clause.certain and (forbids or known.numbered.match(text, clause.start, clause.head)):
                self._read(clause, 0, clauses)
                continue
            if clause.aim and clause.aim[0] == clause.head and known.condition.match(text, clause.head, clause.end):
                self.conditions += ((clause.head, clause.end),)  # 面对…, "in the face of", is a verb by form only
                continue
            if known.free_condition.match(text, clause.head, clause.end) or (
                text[clause.end - 1] == "的" and text.find("是", clause.head, clause.end) < 0
            ):
                self.topic = None
                start = self.conditions[-1][0] if self.conditions and not own_subject else clause.head
                self.conditions = (*self.conditions[:-1], (start, clause.end))
            elif clause.aim and clause.certain and (own_subject or (clause.rule == "把" and not background)):
                if own_subject:
                    self._read(clause, 0, clauses)
                else:
                    self.pending += ((clause.head, clause.end),)
            elif clause.aim and clause.certain:
                self.pending += ((clause.head, clause.end),)
            elif clause.conditions or clause.constraints or clause.towards:
                self.conditions = (self.conditions + clause.conditions)[-_KEPT:]
                self.pending = (self.pending + clause.constraints)[-_KEPT:]
                self.topic = clause.towards or self.topic
                self.concerning = clause.towards or self.concerning
            elif known.circumstance.search(text, max(clause.head, clause.end - 4), clause.end):
                self.conditions = (*self.conditions, (clause.head, clause.end))[-_KEPT:]
            elif clause.end - clause.head > 1:
                self.pending = ()
                if known.state.match(text, clause.head):
                    continue
                fact = _fact(text, clause.head + 2, clause.end)
                background = background or fact is not None
                cut = text.find("作为", clause.head + 2, clause.end)
                if cut > 0:  # 宪法作为根本法，必须…: the subject and what it is
                    fact, self.subject = None, (clause.head, cut)
                    self.topic = self.subject
                    continue
                cut = fact.start() if fact and text[fact.start() - 1] != "的" else clause.end
                self.topic = strip(text, clause.head, cut)
                if fact is None:
                    self.subject = self.topic
        return first

    def _granted(self, clauses: list[Clause], begin: int) -> int:
        """不仅要靠X，更要靠Y: what one is to rely on besides is granted, and Y is prescribed."""
        text = self.text
        if clauses[begin].deontic and text.startswith(("不仅要靠", "不只要靠", "不能只靠"), clauses[begin].start):
            for index in range(begin + 1, len(clauses)):
                if clauses[index].deontic and text[clauses[index].start] in "更还也而":
                    return index
        return begin

    def _goal(self, clauses: list[Clause], begin: int) -> int:
        """要实现X，（就）必须Y, 要实现X，需要Y: the first clause is no directive but what Y is for.

        With 就, or with a subject of its own (X要…，必须…), it is the condition of Y, as the codebook has it.
        """
        text = self.text
        lead = clauses[begin]
        if lead.deontic and text[lead.deontic.start : lead.deontic.end] == "要":
            for index in range(begin + 1, len(clauses)):
                later = clauses[index].deontic
                if later is None:
                    continue
                word = text[later.start : later.end]
                if (
                    clauses[index].subject is None
                    and not clauses[index].conditions
                    and (word == "必须" or text[clauses[index].start] == "就" or (word, index) == ("需要", begin + 1))
                    and word in _GOAL
                ):
                    goal = (lead.deontic.start if lead.subject is None else lead.head, clauses[index - 1].end)
                    if text[clauses[index].start] == "就" or lead.subject is not None:
                        self.conditions += (goal,)
                    else:
                        self.pending += (goal,)
                    self.topic = None
                    return index
                return begin
        return begin

    def _read(self, clause: Clause, index: int, clauses: list[Clause]) -> None:
        text, known = self.text, cues()
        if clause.head >= clause.end:  # a connective that stands alone: 同时，
            return
        if clause.deontic is None and text.startswith("为了", clause.head) and self._leads(index, clauses):
            self.pending += ((clause.head, clause.end),)
            return
        if (
            self.found
            and clause.deontic is None
            and text[clause.start] != "又"
            and self._adds_purpose(clause, index, clauses)
        ):
            self._constrain(self.found[-1], (clause.start, clause.end))
            return
        if clause.deontic is None and self._condition(clause, index == len(clauses) - 1):
            return
        last = self.found[-1]["Bdir"] if self.found else None
        if last and text[clause.start] == "又" and clause.deontic is None and text.find("既", *last) >= 0:
            self.found[-1]["Bdir"] = (last[0], clause.end)
            return
        if clause.subject:
            self.subject, self.recipient = clause.subject, None
            self.duty = None
            if clause.deontic is None:
                self.deontic = None
            self.conditions = () if self.found and clause.deontic else self.conditions
        if clause.deontic:
            if self.deontic and clause.conditions and self.found:
                self.conditions = ()
            self.deontic = clause.deontic
            for deontic in (clause.duty, clause.deontic):
                self.duty = deontic if deontic and deontic.force == "obligation" else self.duty
        if clause.aim is None:
            self._no_verb(clause)
            return
        if self.deontic and self.deontic.force == "prohibition" and clause.deontic is None and self._is_task(clause):
            self.deontic = self.duty  # 禁止乱占耕地，推广良种: what is forbidden ends before what is to be done
        after = clauses[index + 1] if index + 1 < len(clauses) else None
        if (
            text[slice(*clause.aim)] in known.means_verb
            and after
            and after.aim
            and after.subject is None
            and after.deontic is None
            and text[clause.end] in "，,"
            and (text[clause.aim[0]] != "采" or known.means_end.search(text, clause.end - 2, clause.end))
            and not self._adds_purpose(after, index + 1, clauses)
        ):
            self.pending += ((clause.aim[0], clause.end),)
            return
        if clause.conditions:
            self.conditions = (self.conditions if not self.found else ()) + clause.conditions
        row = {"A": self.subject, "D": self.deontic, "I": clause.aim, "Bdir": clause.object, "Bind": clause.recipient}
        row["Cac"] = self.conditions
        row["Cex"] = self.pending + clause.constraints
        row["reason"] = clause.rule
        for adverb in clause.adverbs:
            word = text[slice(*adverb)]
            if word in known.constraint_adverb or (word.endswith("地") and len(word) > 3) or "、" in word:
                row["Cex"] += (adverb,)
        self.pending = ()
        self._objects(clause, row)
        self.found.append(row)

    def _is_task(self, clause: Clause) -> bool:
        """Whether the clause begins anew behind a comma with a verb for what is to be done, and not to be left undone."""
        text = self.text
        word = text[slice(*clause.aim)]
        return (
            clause.certain and text[clause.start - 1] in "，,；;" and not cues().blamed.intersection((word, word[-2:]))
        )

    def _leads(self, index: int, clauses: list[Clause]) -> bool:
        """Whether the next clause prescribes anew, so that the purpose before it is its own."""
        return index + 1 < len(clauses) and clauses[index + 1].deontic is not None

    def _condition(self, clause: Clause, final: bool) -> bool:
        """只要…, 如果… in a clause of its own holds for what follows; at the end of the unit, for what came before."""
        known = cues()
        if self.text[clause.head] not in known.begins_free_condition:
            return False
        match = known.free_condition.match(self.text, clause.head, clause.end)
        if match is None or match.end() - match.start() < 2:
            return False
        span = (clause.head, clause.end)
        if not final:
            self.conditions = (span,)
            return True
        for row in self.found[-_KEPT:]:
            row["Cac"] = (*row["Cac"], span)
        return bool(self.found)

    def _objects(self, clause: Clause, row: dict) -> None:
        """What a verb without an object acts on stands before it: a topic, a phrase with 对, or the subject."""
        text, known = self.text, cues()
        towards = clause.towards
        word = text[slice(*clause.aim)]
        if towards and row["Bdir"] and word in known.recipient_verb:
            row["Bind"] = row["Bind"] or towards
        elif towards and not row["Bdir"]:
            row["Bdir"] = towards
        elif towards:
            row["Cac"] += (self._with_opener(towards),)
        elif row["Bdir"] and self.topic and self.topic == self.concerning and self._is_case(self.topic):
            row["Cac"] += (self._with_opener(self.topic),)  # 对群众反映的问题，必须列出清单
        if row["Bdir"] is None:
            actor = row["A"] and known.person.search(text, max(row["A"][0], row["A"][1] - 4), row["A"][1])
            if row["A"] and not actor and (clause.subject or not self.topic):  # 政企要分开: what is named anew
                self.topic = row["A"]
            if self.topic:
                row["Bdir"] = self.topic
                if row["A"] == self.topic:
                    row["A"] = self.subject = None
        if row["Bdir"] is None and clause.rule == "verb and goal" and clause.constraints:
            # 建成四通八达的通讯网络: with nothing before it, the goal is the object
            row["Bdir"] = clause.constraints[-1]
            row["Cex"] = tuple(span for span in row["Cex"] if span != row["Bdir"])

    def _with_opener(self, span: Span) -> Span:
        """What 对 or 对于 opened, with that word."""
        return span[0] - (2 if self.text.startswith("对于", span[0] - 2) else 1), span[1]

    def _is_case(self, topic: Span) -> bool:
        """Whether a topic is a case to be met (对群众反映强烈的问题) rather than a thing to be worked on."""
        return self.text[topic[1] - 1] == "的" or cues().topic_noun.search(self.text, topic[0], topic[1]) is not None

    def _no_verb(self, clause: Clause) -> None:
        text, known = self.text, cues()
        last = self.found[-1] if self.found else None
        if (
            last
            and last["Bdir"]
            and last["Bdir"] > last["I"]
            and known.continuation.match(text, clause.start, clause.end)
        ):
            last["Bdir"] = (last["Bdir"][0], clause.end)
        elif last and text[clause.head] == "由":  # 由主要负责人任组长: how the statement before is carried out
            self._constrain(last, (clause.head, clause.end))
        elif text[clause.end - 1] == "的" and not clause.towards:
            self.conditions = (*self.conditions, (clause.head, clause.end))[-_KEPT:]
        elif clause.conditions or clause.constraints or clause.towards:
            kept = self.conditions if not (self.found and clause.conditions) else ()
            self.conditions = (kept + clause.conditions)[-_KEPT:]
            self.pending = (self.pending + clause.constraints)[-_KEPT:]
            self.topic = clause.towards or self.topic
            self.concerning = clause.towards or self.concerning

    def _adds_purpose(self, clause: Clause, index: int, clauses: list[Clause]) -> bool:
        """Whether a clause tells what the statement before it is for rather than a task of its own."""
        text, known = self.text, cues()
        first, last = text[clause.head], index == len(clauses) - 1
        if first in known.begins_purpose and known.purpose.match(text, clause.head, clause.end):
            return not (text.startswith("引导", clause.head) and (not last or self.deontic is None))
        if first == "以" and not known.frame.match(text, clause.head, clause.end):
            return last or known.measure.match(text, clause.head + 1, clause.end) is not None
        if not last:
            return False
        at = clause.aim[0] if clause.aim else clause.head
        if first == "为" and clause.recipient and text[at : at + 2] in known.giving:
            return True
        manner = {text[slice(*adverb)] for adverb in clause.adverbs} <= {"有效"}
        alone = clause.start == clause.head and text[clause.start - 1] != "、" and not clause.constraints
        waits = any(
            text[start] != "以" for start, _ in self.pending
        )  # 通过…，实现…: means that wait for this very verb
        return bool(alone and manner and not waits and known.purpose_verb.match(text, at, clause.end))

    def _constrain(self, row: dict, span: Span) -> None:
        before = row["Cex"]
        if before and strip(self.text, before[-1][1], span[0])[0] >= span[0]:
            row["Cex"] = (*before[:-1], (before[-1][0], span[1]))
        else:
            row["Cex"] = (*before, span)[-_KEPT:]

    def _statement(self, row: dict) -> Statement:
        deontic, aim, constraints = row["D"], row["I"], row["Cex"]
        if len(constraints) > 1:  # means before the verb come before purposes behind it
            constraints = [s for s in constraints if s[0] < aim[0] and s[1] - s[0] > 3] or constraints
        parts = [
            row["A"],
            (deontic.start, deontic.end) if deontic else None,
            aim,
            row["Bdir"],
            row["Bind"],
            self._one(row["Cac"]),
            self._one(constraints),
        ]
        _disjoin(parts)
        return Statement(self.start, self.end, *parts, None, deontic.force if deontic else "", row["reason"])

    def _one(self, spans: list[Span]) -> Span | None:
        """One span of several: those with only punctuation between are joined, of the rest the longest is taken."""
        if len(spans) < 2:
            return spans[0] if spans else None
        joined: list[Span] = []
        for start, end in sorted(spans):
            if joined and strip(self.text, joined[-1][1], start)[0] >= start:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return max(joined, key=lambda span: (span[1] - span[0], -span[0]), default=None)
