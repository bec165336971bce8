"""Which kind a stretch in marks is: direct, partial or mention (codebook, section 2).

What decides, in this order: a stretch inside another or inside a title; a reporting verb or noun before it; a quotation
right before it that it continues; a reporting verb, noun or source after it; a frame such as 将“…”列入; whether it stands
as a clause of its own.
What none of these claims is a mention.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.coding.claims import AFTER_CLOSE, SET_OFF, Claim
from analysis.coding.cues import ASIDE, QUOTED, WORK, Cue, force_of
from analysis.coding.indirect import REPORTS, amid_phrase
from analysis.coding.lexicon import forms, load
from analysis.coding.marks import FINAL, Stretch
from analysis.coding.names import Subject
from analysis.coding.passage import Passage
from analysis.coding.search import alternation
from analysis.coding.set_off import SetOff
from analysis.coding.shape import CLAUSE, in_halves, in_parts, is_clause
from analysis.coding.speakers import REACH, agent, beside, named_at, subject_after, subject_before

_GAP = re.compile(
    r"(?:过|着|了|到|出|的|得好|的好|的是|那样|这样|如下|一句|一番|一段|地|道|说|下)*(?:的?话)?(?:就?是|要|应|应当|必须|将)?"
    r"(?P<stop>[：:，,、]?)\s*(?:——)?$"
)
_TOLD = re.compile(r"(?:过|着)?[^，,：:；;。！？的]{1,8}(?P<stop>[：:，,])\s*")  # 告诫全党： "warned the whole Party"
_CRIES = ("person", "title", "role", "generic", "body")
_GOVERNING = ("say", "propose", "think")
_GOVERNS_ON = ("say", "think", "formula")  # beyond a comma: 某某表示，此举“…”
_LOOSE = re.compile(r"[^，,：:；;。！？]{0,14}$")
_NEXT = re.compile(
    rf"(?:{ASIDE}+|[\[［〔][^\]］〕]{{1,6}}[\]］〕]|[①-⒛])?[，、；;,。和及与又并也还更以\s]{{0,2}}(?:要|是|以及)?"
)
_PLAN = re.compile("[一二三四五六七八九十]{1,3}五")  # “十四五”规划
_WORDS_OF = "话言语诗句训联词歌谣一声"  # a noun with such an end stands right before the words it names
_CALLED = re.compile(r"称[^，,。：；]{1,8}[为作]$")
_DASH_NAME = re.compile(r"[。]?\s{0,3}——\s?(?P<who>[^\s—，。！？；：,;:]{2,14})[ \t]*(?=\n|$)")
_NOT_AFTER = re.compile(r"[的等之为这]|.*[，,：:；;]")
_OWN_WORDS = re.compile(rf"[：:，,]?{QUOTED}")
_PUTS = re.compile("(?<!即)(?:把|将)$|(?<!反)对$|围绕$|(?<!成)就$")  # before words that a text puts somewhere
_LIKENS = re.compile("(?<![可所加])以$|(?<![使引采])用$")  # before words that somebody calls something by
_FRAMES = (
    (_PUTS, "put_verb", ("body", "work", "article")),
    (_LIKENS, "liken_verb", ("person", "role", "title", "generic", "body", "pronoun", "work", "article")),
)  # what stands before the words, the function of the verb behind them, and who can be its subject


class Rules:
    """The rules over one text, asked stretch by stretch: they know the last quotation and whose words run on."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.set_off = SetOff(passage)
        self.previous: Stretch | None = None  # the last quotation in marks
        self.reported: tuple[Subject | None, int] = (None, -1)  # who is reported without marks, and up to where

    def claim(self, stretch: Stretch) -> Claim:
        passage = self.passage
        if stretch.depth:
            return self._nested(stretch)
        if passage.masked[stretch.open] == WORK:
            return Claim("mention", "part of a title")
        content = passage.text[stretch.start : stretch.end]
        if _PLAN.fullmatch(content):
            return Claim("mention", "a five-year plan")
        for rule in (self._before, self._continued, self._after, self._framed, self.set_off.claim):
            claim = rule(stretch, content)
            if claim:
                return claim
        woven_in = passage.masked[stretch.close : stretch.close + 1] in SET_OFF
        if stretch.close <= self.reported[1] and woven_in and len(content) >= 8 and is_clause(content):
            return Claim("partial", "in words reported of somebody", subject=self.reported[0])
        if stretch.close <= self.reported[1] and self._distanced():
            return Claim("partial", "in words reported of some", subject=self.reported[0])
        return Claim("mention", "a term in marks")

    def _distanced(self) -> bool:
        """Whether the words reported are those of some unnamed others, from whom the author keeps a distance."""
        subject = self.reported[0]
        if subject is None or subject.kind != "generic":
            return False
        return self.passage.masked[subject.start] in "有某少" or self.passage.masked.startswith(
            ("一些", "另一些"), subject.start
        )

    def _nested(self, stretch: Stretch) -> Claim:
        before = self.passage.text[max(0, stretch.open - 8) : stretch.open]
        match = _classical().search(before)
        if match and is_clause(self.passage.text[stretch.start : stretch.end]):
            cue = stretch.open - len(before) + match.start(1)
            low = max(stretch.open - 8, self.passage.enclosing(stretch))
            return Claim(
                "direct",
                "reported inside a quotation",
                (cue, cue + len(match.group(1))),
                subject_before(self.passage.text, low, cue),
            )
        return Claim("mention", "in marks inside a quotation")

    def _before(self, stretch: Stretch, content: str) -> Claim | None:
        """A reporting verb or noun before the words."""
        passage, masked = self.passage, self.passage.masked
        low, _ = passage.sentence_at(stretch.open)
        cue = passage.cue_before(stretch.open)
        if cue and cue.start >= low:
            gap = _GAP.match(masked, cue.end, stretch.open)
            if gap and gap.end() == stretch.open:
                return self._reported(stretch, content, cue, low, gap.group("stop"), gap.group())
            if cue.function in REPORTS and (amid := amid_phrase(masked, cue.end, stretch.open)):
                return self._reported(stretch, content, cue, low, amid, "")
            if cue.function in REPORTS and (told := _TOLD.fullmatch(masked, cue.end, stretch.open)):
                return self._reported(stretch, content, cue, low, told.group("stop"), "")
            if cue.function in REPORTS and _LOOSE.fullmatch(masked, cue.end, stretch.open):
                return self._woven(stretch, content, cue, low)
        return self._noun_before(stretch, content, low)

    def _reported(self, stretch: Stretch, content: str, cue: Cue, low: int, stop: str, gap: str) -> Claim | None:
        passage, masked = self.passage, self.passage.masked
        subject = passage.subject(low, cue)
        if stop in ("，", ",", "：", ":") and cue.function != "formula" and passage.term_at(stretch.open):
            return None
        clause = is_clause(content)
        final = content[-1:] in FINAL
        own = subject is not None and subject.kind == "first_person"
        if gap == "的" and cue.function != "propose" and not stop and not clause:
            return None
        if cue.function == "formula":
            return Claim("direct", "set phrase before", cue[:2], subject)
        if cue.function == "name":
            passive = agent(masked, low, cue.start)
            subject = passive or subject
            if subject and subject.kind in ("person", "role", "title", "generic", "body") and not own:
                return Claim(
                    "direct" if final or (clause and not passive) else "partial",
                    "called so by somebody",
                    cue[:2],
                    subject,
                )
            return None
        if cue.function == "propose":
            return self._proposed(stretch, content, cue, subject, stop)
        if cue.function == "say_narrow" and not clause and not stop:
            return None
        if cue.function == "say_narrow" and cue.end - cue.start > 1 and stop not in ("：", ":"):
            return None
        term = cue.function == "think" and subject is not None and subject.kind in ("person", "title", "role")
        if len(content) <= 2 and not stop and not term:
            cry = not gap and subject and subject.kind in _CRIES and force_of(masked[cue.start : cue.end]) == "emotive"
            return Claim("partial", "a short cry", cue[:2], subject) if cry else None  # 观众直呼“上头”
        if own and not (stop and (final or clause)):
            return None
        whole = final or (clause and (bool(stop) or not self._woven_on(stretch, content)))
        if cue.function == "think" and not stop and len(content) < CLAUSE:
            whole = False
        kind = "direct" if whole else "partial"
        return Claim(
            kind,
            f"reporting verb before{', with ' + stop if stop else ''}",
            cue[:2],
            None if own else subject,
            alone=own,
        )

    def _proposed(self, stretch: Stretch, content: str, cue: Cue, subject: Subject | None, stop: str) -> Claim | None:
        third = subject is not None and subject.kind not in ("", "first_person")
        clause, final = is_clause(content), content[-1:] in FINAL
        if stop and (clause or final or len(content) >= 8):
            return Claim("direct", "proposing verb before, with " + stop, cue[:2], subject)
        long = len(content) >= CLAUSE or (len(content) >= 10 and in_halves(content))
        if long and clause and (subject is None or subject.kind != "first_person"):
            return Claim("direct", "proposing verb before a clause", cue[:2], subject)
        if third or stop:
            return Claim("partial", "proposing verb before a term", cue[:2], subject)
        return None

    def _woven(self, stretch: Stretch, content: str, cue: Cue, low: int) -> Claim | None:
        """Words woven into the clause that a reporting verb of somebody else governs."""
        passage, masked = self.passage, self.passage.masked
        verse = len(content) >= CLAUSE and in_halves(content)
        if cue.function not in _GOVERNING and not verse:
            return None
        if masked[cue.end] in "了过着的" or passage.nominal(cue):
            return None
        subject = passage.subject(low, cue)
        if subject is None or subject.kind in ("", "first_person", "article"):
            return None
        return Claim("direct" if verse else "partial", "in the clause of a reporting verb", cue[:2], subject)

    def _noun_before(self, stretch: Stretch, content: str, low: int) -> Claim | None:
        masked = self.passage.masked
        head = masked[max(low, stretch.open - 16) : stretch.open]
        called = _CALLED.search(head)
        if called:
            start, end = (stretch.open - len(head) + at for at in called.span())
            subject = subject_before(masked, low, start)
            if subject and subject.kind not in ("", "first_person", "thing"):
                return Claim("partial", "called so by somebody", (start, end), subject)
        match = _noun_end().search(head)
        if not match or len(content) < 4:
            return None
        start = stretch.open - len(head) + match.start("noun")
        noun = match.group("noun")
        if match.group("link") or noun[-1] in _WORDS_OF or head[match.start("noun") - 1 : match.start("noun")] == "的":
            named = start - 1 if masked[start - 1] == "的" else start
            subject = _who_has(masked, low, start) or subject_before(masked, low, named) or _owner(masked, low, start)
            if subject is None and noun in _sayings():
                subject = Subject(start, start + len(noun), "formula")  # 有句俗话: the saying is its own speaker
            if is_clause(content) or noun.startswith("一"):
                return Claim("direct", "reporting noun before", (start, start + len(noun)), subject)
            if match.group("link") and subject and subject.kind in ("person", "title", "role"):
                return Claim("partial", "reporting noun before a term", (start, start + len(noun)), subject)
        return None

    def attribution(self, stretch: Stretch) -> tuple[tuple[int, int], Subject | None]:
        """Who is named with words that no rule claimed: cue and subject of a verb in their clause, or who has them."""
        passage, masked = self.passage, self.passage.masked
        low, _ = passage.sentence_at(stretch.open)
        low = max(low, stretch.open - REACH)
        clause = max(low, *(masked.rfind(mark, low, stretch.open) + 1 for mark in "，,；;：:"))
        cue = passage.cue_before(stretch.open)
        runs_on = cue and cue.function in _GOVERNS_ON and masked[cue.end] in "，,：:"
        if cue and cue.start >= (low if runs_on else clause):
            subject = passage.subject(low, cue)
            if subject and subject.kind not in ("first_person", "thing"):
                return cue[:2], subject
        noun = _noun_end().search(masked, max(clause, stretch.open - 16), stretch.open)
        end = noun.start() if noun else stretch.open
        owner = _owner(masked, low, end)
        joined = noun or masked[end - 1] in "的于" or (owner and owner.kind in ("person", "title"))
        return (-1, -1), owner if joined else None

    def _continued(self, stretch: Stretch, content: str) -> Claim | None:
        """Words that go on after a quotation: “…”，“…” or “…”；要“…” or the next paragraph of it."""
        if not self.previous:
            return None
        last = self.previous
        if stretch.open - last.close > 40:
            return None
        gap = self.passage.masked[last.close : stretch.open]
        if "next paragraph" in last.note and not gap.strip():
            return Claim("direct", "next paragraph of a quotation", carried=True)
        if "\n" in gap or not _NEXT.fullmatch(self.passage.masked, last.close, stretch.open):
            return None
        clause = is_clause(content) or content[-1:] in FINAL
        after = self.passage.masked[stretch.close : stretch.close + 1]
        if not clause and self.passage.text[last.end - 1] in FINAL:
            return None
        if "。" in gap and not (
            clause and (after in SET_OFF or after in "\n" + ASIDE + QUOTED or content[-1:] in FINAL)
        ):
            return None
        if clause and "要" not in gap:
            return Claim("direct", "continues a quotation", carried=True)
        return Claim("partial", "continues a quotation", carried=True)

    def _after(self, stretch: Stretch, content: str) -> Claim | None:
        """A reporting verb, noun or source after the words."""
        passage, masked = self.passage, self.passage.masked
        source = _cited().match(masked, stretch.close, min(len(masked), stretch.close + 80))
        if source and len(content) >= 4:
            return Claim("direct", "source after", source.span("cue"), None, source.span("work"))
        if not (is_clause(content) or content[-1:] in FINAL):
            return None
        dash = _DASH_NAME.match(masked, stretch.close)
        who = named_at(masked, *dash.span("who")) if dash else None
        if who:
            return Claim("direct", "a dash and a name after", subject=who)
        begin = AFTER_CLOSE.match(masked, stretch.close).end()
        _, high = passage.sentence_at(begin) if begin < len(masked) else (0, 0)
        high = min(high, begin + 60)
        noun = _noun_after().match(masked, stretch.close, min(len(masked), stretch.close + 40))
        if noun:
            low, _ = passage.sentence_at(stretch.open)
            subject = None
            if noun.group("owner"):
                subject = subject_after(masked, noun.start("owner"), noun.end("owner"))
            subject = subject or _owner(masked, low, stretch.open)
            if subject is None and not noun.group("owner") and noun.group("this") and passage.spoken() >= 0:
                # 这样的嘱托: of him who spoke before
                return Claim("direct", "reporting noun after", noun.span("noun"), carried=True)
            return Claim("direct", "reporting noun after", noun.span("noun"), subject)
        if masked[stretch.open - 2 : stretch.open] == "关于":
            term = _noun_term().match(masked, stretch.close)
            owner = beside(masked, max(0, stretch.open - 20), stretch.open - 2)
            if term and owner:
                return Claim("direct", "what somebody said about it", term.span("noun"), owner)
        cue = passage.cue_after(begin, high)
        if cue and cue.function in ("say", "say_marked") and not passage.nominal(cue):
            between = masked[begin : cue.start]
            tail = masked[cue.end : cue.end + 1]
            alone = begin == stretch.close and content[-1:] not in FINAL
            own = tail and _OWN_WORDS.match(masked, cue.end) and (alone or tail in "：:")
            if (
                not own
                and not _NOT_AFTER.match(between)
                and (tail in "。，,：:！；;的\n" or tail == QUOTED or tail == "道")
            ):
                subject = subject_after(masked, begin, cue.start)
                if subject and subject.kind != "first_person":
                    return Claim("direct", "reporting verb after", cue[:2], subject)
        return None

    def _framed(self, stretch: Stretch, content: str) -> Claim | None:
        """Words that a text puts somewhere (将“…”列入) or that somebody calls something by (用“…”来形容)."""
        if not (is_clause(content) or len(content) >= 8):
            return None
        masked = self.passage.masked
        low, _ = self.passage.sentence_at(stretch.open)
        for before, function, kinds in _FRAMES:
            opener = before.search(masked, max(low, stretch.open - 3), stretch.open)
            verb = opener and _frame(function).match(masked, stretch.close, stretch.close + 24)
            subject = subject_before(masked, low, opener.start()) if verb else None
            if subject and subject.kind in kinds:
                return Claim("partial", "put or called so by somebody", verb.span("verb"), subject)
        return None

    def _woven_on(self, stretch: Stretch, content: str) -> bool:
        """Whether the author's sentence goes on right behind the closing mark, and the words are short."""
        after = self.passage.masked[stretch.close : stretch.close + 1]
        return bool(after) and after not in "，,。；;！？!?、\n）)" and after != QUOTED and not in_parts(content)


