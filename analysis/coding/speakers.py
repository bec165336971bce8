"""Who speaks: the subject of a reporting verb (codebook, section 2).

A subject is looked for in the clause of the verb, then in the clauses before it; what its noun phrase says is read by
`names.py`. Connectives, times, prepositional phrases and adverbs around it are passed.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.coding.cues import ASIDE, QUOTED, WORK
from analysis.coding.lexicon import forms
from analysis.coding.names import NAMING, Subject, can_be_name, named, past_marks, person, phrase, tokens, words
from analysis.coding.search import alternation

LONG_PHRASE = 16  # characters of a phrase that says who somebody is without naming anybody
REACH = 200  # characters before the verb in which its subject is looked for
PASSIVE = 20  # characters before the verb in which 被 brings in who says it
_CLAUSE = re.compile(r"[，,：:；;]")
_TIME = re.compile(
    r"(?:第[一二三四五六七八九十\d]+[天次年]|(?:[早就]?在)?(?:公元前?)?[\d０-９〇○零一二三四五六七八九十]{1,4}(?:世纪|年代|年初|年底|年|月|日|天前|多年前|年前|周年)"
    r"(?:[\d一二三四五六七八九十]{1,3}(?:月|日|年代))*(?:[初末春夏秋冬底]|中(?![华国央共])|上午|下午|晚上|以来|以后)?)"
)
_PHRASE = re.compile(
    r"(?:早?在|当|于|据|对|就|针对|围绕|关于|面对|随着|为|按照|根据).{1,60}?"
    r"(?:上(?![海级述市升下访])|中(?![央国华共心间外小学东西])|时(?![代期间候评刻政])|里(?!程)|下(?![属级乡岗发达])"
    r"|内(?![部容地外涵需在阁])|后(?!者)|前(?![进提沿列瞻])|期间|问题|之际)(?=.)"
)
_TIME_LAST = re.compile(rf"(?<={WORK})(?:今年|去年|前年|当年|当天)?{_TIME.pattern}$")
_PRONOUN = re.compile(r"[^的]{0,8}?(?P<who>[他她])(?!们|的|人)")
_WORK = re.compile(f"{WORK}+")
_WORK_BEFORE = re.compile(
    f"(?P<work>{WORK}+){ASIDE}*(?:一文|一书|一诗|一词|序言|序)?(?:之?中|里|上)?"
    "(?:有(?:歌词|诗句|一句话?|一段话?)?|就|曾|也|便|明确)?$"
)
_NOTE = re.compile(
    r"(?:[〔［\[【(（][^〕］\]】)）]{1,6}[〕］\]】)）]即?|[①-⒛㈠-㈩*—\d、.．]|第?[一二三四五六七八九十]+(?:是|、|，))+(?![\d年月日天])"
)
_AFTER_WORK = re.compile(r"(?:一文|一书|一诗|一词|序言|序)?(?:之?中|里|上)?")
_IN = re.compile(r"(?:在|(?<![关对由])于)[^，,：:；;]{0,8}$")
_WRITTEN = re.compile(
    rf"(?:同志|先生|主席|总书记)?(?:的|在[^，,。；{QUOTED}{WORK}]{{2,20}}?(?:期间|会上|会议上|时|前后|之后|中|上)|在|于|曾|所|写|著|撰|编|作|发表|名篇|名著|名作|代表作|长诗|文章|一文|中"
    r"|[\d一二三四五六七八九十〇○]{1,4}[年月日])*"
)
_VIEW = re.compile(r"\s*(?:(?:仅|单)?就(?![像是这那连对])|拿|按(?!照)|照(?!着)|依(?!据)|从)[^，,：:；;。]{1,16}$")
_TOGETHER = re.compile("[和、与]$")
_ISSUES = re.compile("播发|发表|刊发|刊登|刊播|推出|配发|播出")
_COMMENTARY = re.compile("评论|社论|[快锐时短述]评")
_SERIES = re.compile(r"[\u4e00-\u9fff]{4}")


def subject_before(masked: str, low: int, cue: int) -> Subject | None:
    """The subject of a reporting verb at `cue`, in the sentence that begins at `low`; None where it is dropped."""
    low = max(low, cue - REACH)
    end = _without_adverbs(masked, low, cue)
    cuts = [low, *(match.end() for match in _CLAUSE.finditer(masked, low, end)), end + 1]
    work = None
    for back in range(len(cuts) - 2, max(len(cuts) - 6, -1), -1):
        nearest = back == len(cuts) - 2
        start, stop = cuts[back], min(cuts[back + 1] - 1, end)
        found = _clause_subject(masked, start, stop, nearest)
        if found and found.kind != "thing":
            return found._replace(work=found.work or _work_place(masked, found.end, stop) or work)
        work = work or _work_place(masked, start, stop)
    return Subject(work[0] + 1, work[1] - 1, "work", work) if work else None


def adjoins(masked: str, subject: Subject | None, low: int, cue: int) -> bool:
    """Whether nothing but a title, an adverb or a phrase of place or addressee stands between a subject and its verb.

    Where the subject stands in an earlier clause, or is dropped, the clause of the verb must begin with the verb.
    """
    if subject and subject.kind == "formula":
        return True
    low = max(low, cue - REACH)
    end = _without_adverbs(masked, low, cue)
    begin = max(low, *(masked.rfind(mark, low, end) + 1 for mark in "，,：:；;"))
    named = subject is not None and subject.kind in ("person", "pronoun", "title")
    if masked[cue] in "说讲" and masked[cue + 1 : cue + 2] in "，," and not named and _VIEW.match(masked, begin, cue):
        return False  # 就我们的愿望说，: a point of view, and nobody says it
    if subject and subject.end > begin:
        begin = subject.end
        if subject.kind == "work":
            begin += 1
        for length in (5, 4, 3, 2, 1):
            if masked[begin : begin + length] in words("title"):
                begin += length
                break
    elif subject and subject.kind == "generic" and masked[subject.start : subject.end] not in words("generic"):
        return False  # 很多干部…，认为…: what is said of many people is no report of their words
    rest = masked[begin:end].strip()
    if rest[:1] == "从" and rest[-1] == "上":
        return False  # 从根源上讲: a point of view, and nobody says it
    return (
        not rest
        or masked[begin:end][-1] == WORK
        or bool(_between().match(rest))
        or rest[-1] in "中上时里后"
        or rest in "等们的"
    )


@cache
def _between() -> re.Pattern:
    words = alternation((*forms("quotations", "preposition"), *forms("quotations", "stop"), "等"))
    return re.compile(f"{words}|{_TIME.pattern}")


def subject_after(masked: str, start: int, cue: int) -> Subject | None:
    """The subject of a reporting verb at `cue` that follows the words it reports: the text between `start` and `cue`."""
    end = _without_adverbs(masked, start, cue)
    return _clause_subject(masked, start, end, True)


def agent(masked: str, low: int, cue: int) -> Subject | None:
    """Who says it of a passive: 被国际社会誉为 "is praised by the international community as", 被村民吐槽."""
    at = masked.rfind("被", max(low, cue - PASSIVE), cue)
    return subject_after(masked, at + 1, cue) if at >= 0 and cue - at > 2 else None


def subject_at(masked: str, start: int, end: int) -> Subject | None:
    """The subject with which a sentence begins."""
    end = min(end, start + 80)
    cut = _CLAUSE.search(masked, start, end)
    found = _clause_subject(masked, start, cut.start() if cut else end, False)
    opens = cut is not None and masked[start] in "在当于从随自面为围"
    if (found and not (opens and found.kind == "thing")) or not cut or (cut.start() - start > 6 and not opens):
        return found
    following = _CLAUSE.search(masked, cut.end(), end)  # a time or a connective opened the sentence
    return _clause_subject(masked, cut.end(), following.start() if following else end, False)


def author_of(masked: str, low: int, at: int, noun: str) -> Subject | None:
    """Whose text it is that is introduced at `at` (人民日报发表社论, 习近平的重要文章): a person before a body."""
    known = None
    for match in person().finditer(masked, low, at):
        known = match
    issued = known and _ISSUES.search(masked, low, known.start())
    about = issued and _COMMENTARY.search(masked, known.end(), at + len(noun))
    if about and (body := _last_body(masked, low, issued.start())):
        return body  # 新华社播发学习某某讲话的评论员文章
    if known:
        return Subject(known.start(), known.end(), "person")
    series = _SERIES.match(masked, at - 2, at + len(noun)) if at >= 2 else None
    if series and noun in ("快评", "锐评", "时评"):
        return Subject(at - 2, at + len(noun), "body")
    if body := _last_body(masked, low, at - 1):
        return body
    found = subject_at(masked, low, at)
    return found if found and found.kind in ("person", "role", "title", "body", "work") and found.end < at else None


def _last_body(masked: str, low: int, high: int) -> Subject | None:
    """The last body named in a span."""
    pattern, table = tokens()
    bodies = [match.span() for match in pattern.finditer(masked, low, high) if table[match.group()] == "body"]
    return Subject(*bodies[-1], "body") if bodies else None


def _without_adverbs(masked: str, low: int, end: int) -> int:
    """Where the text ends once the adverbs (and 深情地 "with feeling" and the like) before the verb are taken off."""
    adverbs = words("adverb")
    while end > low:
        for length in (8, 7, 6, 5, 4, 3, 2, 1):
            if end - length >= low and masked[end - length : end] in adverbs:
                if _ends_name(masked, low, end, length):
                    return end
                end -= length
                break
        else:
            if time := _TIME_LAST.search(masked, max(low, end - 16), end):  # 《…》某月某日称
                end = time.start()
                continue
            adverbial = masked[end - 1] == "地" or masked[end - 1 : end + 1] == "的说"
            if adverbial and end - 3 >= low:
                begin = end - 1
                while (
                    begin > low
                    and end - begin < 6
                    and masked[begin - 1] not in "，,：:；;。"
                    and masked[begin - 1] < "\ue000"
                ):
                    begin -= 1
                cut = _adverbial(masked, begin, end)
                if cut is not None:
                    end = cut
                    continue
            return end
    return end


def _ends_name(masked: str, low: int, end: int, length: int) -> bool:
    """Whether the last characters are the end of a longer word that names (国际社会 ends in 会, "would")."""
    table = tokens()[1]
    return any(table.get(masked[end - size : end]) in NAMING for size in range(length + 1, 7) if end - size >= low)


def _adverbial(masked: str, begin: int, end: int) -> int | None:
    """The start of an adverb in 地 at the end of a clause: two or four characters, after the last word that names."""
    words = masked[begin:end]
    pattern, table = tokens()
    last = 0
    for match in pattern.finditer(words):
        if table[match.group()] in NAMING:
            last = match.end()
    for length in (4, 2, 3):
        if len(words) - 1 - length >= last:
            return end - 1 - length
    return begin + last if last < len(words) - 1 else None


def _clause_subject(masked: str, start: int, end: int, nearest: bool) -> Subject | None:
    """The subject of one clause: at its beginning, behind a modifier in 的, or, where the verb is near, right before it."""
    inside = _WORK_BEFORE.search(masked, start, end) if nearest else None
    if inside:
        first, last = inside.span("work")
        work = Subject(first + 1, last - 1, "work", (first, last))
        begin = _lead(masked, start, first)
        if begin >= first:
            return work
        return _author(masked, begin, first) or _speaking_in(masked, begin, first, end) or work
    start = begin = _lead(masked, start, end)
    if masked[end - 2 : end] == "的人" and 4 <= end - begin <= LONG_PHRASE and QUOTED not in masked[begin:end]:
        # 身在其中的人 "those in the midst of it": nobody's name, the phrase says who
        return Subject(begin, end, "generic")
    for _ in range(4):
        if start >= end:
            break
        found = _begins(masked, start, end, nearest)
        if not found and masked[start] == QUOTED:
            name = past_marks(masked, start, end)
            if name == end:
                return Subject(start + 1, end - 1, "role") if nearest and 4 <= end - start <= 12 else None
            found = _begins(masked, name, end, nearest)
        if found and nearest and found.kind in ("first_person", "thing"):
            own = beside(masked, found.end, end)
            if own and own.kind in ("person", "title") and own.start - found.end <= 8:
                return own  # 我们伟大的领袖某某: the name beside the verb says who
        if found and (nearest or start == begin or found.kind != "article"):
            return found
        if start == begin and (taken := _PRONOUN.match(masked, start, end)):
            return Subject(*taken.span("who"), "pronoun")
        opener = _opener(masked, start, end) if nearest else None
        behind = masked.find("的", start, end) + 1
        start = min(filter(None, (opener, behind)), default=end)
        if masked.startswith("党的", start - 2) and start - 2 > begin:
            start -= 2  # 党的十八大 is one name
        start = _lead(masked, start, end) if start < end else end
    return beside(masked, max(begin, end - 40), end) if nearest else None


def person_in(text: str, start: int, end: int) -> Subject | None:
    """The first known person named in a span."""
    match = person().search(text, start, end)
    return Subject(*match.span(), "person") if match else None


def beside(masked: str, start: int, end: int) -> Subject | None:
    """The person or body whose name ends right at `end`, whatever stands before it (把思路转到某某同志提出的…上来)."""
    pattern, table = tokens()
    run: list[tuple[int, int, str]] = []
    for match in pattern.finditer(masked, start, end):
        kind = table[match.group()]
        if kind in ("person", "title", "body", "role"):
            if run and match.start() > run[-1][1]:
                run = []
            run.append((*match.span(), kind))
    if not run or run[-1][1] != end:
        return None
    first, kind = run[0][0], run[-1][2]
    if kind == "title" and run[0][2] == "title":
        first = max(start, first - 3)
        if not can_be_name(masked, first, run[0][0]):
            return None
    return named(masked, first, end, kind)


def _author(masked: str, start: int, work: int) -> Subject | None:
    """The author named before a work (邓小平《…》中 "in Deng Xiaoping's …", 毛泽东一九三三年写的《…》)."""
    known = None
    for match in person().finditer(masked, start, work):
        known = match
    if known and _WRITTEN.fullmatch(masked, known.end(), work):
        begin = known.start()
        if _TOGETHER.search(masked, start, begin):  # 马克思和恩格斯在《…》中
            begin = next((p.start() for p in person().finditer(masked, start, begin) if p.end() == begin - 1), begin)
        return Subject(begin, known.end(), "person", _WORK.match(masked, work).span())
    if masked[work - 1] == "的" and 2 <= work - 1 - start <= 4 and can_be_name(masked, start, work - 1):
        return Subject(start, work - 1, "role", _WORK.match(masked, work).span())
    found = _begins(masked, start, work, True)
    if found and found.kind in ("person", "role", "title", "body") and found.end >= work - 3:
        return found._replace(work=_WORK.match(masked, work).span())
    return None


def _speaking_in(masked: str, start: int, work: int, end: int) -> Subject | None:
    """The subject before the work in which it speaks (某某在《…》中)."""
    found = _begins(masked, start, end, True)
    if not (
        found
        and found.kind not in ("thing", "first_person")
        and found.end < work
        and _IN.search(masked, found.end, work)
    ):
        found = beside(masked, start, work - 1) if masked[work - 1] == "在" else None
    return found._replace(work=_WORK.match(masked, work).span()) if found else None


def _opener(masked: str, start: int, end: int) -> int | None:
    """Past the next word behind which a subject may stand (按照…提出的 "as proposed by …", 让…感到 "makes … feel")."""
    pattern, table = tokens()
    for match in pattern.finditer(masked, start, min(end, start + 80)):
        if table[match.group()] == "opener":
            return match.end()
    return None


def _begins(masked: str, start: int, end: int, nearest: bool) -> Subject | None:
    work = _WORK.match(masked, start, end)
    if work:
        rest = _AFTER_WORK.match(masked, work.end(), end).end()
        inner = phrase(masked, rest, end, nearest) if rest < end else None
        if inner and inner.kind != "article":
            return inner._replace(work=work.span())
        return Subject(work.start() + 1, work.end() - 1, "work", work.span())
    return phrase(masked, start, end, nearest)


def _lead(masked: str, start: int, end: int) -> int:
    """Where the clause begins once connectives, times and prepositional phrases before the subject are passed."""
    leads = words("lead")
    first, moved = start, True
    while moved and start < end:
        moved = False
        while start < end and (masked[start].isspace() or masked[start] == ASIDE or masked[start] in "。）)"):
            start += 1
        if masked[start : start + 3] in ("中国有", "我国有"):
            start, moved = start + 2, True
        for pattern in (_NOTE, _TIME, _PHRASE):
            match = pattern.match(masked, start, end)
            if match and match.end() < end:
                start, moved = match.end(), True
        for length in (6, 5, 4, 3, 2, 1):
            if start + length < end and masked[start : start + length] in leads:
                if _protected(masked, start, end, length):
                    continue
                start, moved = start + length, True
                break
    return start + (start > first and masked[start : start + 1] == "的" and start + 1 < end)  # 西方的|经济学家


def _protected(masked: str, start: int, end: int, length: int) -> bool:
    """Whether the words at `start` are a longer form that names a speaker (有人 "some", not 有 "there is")."""
    pattern, table = tokens()
    match = pattern.match(masked, start, end)
    return bool(match) and match.end() - start > length and table[match.group()] in NAMING


def named_at(masked: str, start: int, end: int) -> Subject | None:
    """The name that makes up a span, as after a dash at the end of a line (——鲁迅)."""
    found = _begins(masked, start, end, True)
    return found if found and found.kind not in ("thing", "first_person", "pronoun") and end - found.end <= 3 else None


def _work_place(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """The last work in a clause that says where the words stand (在《…》中)."""
    last = None
    for match in _WORK.finditer(masked, start, end):
        if match.end() == end or _AFTER_WORK.match(masked, match.end(), end).end() > match.end():
            last = match.span()
    return last
