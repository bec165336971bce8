"""Is a quotation true? Its words laid against a canon, and a verdict from a ladder.

verbatim            the same words and marks (widths of marks and marks at either end are set aside)
punctuation only    the same words, other punctuation
variant characters  the same words in another spelling (象/像, 拚/拼, traditional characters)
truncated           the same words, cut out of a sentence that goes on in the source
abridged            only whole clauses, or what an ellipsis announces, are missing
altered             words were dropped, added or replaced
spliced             at least SPLICE letters that the passage does not have were put in
joined              two or more passages made into one
formula             a short phrase that MANY works or more have: no one source can be named
not in this canon   nothing near enough was found; that says something of the canon, not of the quotation
too short           fewer than SHORTEST letters, so that nothing can be said
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from analysis.checking import passages
from analysis.checking.alignment import Operation, operations, settle
from analysis.checking.canon import Canon, Work
from analysis.checking.canon_index import NOTE, bare, reduce_short, standard
from analysis.checking.passages import Part

VERDICTS = (
    "verbatim",
    "punctuation only",
    "variant characters",
    "truncated",
    "abridged",
    "altered",
    "spliced",
    "joined",
    "formula",
    "not in this canon",
    "too short",
)
CHINESE = dict(
    zip(
        VERDICTS,
        (
            "逐字",
            "仅标点不同",
            "异体字",
            "截取",
            "节略",
            "有改动",
            "插入异文",
            "拼合",
            "套语",
            "未见于所用文库",
            "过短",
        ),
        strict=True,
    )
)
ABSENT = ("not in this canon", "too short")
SHORTEST = 4  # letters below which nothing is said
MANY = 5  # works that make a short phrase a formula
FORMULA = 12  # letters up to which a phrase can be one
SPLICE = 5  # letters that were put in, from which on it is a splice and not an alteration
DOUBTFUL = 0.85  # similarity below which a passage is named with a caution
FEW = 6  # letters up to which so is one that has the very words
ELLIPSIS = 300  # letters that an ellipsis may stand for
CLAUSE = 4  # letters of a dropped clause, from which on it is an abridgement
_MOST = 500  # places of one wording that are weighed against each other
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{3,}|—{2,}")
_NOTES = re.compile(f"(?:{NOTE.pattern})*")
_SENTENCE_END = frozenset("。！？!?；;…\n\r")
_OPENING = frozenset("“‘「『（(《〈[〔【>#*-—\"' \t\u3000\xa0")
_CLOSING = frozenset("”’」』）)》〉]〕】\"' \t\u3000\xa0")


class Passage(NamedTuple):
    """Where a quotation, or a part of it, stands: offsets in the work's text and in the quotation's words.

    `operations` hold offsets into the same two texts.
    """

    work: Work
    start: int
    end: int
    quote_start: int
    quote_end: int
    operations: tuple[Operation, ...]

    @property
    def differences(self) -> list[Operation]:
        """The operations that are more than another width of the same mark."""
        return [operation for operation in self.operations if operation.op != "typography"]


@dataclass(frozen=True)
class Finding:
    """What a canon says of a quotation.

    verdict      one of VERDICTS
    similarity   1 - edits / letters of the longer side, with punctuation, spelling and clauses that were left out set
                 aside; of the nearest passage where the verdict is `not in this canon`; nan where nothing was compared
    passages     where the words stand, in the quotation's order; empty where they are not in the canon
    nearest      the passage that the similarity is of, also where it is not near enough
    works        how many works have the source's wording
    rest         of a splice: the verdict on what is left
    cut          "start", "end", "both" or "": on which side the source's sentence goes on
    notes        what else there is to say, in words
    """

    verdict: str
    similarity: float
    passages: tuple[Passage, ...] = ()
    nearest: Passage | None = None
    works: int = 0
    rest: str = ""
    cut: str = ""
    notes: tuple[str, ...] = ()


class Query:
    """A quotation made ready: its letters, where each stands, and before which of them there is punctuation."""

    def __init__(self, quote: str, foreign: Sequence[tuple[int, int]]) -> None:
        letters, places = reduce_short(quote)
        kept = [k for k, place in enumerate(places) if not any(a <= place < b for a, b in foreign)]
        self.quote, self.foreign = quote, foreign
        self.letters = "".join(letters[k] for k in kept)
        self.places = [places[k] for k in kept]
        self.ellipses = [match.span() for match in _ELLIPSIS.finditer(quote)]


def check(quote: str, canon: Canon, foreign: Sequence[tuple[int, int]] = ()) -> Finding:
    """The verdict on a quotation's words (without their outer marks).

    foreign   spans of the quotation known to be no part of it, such as a spliced search phrase: what is left is
              compared, and a verdict becomes `spliced` with what is left as its `rest`
    """
    query = Query(quote, foreign)
    size = len(query.letters)
    if size < SHORTEST:
        found = len({canon.index.work_at(p) for p in canon.index.occurrences(query.letters)}) if size else 0
        what = f"{size} {'letter is' if size == 1 else 'letters are'} too few to tell a source by"
        note = what + (f"; {found} works have {'it' if size == 1 else 'them'}" if size else "")
        return Finding("too short", float("nan"), works=found, notes=(note,))
    exact = canon.index.occurrences(query.letters)
    if exact:
        finding = _exact(query, canon, exact)
    elif announced := _announced(query, canon):
        finding = _judged(query, canon, [announced])
    else:
        parts, nearest = passages.find(query.letters, canon)
        finding = _judged(query, canon, parts) if parts else _absent(query, canon, nearest)
    if foreign and finding.verdict not in ABSENT:
        finding = replace(finding, verdict="spliced", rest=finding.rest or finding.verdict)
    return finding


def _exact(query: Query, canon: Canon, positions: list[int]) -> Finding:
    size = len(query.letters)
    works = len({canon.index.work_at(position) for position in positions})
    parts = [Part(0, size, p, p + size, list(range(size))) for p in positions[:_MOST]]
    best, cut = _preferred([_passage(query, canon, part) for part in parts])
    if works >= MANY and size <= FORMULA:
        note = f"{works} works have it; the first by date among them is named"
        return Finding("formula", 1.0, (best,), best, works, notes=(note,))
    return Finding(_rung(query, best, cut), 1.0, (best,), best, works, cut=cut, notes=_notes(best, works, 1.0, size))


def _judged(query: Query, canon: Canon, parts: list[Part]) -> Finding:
    if len(parts) > 1:
        return _joined(query, canon, parts)
    part = parts[0]
    text = canon.index.text
    same = canon.index.occurrences(text[part.start : part.end])[:_MOST] or [part.start]
    works = len({canon.index.work_at(position) for position in same})
    moved = [part._replace(start=p, end=p + part.end - part.start) for p in same]
    best, cut = _preferred([_passage(query, canon, candidate) for candidate in moved])
    left_out = [op for op in best.differences if _abridging(op, query, best)]
    splices = [op for op in best.differences if _splice(op, query, best)]
    spared = sum(_letters(best.work.text, op.source_start, op.source_end) for op in left_out)
    spared += sum(_letters(query.quote, op.quote_start, op.quote_end) for op in splices if query.foreign)
    edits = _edits(best, query.quote) - spared
    longer = max(len(query.letters), part.end - part.start - spared)
    share = max(0.0, 1 - max(edits, 0) / longer)
    rest = best._replace(operations=tuple(op for op in best.operations if op not in splices))
    notes = _notes(best, works, 1.0 if splices else share, len(query.letters))
    if splices:
        return Finding("spliced", share, (best,), best, works, _rung(query, rest, cut), cut, notes)
    return Finding(_rung(query, best, cut), share, (best,), best, works, cut=cut, notes=notes)


def _announced(query: Query, canon: Canon) -> Part | None:
    """The passage that has the very words on all sides of the quotation's ellipses, in order and within ELLIPSIS letters."""
    cuts = [bisect_left(query.places, start) for start, _ in query.ellipses]
    edges = sorted({0, *cuts, len(query.letters)})
    pieces = [query.letters[a:b] for a, b in pairwise(edges)]
    if len(pieces) < 2 or min(map(len, pieces)) < SHORTEST:
        return None
    index = canon.index
    places = [index.occurrences(piece) for piece in pieces]
    for start in places[0][:_MOST] if all(places) else []:
        found, at = [start], start + len(pieces[0])
        for piece, known in zip(pieces[1:], places[1:], strict=True):
            following = bisect_left(known, at)
            if following == len(known) or known[following] - at > ELLIPSIS:
                break
            found.append(known[following])
            at = found[-1] + len(piece)
        if len(found) == len(pieces) and index.work_at(start) == index.work_at(at - 1):
            partner = [p - start + k for p, piece in zip(found, pieces, strict=True) for k in range(len(piece))]
            return Part(0, len(query.letters), start, at, partner)
    return None


