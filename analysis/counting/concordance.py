"""Keyword in context: every occurrence with what stands to its left and right, leading back to its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, Literal
from urllib.parse import quote

import numpy as np
import pandas as pd

from analysis.coding.lexicon import fold
from analysis.counting.errors import CountingError
from analysis.counting.segmenter import Segmenter, is_segmented
from analysis.counting.tokens import carry, documents_and_units, pieces_of
from analysis.counting.tokens import tokens as tokens_of
from analysis.document import LINE_END, Document

Order = Literal["position", "left", "right", "label", "speaker", "doc"]
ORDERS = ("position", "left", "right", "label", "speaker", "doc")
COLUMNS = ["doc", "start", "end", "left", "node", "right", "layer", "paragraph", "unit", "label", "speaker"]
_NEIGHBOURS = 5  # tokens to a side that a sort by tokens looks at
_WIDE = frozenset("WFA")  # ambiguous marks (“ ” … ·) are wide in Chinese fonts


def concordance(
    documents: Document | Iterable[Document] | Any,
    node: str | re.Pattern,
    *,
    regex: bool = False,
    whole_words: bool = True,
    layer: str | Sequence[str] | None = "essay",
    label: str | Sequence[str] | None = None,
    speaker: str | Sequence[str] | None = None,
    width: int = 20,
    sort: Order | Sequence[Order] = "position",
    by: Literal["characters", "tokens"] = "characters",
    units: pd.DataFrame | None = None,
    quotations: pd.DataFrame | None = None,
    tokens: pd.DataFrame | None = None,
    segmenter: Segmenter | None = None,
    segmented: bool | None = None,
) -> pd.DataFrame:
    """Every occurrence of a word, a run of words or an expression, with its context.

    documents   a document, several, or a coded object, whose units and quotations give label and speaker
    node        a string, or with `regex` (or compiled) a regular expression, found anywhere within a stretch of a layer; in
                traditional or simplified characters, it finds both
    whole_words a string is found only where it begins and ends with a token; False finds 群众 within 群众路线 too
    layer, label, speaker   keep occurrences in these layers, in units of these labels, in quotations of these speakers
    width       characters of context to a side; it does not leave the line or the layer
    sort        one order or several, the first foremost: `position` (document, place), `left` (from the node outwards),
                `right`, `label`, `speaker`, `doc`; code point order, ties by position
    by          whether left and right are compared by characters or by tokens
    tokens      the token table of these documents and layers, if you have it already

    Columns: `doc, start, end, left, node, right` (as in the text, nothing put between; the spaces of a pre-segmented text
    taken out), `layer, paragraph, unit` (as in the token table), `label, speaker` (<NA> and "" without).
    No occurrence left after filtering is an empty table.

    Raises CountingError for a string that does not occur, an expression that does not compile (saying where) or matches
    nothing at all (the empty string), an unknown order, label or speaker.
    """
    texts, units = documents_and_units(documents, units)
    quotations = getattr(documents, "quotations", None) if quotations is None else quotations
    literal = not (regex or isinstance(node, re.Pattern))
    table = tokens_of(texts, layer, units, segmenter=segmenter, segmented=segmented) if tokens is None else tokens
    orders = [sort] if isinstance(sort, str) else list(sort)
    for order in orders:
        if order not in ORDERS:
            raise CountingError(f"no order {order!r}; a concordance is sorted by {', '.join(ORDERS)}")
    if width < 0:
        raise CountingError(f"a context is 0 characters or more, not {width}")
    by_doc = dict(iter(table.groupby("doc", sort=False)))
    said = dict(iter(quotations.groupby("doc", sort=False))) if quotations is not None else {}
    hits, chosen = [], table["layer"].unique().tolist()
    for one in texts:
        if one.id not in by_doc:
            continue
        given = is_segmented(one.text) if segmented is None else segmented
        pattern = _pattern(node, literal, given)
        hits += _hits_in(
            one, by_doc[one.id], said.get(one.id), pattern, literal and whole_words, chosen, width, given, by
        )
    if literal and not hits:
        raise CountingError(
            f"{node!r} does not occur in these {len(texts)} documents{' as whole words' * whole_words}; "
            f"{'try whole_words=False (--part), ' * whole_words}another layer, or a regular expression"
        )
    frame = pd.DataFrame(hits, columns=[*COLUMNS, "_left", "_right"])
    frame = frame.astype({"start": "int64", "end": "int64", "paragraph": "int64", "unit": "int64"})
    frame = _filtered(_filtered(frame, "label", label, units), "speaker", speaker, quotations)
    keys = {"position": ["doc", "start", "end"], "left": ["_left"], "right": ["_right"]}
    columns = list(dict.fromkeys(key for order in [*orders, "position"] for key in keys.get(order, [order])))
    frame = frame.sort_values(columns, ignore_index=True, na_position="last")
    pattern = node if isinstance(node, str) else node.pattern
    return carry(frame[COLUMNS], table, node=pattern, sort="+".join(orders), width=width)


def to_text(lines: pd.DataFrame, width: int | None = None) -> str:
    """The concordance as aligned lines: place, left context flush right, node, right context.

    Chinese characters and marks take two columns and are padded with ideographic spaces, so that nodes stand under each
    other in any font whose Chinese characters are twice as wide as the Latin. width: characters of context to a side.
    """
    if lines.empty:
        return "(no occurrence)"
    cut = len if width is None else (lambda context: width)
    shown = [
        (f"{row.doc}:{row.start}", _plain(row.left[max(len(row.left) - cut(row.left), 0) :]), _plain(row.node),
         _plain(row.right[: cut(row.right)]))
        for row in lines.itertuples()
    ]  # fmt: skip
    places, lefts, nodes = (max(columns_of(line[part]) for line in shown) for part in range(3))
    return "\n".join(
        f"{_pad(place, places, after=True)}  {_pad(left, lefts)}  {_pad(node, nodes, after=True)}  {right}".rstrip()
        for place, left, node, right in shown
    )


def to_html(lines: pd.DataFrame) -> str:
    """The concordance as an HTML table; each node is a link to `#u-<doc>-<unit start>`, its place in the reader."""
    cell = '<td style="text-align:{};white-space:nowrap">{}</td>'
    rows = []
    for row in lines.itertuples():
        target = f"#u-{quote(row.doc, safe='')}-{row.unit}"
        link = (
            f'<a href="{escape(target, quote=True)}" title="{escape(f"{row.doc} {row.start}–{row.end}", quote=True)}">'
        )
        label, who = ("" if pd.isna(value) else escape(str(value), quote=True) for value in (row.label, row.speaker))
        left, node, right = (escape(part, quote=True) for part in (row.left, row.node, row.right))
        cells = [("right", left), ("center", f"{link}{node}</a>"), ("left", right), ("left", label), ("left", who)]
        rows.append("<tr>" + "".join(cell.format(*one) for one in cells) + "</tr>")
    head = "".join(f'<th scope="col">{name}</th>' for name in ("left", "node", "right", "label", "speaker"))
    return f'<table lang="zh"><thead><tr>{head}</tr></thead><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def columns_of(text: str) -> int:
    """How many columns a text takes where Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in _WIDE) for letter in text
    )


