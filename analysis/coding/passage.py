"""A text made ready for finding quotations: marks paired, their words masked, cues found once, sentences known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from analysis.coding.cues import ASIDE, QUOTED, WORK, Cue, find_cues
from analysis.coding.introduced import mask_names
from analysis.coding.marks import FINAL, Stretch, stretches
from analysis.coding.names import NAMING, Subject, bare, tokens, words
from analysis.coding.shape import is_clause
from analysis.coding.speakers import PASSIVE, REACH, agent, author_of, beside, subject_after, subject_at, subject_before

_TITLE = re.compile(r"《\n?[^《》\n]{1,80}\n?》|〈[^〈〉\n]{1,80}〉")
_NOTE = re.compile(rf"（[^（）\n{QUOTED}]{{0,80}}）|\([^()\n{QUOTED}]{{0,80}}\)")
_ARTICLE = re.compile(rf"{WORK}+")
_ROW = re.compile(rf"{QUOTED}+(?:[、和与及]?{QUOTED}+)*")
_TOPIC = re.compile("不?是|已|正|就|将|这|的|不|并|也|既|成为|之")
_ADDRESSED = re.compile("听取|接受|压制|倾听|遭到|受到|引发|引起|开展|招致|虚心|群众|党员|听到|怕|文艺|自我|各种|严肃")
_COUNTED = re.compile("系列|各项|有关|相关|若干|更高|总体|基本|一切|许多|各种|这些|那些|哪些|具体|任务|总|和|与|等")
_DEMANDS = ("要求", "规定", "主张", "建议", "号召", "指示")
_BEFORE_NOUNS = tuple("的一项种些新个出本和、各")
_ANOTHER = tuple("的位名个有某任")  # before an office: 那位总统 is not the one named last
_CALLED_ARTICLE = ("社论", "时评", "快评", "锐评")  # kinds of text that are taken up as 文章, "the article"
_IN_WORDS_OF = "，,用以拿按借"
ONE = ("person", "title", "role")  # whom 他 or 她 takes up
BODIES = ("body", "work", "article")
SEVERAL = ("generic", "role")  # whom 他们 takes up
TERM = 8  # characters in marks from which words are more than a term
FAR = 1500  # characters back in which a text called by its kind must have been introduced
HOLDERS = 12  # uses of an office back in which its bearer must be named
MEMORY = 600  # characters over which a pronoun or a dropped subject takes up the last speaker


class Passage:
    """The text, the text with everything in marks, titles and parentheses masked (same length), and indexes over it."""

    def __init__(self, text: str, units: list[tuple[int, int]], original: str) -> None:
        self.text, self.units, self.original = text, units, original
        self.stretches = stretches(text)
        self.masked = mask_names(_masked(text, self.stretches))
        self.cues = find_cues(self.masked)
        self.starts = [start for start, _ in units]
        self.sentences = _sentences(text, units)
        self._cue_ends = [cue.end for cue in self.cues]
        self._cue_starts = [cue.start for cue in self.cues]
        self._works = [match.span() for match in _ARTICLE.finditer(self.masked)]
        self._articles: dict[str, tuple[str, str]] = {}
        self._speakers: list[tuple[int, str, str, str]] = []  # where, speaker, source, what the lexicon says of him

    def unit_at(self, at: int) -> int | None:
        """The index of the unit in which a position stands, None where it stands in none."""
        index = bisect_right(self.starts, at) - 1
        return index if index >= 0 and at <= self.units[index][1] else None

    def sentence_at(self, at: int) -> tuple[int, int]:
        """The span of the sentence around a position: units that only semicolons part are one sentence."""
        index = max(0, bisect_right(self.starts, at) - 1)
        return self.sentences[index]

    def cue_before(self, at: int) -> Cue | None:
        """The last reporting verb that ends at `at` or before."""
        index = bisect_right(self._cue_ends, at) - 1
        return self.cues[index] if index >= 0 else None

    def cue_after(self, start: int, end: int) -> Cue | None:
        """The first reporting verb that lies in a span."""
        index = bisect_left(self._cue_starts, start)
        return self.cues[index] if index < len(self.cues) and self.cues[index].end <= end else None

    def whole(self, cue: Cue) -> Cue:
        """A reporting verb with the one right before it: 强调指出 is one verb in two words."""
        earlier = self.cue_before(cue.start)
        return earlier if earlier and earlier.end == cue.start else cue

    def nominal(self, cue: Cue) -> bool:
        """Whether a reporting word is used as a noun: 的要求, 这一主张, 一系列要求, 党的正确主张, 听取批评."""
        word = self.masked[cue.start : cue.end]
        before = self.masked[max(0, cue.start - 3) : cue.start]
        if (word == "批评" and _ends(_ADDRESSED, before)) or (word in _DEMANDS and _ends(_COUNTED, before)):
            return True
        if cue.start >= 3 and before[0] == "的" and before[1] != "人" and cue.function in ("propose", "think"):
            modifier = self.masked[cue.start - 2 : cue.start]
            if tokens()[1].get(modifier) not in (*NAMING, "adverb"):
                return True
        return self.masked[cue.start - 1 : cue.start] in _BEFORE_NOUNS

    def term_at(self, at: int) -> bool:
        """Whether a short term in marks, or a row of them, opens at `at` and the sentence goes on: “十个明确”概括了….

        Behind a reporting verb and its comma such a term belongs to words reported without marks.
        """
        index = bisect_left(self.stretches, (at,))
        if index >= len(self.stretches) or self.stretches[index].open != at:
            return False
        content = self.text[self.stretches[index].start : self.stretches[index].end]
        if content[-1:] in FINAL:
            return False
        if len(content) < 2 * TERM and "，" not in content and _TOPIC.match(self.masked, self.stretches[index].close):
            return True  # “不合吾意就退群”是不负责任的: the words are what the sentence is about
        if len(content) >= TERM or is_clause(content):
            return False
        row = _ROW.match(self.masked, at)
        return "\u4e00" <= self.masked[row.end() : row.end() + 1] <= "\u9fff"

    def within(self, start: int, end: int) -> list[Stretch]:
        """The stretches in marks, not inside others, that lie in a span."""
        first, last = bisect_left(self.stretches, (start,)), bisect_left(self.stretches, (end,))
        return [stretch for stretch in self.stretches[first:last] if stretch.depth == 0 and stretch.close <= end]

    def enclosing(self, stretch: Stretch) -> int:
        """Where the words begin in which a nested stretch stands, as far as its speaker is looked for."""
        index = bisect_left(self.stretches, stretch)
        for before in self.stretches[max(0, index - 20) : index][::-1]:
            if before.depth < stretch.depth:
                return before.start
        return stretch.open

    def remember(self, at: int, speaker: str, source: str, kind: str = "") -> None:
        """Note who spoke, for pronouns and dropped subjects after it."""
        if self._speakers and self._speakers[-1][1] == speaker:
            kind = kind or self._speakers[-1][3]  # carried on
        if speaker or not self._speakers or self._speakers[-1][1]:
            self._speakers.append((at, speaker, source, kind))

    def spoken(self) -> int:
        """Where somebody was quoted or reported last; -1 where nobody was."""
        return self._speakers[-1][0] if self._speakers else -1

    def last_speaker(self, at: int, one: bool = False) -> tuple[str, str]:
        """Who spoke last before a position, not too far back; with `one`, no body and no text, which 他 cannot mean."""
        for when, speaker, source, kind in reversed(self._speakers):
            if when <= at and not (one and kind in BODIES):
                return (speaker, source) if at - when <= MEMORY else ("", "")
        return "", ""

    def name(self, subject: Subject | None, at: int, work: tuple[int, int] | None = None) -> tuple[str, str]:
        """Speaker and source of a quotation at `at`, as the text writes them; pronouns and bare texts taken up."""
        work = work or (subject.work if subject else None)
        source = self.original[slice(*work)] if work else ""
        if subject is None or subject.kind == "first_person":
            return "", source
        if subject.kind == "pronoun":
            if self.masked[subject.start + 1] == "们":
                return self._several(subject, at), source
            one = self.masked[subject.start] in "他她"
            kinds = ONE if one else SEVERAL
            speaker = self._last_subject(subject.start, 2, kinds)
            return speaker or self.last_speaker(at, one)[0] or self._last_subject(subject.start, 5, kinds), source
        if subject.kind == "article" and not work:
            return self._author(subject)
        if subject.kind == "formula":
            return bare(self.text[subject.start : subject.end], ""), source
        plain = self.original[subject.start : subject.end]
        if self.masked[subject.start : subject.end] in words("office"):
            plain = self._holder(subject) or plain
        return bare(plain), source

    def _several(self, subject: Subject, at: int) -> str:
        """Whom 他们 or 它们 takes up: several people or a body, and never the one person who spoke last."""
        if found := self._last_subject(subject.start, 3, (*SEVERAL, "body")):
            return found
        for when, speaker, _, kind in reversed(self._speakers):
            if when <= at:
                return speaker if at - when <= MEMORY and kind in (*SEVERAL, "body") else ""
        return ""

    def _holder(self, subject: Subject) -> str:
        """The person who bears an office that one alone holds (总书记), by the name right before its last use."""
        office = self.masked[subject.start : subject.end]
        at = subject.start
        if self.masked[at - 1 : at] in _ANOTHER:
            return ""
        for _ in range(HOLDERS):
            at = self.masked.rfind(office, max(0, subject.start - FAR), at)
            if at < 0:
                break
            named = beside(self.masked, max(0, at - 12), at)
            if named and named.kind == "person":
                return self.original[named.start : named.end]
        return ""

    def carried(self, at: int) -> tuple[str, str]:
        """Speaker and source for a verb whose subject is dropped: who spoke in the same sentence or the one before."""
        if not self._speakers:
            return "", ""
        when, speaker, source, _ = self._speakers[-1]
        low, _ = self.sentence_at(at)
        before = self.sentence_at(max(0, low - 1))[0] if low else 0
        near = when >= before and at - when <= MEMORY and "\n" not in self.text[when:at]
        return (speaker, source) if near else ("", "")

    def subject(self, low: int, cue: Cue) -> Subject | None:
        """The subject of a reporting verb or of a set phrase (常言道 "as they say"); None where it is dropped.

        It counts as dropped, too, where an earlier verb of the sentence has it and none stands beside this one.
        """
        if cue.function == "formula":
            found = subject_before(self.masked, low, cue.start)
            named = found and found.kind in ("person", "title", "role") and found.end >= cue.start - 3
            return found if named else Subject(cue.start, cue.end, "formula")
        if self.masked.startswith("的话", cue.start - 2):  # 用某某的话说 "in the words of"
            low = max(low, cue.start - REACH)
            begin = max(self.masked.rfind(mark, low, cue.start - 2) for mark in _IN_WORDS_OF)
            return subject_after(self.masked, begin + 1, cue.start - 2) if begin >= low else None
        cue = self.whole(cue)
        begin = max(low, cue.start - PASSIVE)
        begin = max(begin, *(self.masked.rfind(mark, begin, cue.start) + 1 for mark in "，,：:；;"))
        if by := agent(self.masked, begin, cue.start):
            return by
        if (
            self.masked[cue.start - 1 : cue.start] == "的" and cue.start - 1 > low
        ):  # 某某的教导: whose it is stands before
            owner = beside(self.masked, max(low, cue.start - REACH), cue.start - 1)
            if owner and owner.kind in ("person", "title", "body"):
                return owner
        if low <= self.spoken() < cue.start:  # somebody speaks in this sentence: another one must stand beside the verb
            earlier = self.cue_before(cue.start)
            again = earlier is not None and self.masked[slice(*earlier[:2])] == self.masked[slice(*cue[:2])]
            low = max(low, self.spoken(), cue.start - REACH)
            until = cue.start if again else cue.start - 1  # 认为…，认为…: one subject for a verb that comes again
            low = max(low, *(self.masked.rfind(mark, low, until) + 1 for mark in "，,；;"))
        return subject_before(self.masked, low, cue.start)

    def person_before(self, at: int) -> Subject | None:
        """The person with whom the sentence before begins, on the same line."""
        index = bisect_right(self.starts, at) - 2
        if index < 0 or "\n" in self.text[self.units[index][1] : at]:
            return None
        start, end = self.units[index]
        found = subject_at(self.masked, start, end)
        return found if found and found.kind in ("person", "title") else None

    def _last_subject(self, at: int, reach: int, kinds: tuple[str, ...]) -> str:
        """The last subject of these kinds of a sentence before a pronoun, or of the clauses before it."""
        index = max(0, bisect_right(self.starts, at) - 1)
        for back in range(index, max(-1, index - reach), -1):
            start, end = self.units[back]
            found = subject_at(self.masked, start, min(end, at))
            if found and found.kind in kinds:
                return bare(self.original[found.start : found.end])
        return ""

    def _author(self, subject: Subject) -> tuple[str, str]:
        """Author and title of a text called by its kind (文章指出 "the article points out"), as introduced before."""
        noun = self.masked[subject.start : subject.end][-2:]
        plain = self.original[subject.start : subject.end]
        for kind in (noun, *_CALLED_ARTICLE) if noun == "文章" else (noun,):
            if found := self._introduced(kind, subject.start, plain):
                self._articles[noun] = found
                return found
        return self._articles.get(noun, (plain, ""))

    def _introduced(self, noun: str, at: int, plain: str) -> tuple[str, str] | None:
        """Author and title where a text of this kind was named last before `at`; None where neither stands there."""
        for _ in range(4):
            at = self.masked.rfind(noun, max(0, at - FAR), at)
            if at < 0:
                break
            low, high = self.sentence_at(at)
            low = max(low, at - REACH)
            first = bisect_left(self._works, (low, low))
            near = [span for span in self._works[first : first + 8] if low <= span[0] < high + 40]
            span = next((span for span in near if span[0] > at), near[0] if near else None)
            author = author_of(self.masked, low, at, noun)
            paper = next(
                (self.text[a + 1 : b - 1] for a, b in reversed(near) if b <= at and self._names_body(a, b)), ""
            )
            if paper and (author is None or author.kind == "body"):  # 央视网消息：《人民日报》发表社论
                return paper, self.original[slice(*span)] if span and span[0] > at else ""
            if author or span:
                name = bare(self.original[author.start : author.end]) if author else plain
                return name, self.original[slice(*span)] if span else ""
        return None

    def _names_body(self, start: int, end: int) -> bool:
        """Whether what stands in 《》 is a body that publishes: 《人民日报》."""
        name = self.text[start + 1 : end - 1]
        return name in ("求是", "红旗") or (name[-1:] in tuple("报刊网社") and tokens()[1].get(name) == "body")


def _ends(pattern: re.Pattern, words_before: str) -> bool:
    """Whether the words end in a match of the pattern."""
    return any(pattern.fullmatch(words_before, at) for at in range(len(words_before)))


def _masked(text: str, found: list[Stretch]) -> str:
    parts, at = [], 0
    for stretch in found:
        if stretch.depth == 0 and stretch.open >= at:
            parts += [text[at : stretch.open], QUOTED * (stretch.close - stretch.open)]
            at = stretch.close
    parts.append(text[at:])
    masked = _TITLE.sub(lambda match: WORK * len(match.group()), "".join(parts))
    return _NOTE.sub(lambda match: ASIDE * len(match.group()), masked)


def _sentences(text: str, units: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each unit the span of its sentence."""
    spans, first = [], 0
    for at, (_, end) in enumerate(units):
        if text[end - 1] in "；;" and at + 1 < len(units) and "\n" not in text[end : units[at + 1][0]]:
            continue
        spans += [(units[first][0], end)] * (at + 1 - first)
        first = at + 1
    return spans