def _joined(query: Query, canon: Canon, parts: list[Part]) -> Finding:
    found = tuple(_passage(query, canon, part) for part in parts)
    matched = sum(part.matched for part in parts)
    longest = max(found, key=lambda passage: passage.end - passage.start)
    names = list(dict.fromkeys(passage.work.id for passage in found))
    note = f"{len(found)} passages of {len(names)} {'work' if len(names) == 1 else 'works'}"
    if len(names) == 1 and [p.start for p in found] != sorted(p.start for p in found):
        note += ", not in the source's order"
    return Finding("joined", matched / len(query.letters), found, longest, 1, notes=(note, *_undated(found)))


def _absent(query: Query, canon: Canon, nearest: Part | None) -> Finding:
    note = f"not among the {len(canon)} works of {canon.name}; that does not make it false"
    if nearest is None:
        return Finding("not in this canon", 0.0, notes=(note,))
    passage = _passage(query, canon, nearest)
    return Finding("not in this canon", passages.similarity(nearest), nearest=passage, notes=(note,))


def _rung(query: Query, passage: Passage, cut: str) -> str:
    """The rung of the ladder on which a quotation from one passage stands."""
    kinds = {op.op for op in passage.differences}
    if kinds & {"add", "replace", "drop"}:
        letters = [op for op in passage.differences if op.op in ("add", "replace", "drop")]
        foreign = [op for op in letters if query.foreign and _is_foreign(op, query, passage)]
        others = [op for op in letters if op not in foreign]
        if others:
            return "abridged" if all(_abridging(op, query, passage) for op in others) else "altered"
    if cut:
        return "truncated"
    return "variant characters" if "variant" in kinds else "punctuation only" if "mark" in kinds else "verbatim"


