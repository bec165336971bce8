"""Marked words that no reporting clause brings in, set off by punctuation on both sides: sayings, verse, voices."""

from __future__ import annotations

import re
from bisect import bisect_left

from analysis.coding.claims import AFTER_CLOSE, SET_OFF, Claim
from analysis.coding.cues import ASIDE, QUOTED
from analysis.coding.marks import FINAL, Stretch
from analysis.coding.names import Subject, person
from analysis.coding.nearby import checked
from analysis.coding.passage import Passage
from analysis.coding.shape import in_halves, is_clause, is_verse
from analysis.coding.speakers import REACH, person_in, subject_after, subject_at, subject_before

_SOURCE_NOTE = re.compile(r"[（(](?:注[：:]?\s*)?(?:《|同上|见|引自|转引自|参见|(?P<who>[\u4e00-\u9fff·]{2,8})语[）)])")
_COLLECTED = re.compile(
    r"[。，]?\s?[（(](?:注[：:]?\s*)?(?:见|引自|转引自|参见)?《(?P<who>[\u4e00-\u9fff]{2,5}?)"
    r"(?:军事|经济|外交|著作)?(?:文选|选集|全集|文集|文稿|著作选)"
)
_SIDE_BY_SIDE = re.compile(rf"(?P<all>{QUOTED}+)(?:……|…|，|。)")
_THIS_IS = re.compile(r"(?:(?:这|那)(?:就|正|便)?是)?")
VOICE = 7  # characters from which words side by side are somebody's, and no terms
VOICES = 20  # words side by side that are looked at
_NAMED = ("person", "title", "role")
_SPEAKS = (*_NAMED, "body", "generic", "pronoun")


class SetOff:
    """The rules over one text for words that stand alone."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage

    def claim(self, stretch: Stretch, content: str) -> Claim | None:
        """A clause in marks that the author sets off by punctuation on both sides: a saying, a verse, a voice."""
        passage, masked = self.passage, self.passage.masked
        low, _ = passage.sentence_at(stretch.open)
        before = masked[max(low, stretch.open - 8) : stretch.open].rstrip()[-1:]
        after = masked[stretch.close : stretch.close + 1]
        note = after == ASIDE and _SOURCE_NOTE.match(passage.text, stretch.close)
        if note and is_clause(content):
            return self._noted(stretch, note)
        if before not in SET_OFF:
            return None
        inner = len(content) >= 6 and in_halves(content)
        if content[-1:] in FINAL and len(content) > 4 and after not in "的、":
            reason = "a sentence of its own"
        elif after in SET_OFF + "\n" + QUOTED and (
            inner or (len(content) >= (12 if before else 8) and is_clause(content))
        ):
            reason = "a clause set off by punctuation"
        elif (inner and len(content) >= 24 and after not in "的、") or (not before and self._voices(stretch)):
            reason = "one of several voices" if not inner else "a long passage set off by punctuation"
        else:
            return None
        if before and before in "，," and passage.spoken() >= low:
            return Claim("direct", reason, carried=True)
        if not before and self._next_line(stretch):
            return Claim("direct", reason, carried=True)
        subject = self._beside(stretch, low, before) if before or not is_verse(content) else None
        if subject is None and reason == "one of several voices":
            subject = passage.person_before(stretch.open)
        return Claim("direct", reason, subject=subject)

    def _noted(self, stretch: Stretch, note: re.Match) -> Claim:
        """Words with their source in parentheses: （江泽民语）, （《邓小平文选》第3卷）, else of whom the text speaks."""
        text = self.passage.text
        reason = "source after, in parentheses"
        if note.group("who"):
            return Claim("direct", reason, subject=subject_after(text, note.start("who"), note.end("who")))
        close = text.find("》", note.start(), note.start() + 60)
        author = self.collected(stretch) or (person_in(text, note.start(), close) if close > 0 else None)
        return Claim("direct", reason, subject=author) if author else Claim("direct", reason, carried=True)

    def collected(self, stretch: Stretch) -> Subject | None:
        """The author in whose collected works a note behind the words places them: “…”。（注：《毛泽东选集》第3卷）."""
        note = _COLLECTED.match(self.passage.text, stretch.close)
        if note is None or not person().fullmatch(self.passage.text, *note.span("who")):
            return None
        return Subject(*note.span("who"), "person")

    def _voices(self, stretch: Stretch) -> bool:
        """Whether a sentence is nothing but several stretches side by side, not all of them terms: “…”“…”“…”……"""
        passage = self.passage
        run = _SIDE_BY_SIDE.match(passage.masked, stretch.open)
        if not run or run.end("all") <= stretch.close:
            return False
        first = bisect_left(passage.stretches, (stretch.open,))
        for voice in passage.stretches[first : first + VOICES]:
            if voice.open >= run.end("all"):
                break
            words = passage.text[voice.start : voice.end]
            if voice.depth == 0 and (len(words) >= VOICE or words[-1:] in FINAL):
                return True
        return passage.masked[run.end("all")] == "…"

    def _next_line(self, stretch: Stretch) -> bool:
        """Whether words are a line of their own after one that ends in somebody's words: they go on in it."""
        masked = self.passage.masked
        before = masked[max(0, stretch.open - 4) : stretch.open]
        spoken = self.passage.spoken()
        return (
            "\n" in before
            and before.rstrip()[-1:] == QUOTED
            and stretch.open - spoken <= 5
            and masked[stretch.close : stretch.close + 1] in "\n"
        )

    def _last_clause(self, low: int, at: int) -> Subject | None:
        """The subject of the clause that a colon closes: 在同乡亲们交流时，总书记讲起缘由：."""
        masked, low = self.passage.masked, max(low, at - REACH)
        begin = max(low, *(masked.rfind(mark, low, at - 1) + 1 for mark in "，,；;"))
        return subject_at(masked, begin, at - 1)

    def _beside(self, stretch: Stretch, low: int, before: str) -> Subject | None:
        """The person beside words that no verb reports: 某某指明方向：“…” before, or “…”某某在诗中 after."""
        masked = self.passage.masked
        opening = subject_at(masked, low, stretch.open) if before else None
        if before and before in "：:":
            for found in (opening, self._last_clause(low, stretch.open), subject_before(masked, low, stretch.open - 1)):
                if found and found.kind in _SPEAKS and checked(self.passage, found):
                    return found
            return None
        if before == "—":
            dash = masked.rfind("——", low, stretch.open)
            found = self._last_clause(low, dash + 1) if dash > low else None
            return found if found and found.kind in _SPEAKS else None
        if before and before in "，,":
            if opening and opening.kind in _NAMED:
                return opening
            comma = masked.rfind(before, low, stretch.open)
            low = max(low, comma - REACH)
            begin = max(low, *(masked.rfind(mark, low, comma) + 1 for mark in "，,；;：:"))
            named = subject_after(masked, begin, comma) if comma > begin else None
            return named if named and named.kind in _NAMED and named.end == comma else None
        begin = AFTER_CLOSE.match(masked, stretch.close).end()
        if begin >= len(masked) or "\n" in masked[stretch.close : begin]:
            return None
        begin = _THIS_IS.match(masked, begin).end()
        found = subject_at(masked, begin, min(self.passage.sentence_at(begin)[1], begin + 45))
        return found if found and found.kind in ("person", "title") else None