def _pattern(node: str | re.Pattern, literal: bool, given: bool) -> re.Pattern:
    if isinstance(node, re.Pattern):
        pattern = re.compile(fold(node.pattern), node.flags)
    elif not node:
        raise CountingError("an empty string is everywhere; give a word or an expression")
    elif literal:
        return re.compile(("[ \u3000]*" if given else "").join(map(re.escape, fold(node))))
    else:
        try:
            pattern = re.compile(fold(node))
        except re.error as error:
            at = "" if error.pos is None else f" at character {error.pos} ({node[error.pos : error.pos + 8]!r})"
            raise CountingError(f"the expression {node!r} does not compile{at}: {error.msg}") from error
    if pattern.fullmatch(""):
        raise CountingError(f"the expression {pattern.pattern!r} matches the empty string, which is everywhere")
    return pattern


def _hits_in(
    one: Document,
    rows: pd.DataFrame,
    said: pd.DataFrame | None,
    pattern: re.Pattern,
    whole_words: bool,
    chosen: list[str],
    width: int,
    given: bool,
    by: str,
) -> list[tuple]:
    text, folded, starts, ends = one.text, fold(one.text), rows["start"].to_numpy(), rows["end"].to_numpy()
    if not len(starts):
        return []
    first, last = set(starts.tolist()), set(ends.tolist())
    values = {name: rows[name].to_numpy() for name in ("token", "layer", "paragraph", "unit", "label")}
    speakers = _speakers(text, said)
    hits = []
    for _, opened, closed in pieces_of(one, chosen):
        for match in pattern.finditer(folded, opened, closed):
            start, end = match.span()
            if start == end or (whole_words and not (start in first and end in last)):
                continue
            left = LINE_END.split(text[max(start - width, opened) : start])[-1]
            right = LINE_END.split(text[end : min(end + width, closed)])[0]
            words = [part.replace(" ", "") if given else part for part in (left, text[start:end], right)]
            at = max(int(np.searchsorted(starts, start, side="right")) - 1, 0)
            keys = (words[0][::-1], words[2]) if by == "characters" else _neighbours(values, starts, at, end)
            place = (values[name][at] for name in ("layer", "paragraph", "unit", "label"))
            hits.append((one.id, start, end, *words, *place, "" if speakers is None else speakers(start), *keys))
    return hits