def _passage(query: Query, canon: Canon, part: Part) -> Passage:
    """A part with its offsets in the work and in the quotation, and every difference between the two."""
    index = canon.index
    work = canon.works[index.work_at(part.start)]
    places = [index.place(position) for position in range(part.start, part.end)]
    start, end = places[0], places[-1] + 1
    q_places = query.places[part.a : part.b]
    q_start, q_end = q_places[0], q_places[-1] + 1
    source, quote = work.text[start:end], query.quote[q_start:q_end]
    s_local, q_local = [place - start for place in places], [place - q_start for place in q_places]
    partner = part.partner
    if min(partner) < 0 or part.matched < part.end - part.start:
        letters = query.letters[part.a : part.b], index.text[part.start : part.end]
        partner = settle(partner, *letters, _marks_before(quote, q_local), _marks_before(source, s_local))
    found = operations(quote, source, q_local, s_local, partner)
    placed = (
        op._replace(
            quote_start=op.quote_start + q_start,
            quote_end=op.quote_end + q_start,
            source_start=op.source_start + start,
            source_end=op.source_end + start,
        )
        for op in found
    )
    return Passage(work, start, end, q_start, q_end, tuple(placed))


def _preferred(found: list[Passage]) -> tuple[Passage, str]:
    """The passage with the fewest differences; then one that is cut from no sentence; then the earliest dated."""
    cuts = [_cut(passage) for passage in found]
    sides = {"": 0, "start": 1, "end": 1, "both": 2}
    ranked = sorted(
        range(len(found)),
        key=lambda k: (len(found[k].differences), sides[cuts[k]], found[k].work.iso == "", found[k].work.iso, k),
    )
    return found[ranked[0]], cuts[ranked[0]]