_HAS = re.compile(
    r"[也还就都更曾]?有(?:过|着)?(?:这样|那么|这么)?(?:一|几|两|许多|很多|不少)?[句种个条首段声]?"
    r"[^，,。；：]{0,14}$"
)


def _who_has(masked: str, low: int, noun: int) -> Subject | None:
    """Who has a saying: 某地有一句口号, 某人有个生动的比喻."""
    begin = max(low, noun - 40, *(masked.rfind(mark, low, noun) + 1 for mark in "，,。；：:"))
    has = _HAS.search(masked, begin, noun)
    found = subject_after(masked, begin, has.start()) if has and has.start() - begin >= 2 else None
    return found if found and found.kind not in ("first_person", "thing") else None


def _owner(masked: str, low: int, end: int) -> Subject | None:
    """Whose words they are, where no verb says so: 习近平总书记“…”这句话, 江泽民关于“…”的论述, 许多单位的体会是."""
    low = max(low, end - 40)
    begin = max(low, *(masked.rfind(mark, low, end) + 1 for mark in "，,。；"))
    if masked[max(begin, end - 2) : end] == "关于":
        end -= 2
        if owner := beside(masked, begin, end):
            return owner
    while end > begin and masked[end - 1] in "的是，":
        end -= 1
    found = (subject_after(masked, begin, end) or beside(masked, begin, end)) if end - begin >= 2 else None
    return found if found and found.kind not in ("", "first_person", "thing") else None


