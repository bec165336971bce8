"""Quotations, mentions and reported speech with their speakers (codebook, section 2).

Every stretch in marks is coded (`kinds.py` says which kind it is); reported speech without marks is found from the
reporting verbs that are left (`indirect.py`). A speaker is carried over to what continues a quotation, and taken up by
pronouns and dropped subjects (`passage.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from analysis.coding.claims import Claim
from analysis.coding.cues import Cue, force_of
from analysis.coding.indirect import REPORTS, reported, source_lines
from analysis.coding.judgement import Judge, features, standard
from analysis.coding.kinds import Rules
from analysis.coding.marks import Stretch
from analysis.coding.nearby import checked, exam_paper, first_named, name_beside, nickname, person_before, who_is_near
from analysis.coding.passage import Passage
from analysis.coding.shape import is_verse

__all__ = ["Quotation", "find_quotations", "force_of"]


OUR_WORD = re.compile(
    r"(?:^|[\s，。；：、〕\]）)①-⒛是的])(?:但|而|就是)?(?:我们|这里|本文|笔者|平时|通常|大家|人们)"
    r"(?:平时|平常|通常|经常|今天|现在|在这里|这里|所|常|一般|时常)*[说讲谈称谓指](?:的|是)?$"
)  # before a term that the author or everybody uses


class Quotation(NamedTuple):
    """Words in marks, or reported without them.

    start, end          the words, without the outer marks
    kind                direct, partial, indirect or mention
    speaker             the bare name, "" where none is named
    cue_start, cue_end  the reporting verb or noun, -1, -1 where there is none
    source              the work named, with its 《 》, or ""
    unit                the start of the unit in which the words begin
    order               the parts in the order they stand: S speaker, V reporting verb, W work, Q words ("SVQ", "QSV")
    reason              the rule that decided, in a few words
    """

    start: int
    end: int
    kind: str
    speaker: str
    cue_start: int
    cue_end: int
    source: str
    unit: int
    order: str
    reason: str


def find_quotations(
    text: str, units: list[tuple[int, int]], original: str | None = None, judge: Judge | None = None
) -> list[Quotation]:
    """All quotations, mentions and reported speech in the units of a text, ordered by start.

    text      folded to simplified characters (`lexicon.fold`), of the same length as `original`
    units     the spans of the units, in order; a stretch outside all of them is left out
    original  the text as read, from which speaker and source are taken; `text` where it is not given
    judge     weighs what the rules found; the study's own (data/models/quotations.csv) where it is not given
    """
    if not units:
        return []
    passage = Passage(text, units, text if original is None else original)
    return _Coding(passage, judge or standard()).run()


def described(text: str, units: list[tuple[int, int]], original: str) -> list[tuple[Stretch, list[str]]]:
    """The stretches in marks outside of others, with the features by which they are judged, for training."""
    if not units:
        return []
    coding = _Coding(Passage(text, units, original), None)
    coding.run()
    return coding.features


class _Coding:
    """The state that runs along a text: what was found, and the last quotation that another may continue."""

    def __init__(self, passage: Passage, judge: Judge | None) -> None:
        self.passage, self.judge = passage, judge
        self.features: list[tuple[Stretch, list[str]]] = []
        self.found: list[Quotation] = []
        self.used: set[int] = set()
        self.rules = Rules(passage)
        self.previous: Quotation | None = None

    def run(self) -> list[Quotation]:
        passage = self.passage
        events: list[tuple[int, Stretch | None, Cue | None]] = [
            (stretch.open, stretch, None) for stretch in passage.stretches
        ]
        events += [(cue.start, None, cue) for cue in passage.cues if cue.function in REPORTS]
        events.sort(key=lambda event: event[0])
        for at, stretch, cue in events:
            unit = passage.unit_at(at)
            if unit is None:
                continue
            if stretch:
                self._add(stretch, self._judged(stretch, self.rules.claim(stretch)), unit)
            elif cue.start not in self.used:
                self._report(cue)
        self._source_lines()
        return sorted(self.found)

    def _judged(self, stretch: Stretch, claim: Claim) -> Claim:
        """The rules' claim; where they found no quotation, another kind if the weights speak for it."""
        decided = self.judge is not None and claim.kind != "mention"
        if decided or stretch.depth or claim.reason == "part of a title":
            return claim
        if OUR_WORD.search(self.passage.masked[max(0, stretch.open - 12) : stretch.open]):
            return claim  # 我们平时所说的“…”
        last = (self.previous.end, self.previous.kind) if self.previous else None
        found = features(self.passage, stretch, claim, last, self.rules.reported[1])
        if self.judge is None:
            self.features.append((stretch, found))
            return claim
        judged = self.judge(found)
        if judged.kind == "mention":
            return claim
        reason = f"judged {judged.kind} ({judged.likely:.2f}) by: {', '.join(judged.because)}"
        return self._taken_up(stretch, Claim(judged.kind, reason))

    def _taken_up(self, stretch: Stretch, claim: Claim) -> Claim:
        """Whose words they are that no rule claimed: of him who is reported there, or quoted in the same sentence."""
        subject, end = self.rules.reported
        if stretch.close <= end:
            return claim._replace(subject=subject)
        cue, subject = self.rules.attribution(stretch)
        if subject:
            return claim._replace(cue=cue, subject=subject)
        passage = self.passage
        low, _ = passage.sentence_at(stretch.open)
        carried = low <= passage.spoken() < stretch.open
        part = passage.masked.rfind("；", passage.spoken(), stretch.open) if carried else -1
        if part >= 0 and (other := first_named(passage.masked, part, stretch.open)):
            return claim._replace(subject=other)  # “…”；另一位某某“…”
        return claim._replace(carried=carried)

    def _source_lines(self) -> None:
        taken = sorted((quotation.start, quotation.end) for quotation in self.found if quotation.kind != "mention")
        for start, end, who in source_lines(self.passage):
            unit = self.passage.unit_at(start)
            at = bisect_left(taken, (start, start))
            if unit is None or (at < len(taken) and taken[at][0] < end):
                continue
            name, _ = self.passage.name(who, start)
            begin = self.passage.units[unit][0]
            self.found.append(
                Quotation(start, end, "indirect", name, -1, -1, "", begin, "QS", "a dash and a name at the line's end")
            )

    def _report(self, cue: Cue) -> None:
        """Reported speech without marks, where the verb at `cue` governs any."""
        passage = self.passage
        report = reported(passage, cue)
        if report is None:
            return
        if report.subject is None:
            speaker, source = passage.carried(cue.start)
            if not speaker:
                return
        else:
            speaker, source = passage.name(report.subject, cue.start)
        claim = Claim("indirect", report.reason, cue[:2], report.subject)
        unit = passage.unit_at(report.start)
        order = _order(report.start, claim)
        start = passage.units[unit if unit is not None else 0][0]
        self.found.append(
            Quotation(report.start, report.end, "indirect", speaker, *cue[:2], source, start, order, report.reason)
        )
        passage.remember(cue.end, speaker, source, report.subject.kind if report.subject else "")
        self.rules.reported = (report.subject, report.end)

    def _add(self, stretch: Stretch, claim: Claim, unit: int) -> None:
        passage = self.passage
        speaker, source, order = "", "", ""
        if claim.kind != "mention":
            if claim.subject and claim.subject.kind == "pronoun":
                claim = claim._replace(subject=nickname(passage, claim.subject) or claim.subject)
            speaker, source = self._whose(stretch, claim)
            order = _order(stretch.open, claim)
        cue = claim.cue
        if claim.carried and self.previous and self.previous.unit == passage.units[unit][0]:
            cue = (self.previous.cue_start, self.previous.cue_end)  # one verb for all the words of its sentence
            order = self.previous.order if 0 <= cue[0] < stretch.open else order
        quotation = Quotation(
            stretch.start,
            stretch.end,
            claim.kind,
            speaker,
            *cue,
            source,
            passage.units[unit][0],
            order,
            claim.reason,
        )
        self.found.append(quotation)
        if stretch.depth == 0 and claim.kind != "mention":
            self.previous, self.rules.previous = quotation, stretch
            passage.remember(stretch.end, speaker, source, claim.subject.kind if claim.subject else "")
        if claim.cue[0] >= 0:
            self.used.add(claim.cue[0])

    def _whose(self, stretch: Stretch, claim: Claim) -> tuple[str, str]:
        """Speaker and source of words that are no mention; "" where none is named."""
        passage, subject = self.passage, claim.subject
        unknown = subject is None or subject.kind == ""
        paper = exam_paper(passage, stretch.open) if unknown and not claim.alone else None
        if paper:
            return passage.name(paper, stretch.open)
        if claim.carried:
            speaker, source = passage.last_speaker(stretch.open)
        else:
            speaker, source = passage.name(checked(passage, subject), stretch.open, claim.work)
            if not speaker and 0 <= claim.cue[0] < stretch.open and not claim.alone:
                speaker, earlier = passage.carried(claim.cue[0])
                source = source or earlier
        author = self.rules.set_off.collected(stretch) if subject is None else None
        if author and (claim.carried or not speaker):
            return passage.name(author, stretch.open)[0], source
        if not speaker and subject and subject.kind == "pronoun":
            return passage.name(person_before(passage, subject.start), stretch.open)[0], source
        if unknown and not (speaker or claim.alone):
            verse = is_verse(passage.text[stretch.start : stretch.end])  # nobody's, unless a name stands beside it
            near = (name_beside if verse else who_is_near)(passage, stretch.open, stretch.close)
            return passage.name(near, stretch.open)[0], source
        return speaker, source


def _order(start: int, claim: Claim) -> str:
    parts = [(start, "Q")]
    if claim.cue[0] >= 0:
        parts.append((claim.cue[0], "V"))
    if claim.subject and claim.subject.kind not in ("first_person", "work", "formula"):
        parts.append((claim.subject.start, "S"))
    work = claim.work or (claim.subject.work if claim.subject else None)
    if work:
        parts.append((work[0], "W"))
    return "".join(letter for _, letter in sorted(parts))