def _cut(passage: Passage) -> str:
    """On which side the source's sentence goes on past the passage."""
    text = passage.work.text
    before, after = passage.start - 1, passage.end
    while before >= 0 and text[before] in _OPENING:
        before -= 1
    after += len(_NOTES.match(text, after).group())
    while after < len(text) and text[after] in _CLOSING:
        after += 1
    at_start = before < 0 or text[before] in _SENTENCE_END or text[before] in "：:"
    at_start = at_start or (text[before] in _CLOSING and before > 0 and text[before - 1] in _SENTENCE_END)
    at_end = after >= len(text) or text[after] in _SENTENCE_END
    return {(True, True): "", (False, True): "start", (True, False): "end", (False, False): "both"}[at_start, at_end]


def _abridging(op: Operation, query: Query, passage: Passage) -> bool:
    """Whether what is missing is a clause from mark to mark, or is announced by an ellipsis."""
    if op.op != "drop":
        return False
    if any(a <= op.quote_end and op.quote_start <= b for a, b in query.ellipses):
        return True
    text = passage.work.text
    first = not text[op.source_start].isalnum() or not text[op.source_start - 1].isalnum()
    last = not text[op.source_end - 1].isalnum() or not text[op.source_end : op.source_end + 1].isalnum()
    return first and last and _letters(text, op.source_start, op.source_end) >= CLAUSE


def _splice(op: Operation, query: Query, passage: Passage) -> bool:
    if query.foreign and _is_foreign(op, query, passage):
        return True
    added = _letters(query.quote, op.quote_start, op.quote_end)
    dropped = _letters(passage.work.text, op.source_start, op.source_end)
    return added - dropped >= SPLICE and dropped <= added // 4


def _is_foreign(op: Operation, query: Query, passage: Passage) -> bool:
    """Whether what was added is nothing but what is known to be foreign."""
    if _letters(passage.work.text, op.source_start, op.source_end):
        return False
    places = [p for p in range(op.quote_start, op.quote_end) if standard(query.quote[p])]
    return bool(places) and all(any(a <= place < b for a, b in query.foreign) for place in places)


def _edits(passage: Passage, quote: str) -> int:
    return sum(
        max(_letters(quote, op.quote_start, op.quote_end), _letters(passage.work.text, op.source_start, op.source_end))
        for op in passage.differences
        if op.op != "variant"
    )


def _letters(text: str, start: int, end: int) -> int:
    return sum(bool(standard(character)) for character in bare(text[start:end]))


def _marks_before(text: str, places: list[int]) -> list[bool]:
    return [place > 0 and not text[place - 1].isalnum() for place in places]


def _notes(best: Passage, works: int, share: float, size: int) -> tuple[str, ...]:
    notes = [f"{works} works have this wording"] if works > 1 else []
    if share < DOUBTFUL:
        notes.append(f"similarity {share:.2f}: the passage may be a likeness and not the source")
    if size <= FEW:
        notes.append(f"{size} letters: the work has the words, and others may")
    return (*notes, *_undated([best]))


def _undated(found: Sequence[Passage]) -> tuple[str, ...]:
    names = dict.fromkeys(passage.work.id for passage in found if not passage.work.iso)
    return (f"the canon gives no date for {', '.join(names)}",) if names else ()