@cache
def _frame(function: str) -> re.Pattern:
    return re.compile(f"[^，。；：]{{0,6}}?来?(?P<verb>{alternation(forms('quotations', function))})")


@cache
def _sayings() -> frozenset[str]:
    """Nouns for words that nobody is known to have said first; each stands for its speaker."""
    frame = load("quotations")
    return frozenset(frame.loc[(frame["function"] == "noun_word") & (frame["name"] != ""), "form"])


@cache
def _classical() -> re.Pattern:
    return re.compile(r"(说道|问道|答道|说|曰|云|道|问|答|言)[：:，,]?\s*$")


@cache
def _noun_end() -> re.Pattern:
    nouns = alternation((*forms("quotations", "noun_word"), "说法", "理由", "口号"))
    return re.compile(
        rf"(?P<noun>{nouns})(?P<link>(?:也?是|就是|写道|即|为|叫做?|叫作)?(?:这样的?|如下)?[：:，,]?)\s*$"
    )


@cache
def _noun_after() -> re.Pattern:
    nouns = alternation(forms("quotations", "noun_word"))
    return re.compile(
        rf"(?:[，,。]?\s?(?:(?:这|那|此)?(?:既?是|也?是|就是|正是|出自|成为|成了|化作|(?:一句话)?道出了?))?(?P<owner>(?![这那此])[^，,。；：的是\s]{{2,24}}?)(?:的|对[^，。的]{{1,12}}的?|中的?|里的?)+"
        rf"|的|[，,]?(?P<this>这样的|这番|这一番|这|此)|[，,]?(?:这|那)?一?句?)(?:基本|共同|殷切|一番|这番|质朴|朴实|著名|经典|千古|重要|科学|古老|一句|这句|这|那|句|首|名|谆谆|殷殷|深情|庄严|郑重){{0,3}}"
        rf"(?P<noun>{nouns})"
    )


@cache
def _noun_term() -> re.Pattern:
    nouns = alternation((*forms("quotations", "noun_word"), *forms("quotations", "noun_term")))
    return re.compile(rf"的?(?:重要|科学|著名|一系列|总)?(?P<noun>{nouns})")


@cache
def _cited() -> re.Pattern:
    cite = alternation(forms("quotations", "cite"))
    return re.compile(
        rf"(?:[，,。（(]?\s*(?:这句话|此语|此句|此话|这)?(?P<cue>{cite})[^，,。{WORK}]{{0,12}}(?P<work>{WORK}+))"
    )
