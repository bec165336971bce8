"""Search phrases spliced into sentences: where they stand, and how the sentence reads without them.

A page made to be found by search engines has a title of two search phrases, `A,B`, and one of them, as a rule B, is put
into the running text as a clause of its own, with the comma that joins it on: 政治优势是密切联系群众,怎样做到密切联系群众,
党执政后… ("… is close contact with the masses, how to keep close contact with the masses, once the party governs …").
The words of a title are the words of its subject, so most places where they occur are the author's. A place counts as a
splice only where the phrase fills a clause, where taking it out leaves the clauses on both sides whole, and where nothing
around it governs it (思考, 那么 before it) or takes it as subject (是, 成为 after it).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.document import Document, SpanError
from analysis.reading.wording import any_of, words

COMMA = "，,"
FINAL = "。！!…；;"
ASKING = "？?"
OPENS = "“‘「『《"
CLOSES = "”’」』》"
BROKEN = CLOSES + "）)】]日"  # after these a lost line break is likelier than a subject
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+")
_PARTS = re.compile(r"[，,？?！!：:（()）\s]+")
_CLAUSE = re.compile(r"[^，,。！!？?；;：:…“”‘’「」『』、]*$")
_SENTENCE = re.compile(r"[。；;：:…、]")
_DIGIT = re.compile(r"\d")


def asks(phrase: str) -> bool:
    """Whether the phrase has a question word in it: 怎样, 如何, 什么 …"""
    return any(word in phrase for word in words("question"))


def common(one: str, other: str) -> str:
    """The longest run of characters that two short strings share."""
    best, row = "", [0] * (len(other) + 1)
    for i, char in enumerate(one, 1):
        before, row = row, [0] * (len(other) + 1)
        for j, against in enumerate(other, 1):
            if char == against:
                row[j] = before[j - 1] + 1
                if row[j] > len(best):
                    best = one[i - row[j] : i]
    return best


def title_phrases(title: str) -> tuple[str, ...]:
    """The search phrases of a title `A,B`, `A，B`, `A_site` …, in its order, without the site's name.

    What a bar, an underscore or a spaced dash sets off is a phrase only where it shares two characters with the first.
    """
    sections = [section for section in _SITE.split(title.strip()) if section]
    kept = [section for section in sections[1:] if len(common(section, sections[0])) >= 2]
    parts = [part for section in [*sections[:1], *kept] for part in _PARTS.split(section)]
    return tuple(dict.fromkeys(part for part in parts if len(part) >= 4))


def search_title(line: str) -> int:
    """How many characters two search phrases in a line have in common: 怎样密切联系群众,怎样做到密切联系群众 has 6.

    0 for a line that is no pair of short phrases with a question word in one of them, and so no title made to be found.
    """
    parts = title_phrases(line)
    if _SENTENCE.search(line) or len(parts) not in (2, 3) or not any(map(asks, parts)):
        return 0
    shared = len(common(parts[0], parts[1]))
    return shared if shared >= 2 and max(map(len, parts)) <= 24 else 0


def find_splices(text: str, lines: list[tuple[int, int]], title: str, cut: bool = False) -> list[tuple[int, int]]:
    """The spans of the title's phrases spliced into `lines` of the text, in order, each with the comma that joins it on.

    text   the page
    lines  spans to look in, each without a line end inside
    title  the title whose phrases are looked for; a title of one phrase counts as one
    cut    the lines are broken off: the beginning of a phrase at a line's end, after a comma, counts too
    """
    phrases = title_phrases(title)
    alien = [phrase for phrase in phrases if _may_be_alien(phrase, phrases)]
    found = []
    for phrase in sorted({*phrases, title.strip()} - {""}):
        for low, high in lines:
            hits = _hits(text, phrase, low, high)
            topic = phrase in alien and not asks(phrase) and any(_runs_on(text, at, low) for at in hits)
            for at in hits:
                end = at + len(phrase)
                span = _bracketed(text, at, end, low, high)
                if span is None and phrase in alien:
                    span = _spliced(text, at, end, low, high, topic)
                if span:
                    found.append(span)
    if cut:
        found += [span for low, high in lines for span in _cut_off(text, low, high, alien[1:] or alien)]
    return merged(found)


def _cut_off(text: str, low: int, high: int, phrases: list[str]) -> list[tuple[int, int]]:
    """The last clause of a line that breaks off, where it is half a phrase or more."""
    clause = _CLAUSE.search(text, max(low, high - 40), high).group()
    start = high - len(clause)
    before = text[start - 1] if start > low else ""
    half = any(
        phrase.startswith(clause) and max(4, len(phrase) / 2) <= len(clause) < len(phrase)
        for phrase in phrases
        if before and before in (COMMA + FINAL + OPENS if asks(phrase) else COMMA)
    )
    return [(start, high)] if half else []


def _hits(text: str, phrase: str, low: int, high: int) -> list[int]:
    hits, at = [], text.find(phrase, low, high)
    while at >= 0:
        hits.append(at)
        at = text.find(phrase, at + len(phrase), high)
    return hits


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _may_be_alien(phrase: str, phrases: tuple[str, ...]) -> bool:
    """A question on the subject is alien to an essay's sentence; a bare topic (密切联系群众) may be its subject."""
    if asks(phrase):
        return True
    return len(phrases) > 1 and len(phrase) >= 6 and not any(phrase in other for other in phrases if other != phrase)