def _neighbours(values: dict[str, np.ndarray], starts: np.ndarray, at: int, end: int) -> tuple[tuple, tuple]:
    """The tokens to the left (nearest first) and to the right, in the same paragraph."""
    after = int(np.searchsorted(starts, end))
    near = [range(at - 1, max(at - 1 - _NEIGHBOURS, -1), -1), range(after, min(after + _NEIGHBOURS, len(starts)))]
    same = values["paragraph"][at]
    return tuple(tuple(values["token"][i] for i in side if values["paragraph"][i] == same) for side in near)


def _speakers(text: str, said: pd.DataFrame | None) -> Callable[[int], str] | None:
    """Who speaks at an offset: the speaker of the innermost quotation there, "" outside of all."""
    if said is None:
        return None
    rows = said.assign(size=said["end"] - said["start"]).sort_values("size", ascending=False, kind="stable")
    owner, names = np.zeros(len(text) + 1, dtype=np.int32), ["", *rows["speaker"].fillna("").tolist()]
    for number, (start, end) in enumerate(zip(rows["start"], rows["end"], strict=True), start=1):
        owner[start:end] = number
    return lambda offset: names[owner[offset]]


def _filtered(
    frame: pd.DataFrame, column: str, wanted: str | Sequence[str] | None, source: pd.DataFrame | None
) -> pd.DataFrame:
    if wanted is None:
        return frame
    wanted = [wanted] if isinstance(wanted, str) else list(wanted)
    there = set() if source is None else set(source[column].dropna())
    unknown = [value for value in wanted if value not in there]
    if unknown:
        has = ", ".join(sorted(map(str, there - {""}))) or "none: code(…) the documents first"
        raise CountingError(f"no {column} {', '.join(map(repr, unknown))}; there is {has}")
    return frame[frame[column].isin(wanted)]


def _plain(context: str) -> str:
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cf") else letter for letter in context)


def _pad(text: str, columns: int, after: bool = False) -> str:
    missing = columns - columns_of(text)
    space = "\u3000" * (missing // 2) + " " * (missing % 2)
    return text + space if after else space + text
