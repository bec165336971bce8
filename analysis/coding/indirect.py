"""Reported speech without marks: which reporting verbs govern a clause, and where that clause ends (codebook, section 2)."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.coding.cues import ASIDE, QUOTED, Cue
from analysis.coding.marks import FINAL
from analysis.coding.names import Subject, words
from analysis.coding.passage import Passage
from analysis.coding.speakers import REACH, adjoins, named_at

REPORTS = frozenset({"say", "propose", "think", "say_marked", "formula"})
SHORTEST, LONGEST = 4, 1000  # characters of words reported
MOST = 8  # reporting verbs looked at to find where the words of one end
_AFTER = re.compile(r"(?:过|道|说|了(?=[，,：:])|(?P<as>的那样|的)(?=[，,：:]))?(?P<stop>[，,：:])?\s*")
_AS = re.compile(r"[^，,：:；;]{0,6}?[如像象照][^，,：:；;]*$")
_NO_CONTENT = re.compile(r"[了过着的和与等、。；;！!？?）)]")
_CLAUSAL = re.compile(
    r"要(?!求|素|点|害|闻)|[应是必须不有能将会让使把被从以在为]|可以|没|继续|充分|坚持|加强|推动|推进|促进|加快|实施|建立|完善|发展"
)
_INSIDE = re.compile(r"[，,；;]")
_JOINED = re.compile(r"(?:并且?|还|又|也|甚至|同时|进而)$")
_OTHERS = re.compile(r"(?:另一[派种方些]|也?有的|还有的?人?|他|她|他们|有人|有的人?|一些人|也有人)[^我你]{0,2}$")


_BY = re.compile("按照?|根据|依照|遵照|对照|围绕|贯彻|落实|符合|达到|满足|响应|遵循|适应")
_TOLD = re.compile(
    "(?:我们|大家|记者|他们?|她|人们|全党|全国人民|世人|笔者|同志们|党员|干部|群众|自己|年轻人|青年)(?:全党)?(?=[，：:])"
)
_TELLS = ("person", "title", "role", "pronoun", "generic")
_COMMENT = re.compile(
    r"[，,](?:这[种一些是就样]|也就在这时|(?:充分|生动|深刻)?(?:表明|彰显|体现|显示)(?:了|出)?)"
)  # the author again
_SET_OFF = re.compile(rf"[，,：:]{QUOTED}+(?=[，,。；;]|$)")


class Report(NamedTuple):
    """Words reported without marks: their span, the subject of the verb (None where it is dropped), the rule."""

    start: int
    end: int
    subject: Subject | None
    reason: str


def reported(passage: Passage, cue: Cue) -> Report | None:
    """What a reporting verb says without marks; None where it governs no clause or nobody else is its subject."""
    masked = passage.masked
    cue, told, asks = _addressing(masked, cue)
    asks_us = masked.startswith("要求我们", cue.start)
    after = _AFTER.match(masked, cue.end)
    stop = after.group("stop") or ""
    start = after.end()
    low, high = passage.sentence_at(cue.start)
    if start >= high or passage.nominal(cue) or _demanded(passage, cue):
        return None
    if masked[start] == QUOTED and not (masked[start - 1] in "，,：:" and passage.term_at(start)):
        return None
    if _shared(passage, cue) or _while(masked, low, cue, high):
        return None
    if not stop and (_NO_CONTENT.match(masked, cue.end) or cue.function == "say_marked"):
        return None
    if stop not in ("：", ":") and masked[cue.start : cue.end] in words("marked_only"):
        return None
    if stop in ("，", ",") and cue.function in ("say_marked", "propose") and _by(masked, low, cue.start):
        return None
    if after.group("as") and not _AS.search(masked, max(low, cue.start - 60), cue.start):
        return None
    if masked[cue.end - 1] == "了":
        return None
    subject = passage.subject(low, cue)
    if subject is not None and subject.kind in ("first_person", "thing"):
        return None
    if asks_us and (subject is None or subject.kind not in ("person", "pronoun", "title", "role")):
        return None  # 这要求我们…: nobody asks, and the author goes on
    if told and (subject is None or subject.kind not in _TELLS):
        return None
    if not adjoins(masked, subject, low, passage.whole(cue).start):
        return None
    end = _end(passage, cue, start, high)
    content = masked[start:end]
    if _BEFORE_WORDS.match(masked, end) and _PHRASE.fullmatch(content):
        return None
    if end - start < SHORTEST or not content.strip(QUOTED + "要应，,") or _noun_like(cue, stop, subject):
        return None
    if not stop and asks and cue.function == "say" and not _addressed(content, subject):
        return None
    if not stop and not _governs(cue, content, subject) and not (asks and _addressed(content, subject)):
        return None
    if not stop and cue.function == "say" and _is_object(content):
        return None
    if subject is not None and subject.kind == "" and cue.function == "propose" and not stop:
        return None
    return Report(start, end, subject, "reporting verb before words without marks")


def _addressing(masked: str, cue: Cue) -> tuple[Cue, bool, bool]:
    """The verb with whom it speaks to (告诫大家，); whether so; whether it asks somebody to act (提醒各级干部深入基层)."""
    word = masked[cue.start : cue.end]
    if word not in words("addresses"):
        return cue, False, word in words("asks")
    if told := _TOLD.match(masked, cue.end):
        return Cue(cue.start, told.end(), "say"), True, False
    if _ADDRESSEE.match(masked, cue.end):
        return Cue(cue.start, cue.end, "say"), False, True
    return cue, False, False


_PHRASE = re.compile(
    "(?:在|当|从|对|就|针对|面对|随着|为|为了|于|到|自|通过|经过|根据|按照)[^。；]{0,40}"
    "(?:中|上|后|时|里|下|前|内|间|方面|期间|问题|以来)|[^，。]{0,24}(?:是|包括|在于|为|如下)"
)  # stands between a reporting verb and words in marks, and is no report: 在新的形势下，“…”; 任务之一就是：“…”
_BEFORE_WORDS = re.compile(rf"[，,：:]?{QUOTED}")
_AMID = re.compile(rf"(?P<stop>[，,：:])(?:{_PHRASE.pattern})[，,：:]?")
_DEMAND = re.compile(
    "(?:要|应当?|应该|必须|须|需要?|可以?|能够?|不能|不要|不得|及时|怎么|为什么|为何|之所以|何以|如何|怎样|生怕|害怕|不用|无需|得)"
    "(?:及时|明确|特别|严格|着重|进一步|反复|再次|再|郑重|首先|公开|别人|人)?$"
)
_NO_DEMAND = re.compile("(?:(?:社会|只|主|重|需|必|摘|纲|纪|首|提)要|(?:有人|有的人?|人们|一些人|他们?).{0,3}|可能)$")
_AND = re.compile("[并和、](?![不非没且未])")
_OBJECT = re.compile(rf"(?:要以?|以|把|对)?{QUOTED}+[，。；、,;]")
_DURING = re.compile("(?:的同时|同时|时|的时候|之后|之余|过程中|的基础上)$")


def amid_phrase(masked: str, start: int, end: int) -> str:
    """The stop of a reporting verb between which and the words in marks a mere phrase stands: 指出：在新形势下，“…”."""
    match = _AMID.fullmatch(masked, start, end)
    return match.group("stop") if match else ""


def _demanded(passage: Passage, cue: Cue) -> bool:
    """Whether somebody is to speak, or asks how to, rather than speaking: 必须指出, 及时指出, 怎么说."""
    at = passage.whole(cue).start
    head = passage.masked[max(0, at - 8) : at]
    found = _DEMAND.search(head)
    return found is not None and _NO_DEMAND.search(head) is None and _NO_DEMAND.search(head[: found.start()]) is None


def _shared(passage: Passage, cue: Cue) -> bool:
    """Whether the verb shares its words with the next (提出并贯彻) or has words in marks as its object (提出“…”，)."""
    masked = passage.masked
    following = passage.cue_after(cue.end, min(len(masked), cue.end + 4))
    if following and following.start == cue.end and following.function in REPORTS and cue.function != "formula":
        return True
    return _AND.match(masked, cue.end) is not None or _OBJECT.match(masked, cue.end) is not None


def _while(masked: str, low: int, cue: Cue, high: int) -> bool:
    """Whether the verb stands in a phrase of time: 在谈到这个问题时，."""
    low, high = max(low, cue.start - REACH), min(high, cue.end + REACH)
    begin = max(low, *(masked.rfind(mark, low, cue.start) + 1 for mark in "，,；;：:"))
    stop = min((at for mark in "，,；;。：:" if (at := masked.find(mark, cue.end, high)) >= 0), default=high)
    if stop - begin > REACH:
        return False
    return (
        re.search("[在当]", masked[begin : cue.start]) is not None
        and _DURING.search(masked[cue.end : stop]) is not None
    )


def _by(masked: str, low: int, at: int) -> bool:
    """Whether the clause says by what one goes (按照中央要求，): its last word is then a noun."""
    begin = max(low, at - REACH, *(masked.rfind(mark, low, at) + 1 for mark in "，,：:；;"))
    return _BY.match(masked, begin, at) is not None


def _noun_like(cue: Cue, stop: str, subject: Subject | None) -> bool:
    """Whether a word that is as often a noun (号召 "appeal", 部署 "plan") is one: before a comma, with no speaker beside it."""
    if cue.function not in ("say_marked", "propose") or stop not in ("，", ","):
        return False
    return subject is not None and (
        subject.kind in ("", "thing") or (subject.kind == "body" and subject.end - subject.start > 12)
    )


def _governs(cue: Cue, content: str, subject: Subject | None) -> bool:
    """Whether what follows a verb without comma or colon is a clause and not its object."""
    if cue.function in ("think", "formula"):
        return True
    first = _INSIDE.split(content, maxsplit=1)[0]
    if cue.function == "propose":
        return bool(_CLAUSAL.search(first[:8]))
    return bool(_CLAUSAL.search(first)) or len(first) >= 12


_ADDRESSEE = re.compile(
    "(?:全党|全国|党员|各级|各地|全体|领导|广大|每[个位名]|所有|一切|干部|党组织|有关|相关|各部门|各省|各单位"
    "|[^，。的]{0,8}(?:者|部门|单位|机构|机关|干部|党员|同志|人员|企业|政府|学校|平台))[^，。的]{3,}"
)


def _addressed(content: str, subject: Subject | None) -> bool:
    """Whether what follows 要求 and the like is somebody and what he is to do: 要求各级干部深入基层."""
    if subject is None or subject.kind not in ("person", "body", "work", "article", "title"):
        return False
    first = _INSIDE.split(content, maxsplit=1)[0]
    return len(first) >= 8 and _ADDRESSEE.match(first) is not None


_OBJECT_NOUN = re.compile(
    "[^，,；;：:。是必须应要能以在把将使被有没不]{2,30}的[\u4e00-\u9fff]{0,2}?"
    "(?:问题|态度|重要性|必要性|紧迫性|作用|意义|关系|原因|愿望|措施|办法)(?![，,]是)(?=[，,；;]|$)"
)


def _is_object(content: str) -> bool:
    """Whether what follows the verb is a noun with what describes it, and no clause: 强调这项工作的重要性."""
    return _OBJECT_NOUN.match(content) is not None


def _anew(head: str, following: Cue, cue: Cue) -> bool:
    """Whether a verb with these words before it in its clause begins a new report, and not a clause of the one at hand."""
    if following.function not in REPORTS:
        return False
    sign, head = head[0], head[1:]
    if not head:
        return following.function == cue.function
    if sign in "；;" and len(head) <= 8 and head[0] not in "我你":
        return True
    return bool(_JOINED.match(head) or _OTHERS.match(head))


def _end(passage: Passage, cue: Cue, start: int, high: int) -> int:
    """Where the words end: before the final mark of the sentence, or before the next reporting clause."""
    masked = passage.masked
    end = high = min(high, start + LONGEST)
    following = passage.cue_after(max(start, cue.end), high)
    for _ in range(MOST):
        if following is None:
            break
        comma = max(masked.rfind(mark, start, following.start) for mark in "，,；;")
        if comma > start and _anew(masked[comma : following.start], following, cue):
            end = comma
            break
        following = passage.cue_after(following.end, high)
    comment = _COMMENT.search(masked, start + SHORTEST, end) if end - start > SHORTEST else None
    if comment:
        end = comment.start()
    marked = _SET_OFF.search(masked, start, end)
    if marked and marked.end() - marked.start() >= 8:
        end = marked.start()
    while end > start and (masked[end - 1] in FINAL + "；;，,：: \u3000" or masked[end - 1] == ASIDE):
        end -= 1
    return end


_SOURCE_LINE = re.compile(r"——[ \t\u3000]*(?P<who>[^\s—，。！？；：,;:]{2,14})[ \t\u3000]*$", re.MULTILINE)
_NO_WORDS = re.compile(r"[。！？!?.…；;]?[ \t\u3000]*\Z")  # between the words and the dash
_NUMBER = re.compile(r"\s*(?:[（(]?\d{1,4}[）)、.．]|[①-⒛])?\s*")


def source_lines(passage: Passage) -> list[tuple[int, int, Subject]]:
    """Words quoted without marks on a line that ends in a dash and a name: their spans and whose they are."""
    masked, found = passage.masked, []
    if "——" not in masked:
        return found
    for match in _SOURCE_LINE.finditer(masked):
        end = _NO_WORDS.search(masked, max(0, match.start() - 20), match.start()).start()
        start = max(masked.rfind("\n", 0, end) + 1, end - LONGEST)
        start = _NUMBER.match(masked, start, end).end()
        who = named_at(masked, *match.span("who"))
        ends = end < match.start() or masked[end - 1] in FINAL  # a sentence, not a title with a dash
        marked = QUOTED in masked[end - 1 : end + 1]
        if who and ends and not marked and end - start >= SHORTEST:
            found.append((start, end, who))
    return found