def _bracketed(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int] | None:
    """A title set into the text in square brackets of its own: 【…】."""
    if start > low and end < high and text[start - 1] + text[end] in ("【】", "[]", "［］"):
        return start - 1, end + 1
    return None


def _spliced(text: str, start: int, end: int, low: int, high: int, topic: bool) -> tuple[int, int] | None:
    """The splice at `text[start:end]`, a title's phrase, or None. `topic`: the line has it inside longer clauses too."""
    before = text[start - 1] if start > low else ""
    after = text[end] if end < high else ""
    opens = not before or before in OPENS + FINAL + ASKING or (before in CLOSES and start - 2 >= low)
    joined = before != "" and before in COMMA + "：:"
    loose = before != "" and (before.isspace() or before in BROKEN or bool(_DIGIT.match(before)))
    if not (opens or joined or loose):
        return None
    asking = asks(text[start:end])
    governed = joined and asking and _governed(text, start - 1, low)
    if after and after in COMMA:
        subject = _takes_subject(text, end + 1, high) and (opens or _is_adverbial(text, start - 1, low))
        return None if governed or subject or (opens and topic) else (start, end + 1)
    if not after and (opens or joined) and not governed and asking:
        return start, end
    if after and after in ASKING:
        return None
    if (not after or after in FINAL or after in CLOSES) and not governed:
        if before and before in COMMA:
            return start - 1, end
        if opens and after == "。" and asking:
            return start, end + 1
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(any_of("governing") + r"$"), re.compile(any_of("predicate"))


def _clause_before(text: str, comma: int, low: int) -> str:
    return _CLAUSE.search(text, max(low, comma - 40), comma).group()


def _governed(text: str, comma: int, low: int) -> bool:
    return bool(_patterns()[0].search(_clause_before(text, comma, low)))


def _takes_subject(text: str, at: int, high: int) -> bool:
    return bool(_patterns()[1].match(text, at, high))


def _is_adverbial(text: str, comma: int, low: int) -> bool:
    """A short clause that opens its sentence (新时代, 当前) leaves what follows it to be the subject."""
    clause = _clause_before(text, comma, low)
    left = comma - len(clause) - 1
    return len(clause) <= 6 and (left < low or text[left] in FINAL + ASKING + OPENS)


def _runs_on(text: str, at: int, low: int) -> bool:
    """Whether the words at this place stand within a longer clause: then they are the author's topic."""
    return at > low and text[at - 1] not in COMMA + FINAL + OPENS + "：:"


@dataclass(frozen=True)
class Restored:
    """A stretch of a text without the splices in it: a derived view, the text itself being as it was.

    text      the words that remain
    offsets   the code point in the original of each character of `text`; as long as `text`
    """

    text: str
    offsets: tuple[int, ...]

    def spans(self, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """The spans of the original that `text[start:end]` stands for: two or more where a splice lay between.

        Raises SpanError for a span that the view does not have.
        """
        end = len(self.text) if end is None else end
        if not 0 <= start <= end <= len(self.text):
            raise SpanError(f"no span {start}-{end} in a restored text of {len(self.text)} characters")
        out: list[tuple[int, int]] = []
        for offset in self.offsets[start:end]:
            if out and out[-1][1] == offset:
                out[-1] = (out[-1][0], offset + 1)
            else:
                out.append((offset, offset + 1))
        return out

    def position(self, offset: int) -> int:
        """Where in the view an offset of the original stands; the place of the cut for an offset inside a splice."""
        at = bisect_right(self.offsets, offset)
        return at - 1 if at and self.offsets[at - 1] == offset else at


def restore(source: Document | str, start: int, end: int, layers: pd.DataFrame | None = None) -> Restored:
    """`text[start:end]` without the `keyword` rows of the layers.

    source      a document, or a text
    start, end  code points of the original; raises SpanError where they are no span of it
    layers      DataFrame with `start, end, layer`, as `page.layers` gives; by default the document's own
    """
    document = source if isinstance(source, Document) else Document("text", source, layers=layers)
    document.check_span(start, end)
    rows = document.layers if layers is None else layers
    cuts = rows.loc[rows["layer"] == "keyword", ["start", "end"]].sort_values("start")
    offsets: list[int] = []
    at = start
    for low, high in cuts.itertuples(index=False):
        if high > start and low < end:
            offsets.extend(range(at, max(at, low)))
            at = max(at, high)
    offsets.extend(range(at, max(at, end)))
    return Restored("".join(document.text[i] for i in offsets), tuple(offsets))
