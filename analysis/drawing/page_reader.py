"""A coded text as a page of its own: every unit with its label in the margin, filters, quotations with their verdicts.

The running text stands in the page as it stands in the document, character for character; labels, tags and tables are
drawn by the style sheet or cannot be selected, so that what is copied out is the text. Needs `reader.css`; `site.js`
adds counts, keys and languages, and nothing is lost without it.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis.checking.verdicts import CHINESE
from analysis.coding.coded import Coded
from analysis.document import Document
from analysis.drawing import style
from analysis.drawing.page_folds import both, quoted, stated

MOST_SPEAKERS = 12
CLOSING = tuple('”’」』"')


class Mark(NamedTuple):
    """A stretch of the running text that is drawn in its own way; `tag` is drawn after its last character."""

    start: int
    end: int
    kind: str
    tag: str = ""
    tag_zh: str = ""


def unit_id(doc: str, start: int) -> str:
    """The address of a unit within a page: `u-<doc>-<start>`; of a name only letters, digits, `.`, `-` and `_` stay."""
    return f"u-{_plain(doc)}-{start}"


def layer_id(doc: str, start: int) -> str:
    """The address of a layer that is not the essay: `l-<doc>-<start>`."""
    return f"l-{_plain(doc)}-{start}"


def page_html(coded: Coded, doc: str | None = None, verdicts: pd.DataFrame | None = None) -> str:
    """One coded document as an HTML section: filters, the sequence of its units, and the whole text.

    verdicts   `doc, start, end, verdict, work, author, date, note`, as data/canon/quotations.csv; quotations without a
               row there have no verdict
    """
    document = coded.document(doc)
    units = coded.units[coded.units["doc"] == document.id]
    quotations = _with_verdicts(coded.quotations[coded.quotations["doc"] == document.id], verdicts)
    statements = coded.statements[coded.statements["doc"] == document.id]
    own = quotations[quotations["kind"] != "mention"]
    speakers = [name for name in own["speaker"].value_counts().index if name][:MOST_SPEAKERS]
    said = [verdict for verdict in CHINESE if (own["verdict"] == verdict).any()]
    units = _described(units, own, speakers, said)
    return (
        f'<section class="reader" data-doc="{html.escape(document.id)}">'
        + _filters(units, own, speakers, said)
        + sequence_html(document, units)
        + '<div class="text" lang="zh-Hans">'
        + "".join(_body(document, units, quotations, statements))
        + "</div></section>"
    )


def sequence_html(document: Document, units: pd.DataFrame, page: str = "") -> str:
    """The units in their order as a strip of links, a row a paragraph; `page` is the address of the reader's page."""
    if units.empty:
        return ""
    rows, lengths, at = [], [], None
    for unit in units.itertuples():
        if at is None or re.search(r"[\r\n]", document.text[at : unit.start]):
            rows.append([])
            lengths.append(0)
        lengths[-1] += unit.end - unit.start
        letter, english, chinese, _ = style.LABELS[unit.label]
        rows[-1].append(
            f'<a href="{page}#{unit_id(document.id, unit.start)}" data-label="{unit.label}" data-l="{letter}" '
            f'style="flex-grow:{unit.end - unit.start}" aria-label="{english} {chinese}, {unit.start}–{unit.end}"></a>'
        )
        at = unit.end
    longest = max(lengths)
    strips = "".join(
        f'<div style="width:{100 * length / longest:.1f}%">{"".join(row)}</div>'
        for row, length in zip(rows, lengths, strict=True)
    )
    return f'<nav class="strip" aria-label="The sequence of units · 单位的序列">{strips}</nav>'


def _plain(doc: str) -> str:
    return re.sub(r"[^\w.-]", "_", doc)


def _with_verdicts(quotations: pd.DataFrame, verdicts: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["verdict", "work", "author", "date", "note"]
    if verdicts is None:
        return quotations.assign(**dict.fromkeys(columns, ""))
    known = verdicts.drop_duplicates(["doc", "start", "end"])[["doc", "start", "end", *columns]]
    return quotations.merge(known, "left", on=["doc", "start", "end"]).fillna(dict.fromkeys(columns, ""))


def _described(units: pd.DataFrame, own: pd.DataFrame, speakers: list[str], said: list[str]) -> pd.DataFrame:
    """The units with the numbers of the speakers and verdicts in them, as the filters' rules name them."""
    inside = dict(list(own.groupby("unit")))
    columns = []
    for name, listed in (("speaker", speakers), ("verdict", said)):
        numbers = {value: number for number, value in enumerate(listed)}
        columns.append(
            [
                " ".join(str(n) for n in sorted({numbers[v] for v in inside[start][name] if v in numbers}))
                if start in inside
                else ""
                for start in units["start"]
            ]
        )
    return units.assign(speakers=columns[0], verdicts=columns[1])


def _filters(units: pd.DataFrame, own: pd.DataFrame, speakers: list[str], said: list[str]) -> str:
    labels = [label for label in style.LABELS if (units["label"] == label).any()]
    groups = [
        ("label", "Label", "标签", [(v, *style.LABELS[v][1:3], int((units["label"] == v).sum())) for v in labels]),
        ("speaker", "Speaker", "说话人", [(n, v, v, int((own["speaker"] == v).sum())) for n, v in enumerate(speakers)]),
        (
            "verdict",
            "Verdict",
            "核对",
            [(n, v, CHINESE[v], int((own["verdict"] == v).sum())) for n, v in enumerate(said)],
        ),
    ]
    fields, rules = [], []
    for group, english, chinese, values in groups:
        if not values:
            continue
        boxes = "".join(
            f'<label data-{group}="{value}"><input type="checkbox" class="f-{group}" id="f-{group}-{value}" '
            f'value="{html.escape(en)}"> {both(en, zh)} <small>{count}</small></label>'
            for value, en, zh, count in values
        )
        fields.append(f'<fieldset class="f"><legend>{both(english, chinese)}</legend>{boxes}</fieldset>')
        rules += _rules(group, units["label"] if group == "label" else units[f"{group}s"])
    modes = (
        f'<label><input type="checkbox" id="f-hide"> {both("hide the rest", "隐藏其余")}</label>'
        f'<label><input type="checkbox" id="f-run"> {both("running text", "连排")}</label>'
        f'<button type="reset">{both("show all", "全部显示")}</button>'
        '<output class="f-count" aria-live="polite"></output>'
    )
    return (
        f'<style>{"".join(rules)}</style><form class="filters" autocomplete="off" '
        f'aria-label="Filter the units · 筛选">{"".join(fields)}<div class="f">{modes}</div></form>'
    )


def _rules(group: str, values: pd.Series) -> Iterator[str]:
    """A rule for each value that occurs: a unit that has none of the boxes ticked stands back."""
    for value in sorted(set(values)):
        ticked = "".join(f":not(:has(#f-{group}-{one}:checked))" for one in value.split())
        unit = f'.u[data-{group}="{value}"]'
        yield (
            f".reader:has(.f-{group}:checked){ticked} {unit}{{--tint:0%;color:var(--back)}}"
            f".reader:has(#f-hide:checked):has(.f-{group}:checked){ticked} {unit}{{display:none}}"
        )


def _body(document: Document, units: pd.DataFrame, quotations: pd.DataFrame, statements: pd.DataFrame) -> Iterator[str]:
    """The text from its first character to its last: units, other layers as folds, and what lies between as it is."""
    outside = document.layers[~document.layers["layer"].isin(["essay", "keyword"])]
    pieces = [(row.start, row.end, False, row) for row in outside.itertuples()]
    pieces += [(row.start, row.end, True, row) for row in units.itertuples()]
    pieces.sort(key=lambda piece: piece[:2])
    marks, next_mark = sorted(_marks(document, units, quotations)), 0
    by_unit, by_start = dict(list(quotations.groupby("unit"))), dict(list(statements.groupby("unit_start")))
    at = 0
    for start, end, is_unit, row in pieces:
        yield _escaped(document.text[at:start])
        while next_mark < len(marks) and marks[next_mark].end <= start:
            next_mark += 1
        inside = [mark for mark in _until(marks, next_mark, end) if mark.end > start]
        words = _run(document.text, start, end, inside)
        if is_unit:
            opened = quoted(document, by_unit.get(start)) + stated(document, by_start.get(start))
            yield _unit(document, row, words, opened)
        else:
            english, chinese, _ = style.LAYERS[row.layer]
            yield (
                f'<details class="layer" id="{layer_id(document.id, start)}" data-layer="{row.layer}"><summary>'
                f"{both(english, chinese)} <small>{start}–{end}</small></summary>{words}</details>"
            )
        at = end
    yield _escaped(document.text[at:])


def _until(marks: list[Mark], at: int, end: int) -> Iterator[Mark]:
    while at < len(marks) and marks[at].start < end:
        yield marks[at]
        at += 1


def _unit(document: Document, unit, words: str, opened: str) -> str:
    letter, english, chinese, _ = style.LABELS[unit.label]
    cue = cue_zh = ""
    if not pd.isna(unit.cue_start):
        form = document.text[unit.cue_start : unit.cue_end]
        cue, cue_zh = (
            f"\ncue {form} ({unit.cue_start}–{unit.cue_end})",
            f"\n线索 {form}({unit.cue_start}–{unit.cue_end})",
        )
    where = f"{unit.start}–{unit.end}"
    about = f"{english}\nconfidence {unit.confidence:.2f}{cue}\ncharacters {where}"
    about_zh = f"{chinese}\n把握 {unit.confidence:.2f}{cue_zh}\n字符 {where}"
    name = unit_id(document.id, unit.start)
    return (
        f'<div class="u" id="{name}" data-label="{unit.label}" data-speaker="{unit.speakers}" data-verdict="{unit.verdicts}"'
        f' data-about="{html.escape(about)}" data-about-zh="{html.escape(about_zh)}">'
        f'<a class="l" href="#{name}" aria-label="{html.escape(about.replace(chr(10), ", "))}" data-l="{letter}" '
        f'data-en="{english}" data-zh="{chinese}"></a><span class="w">{words}</span>{opened}</div>'
    )


def _marks(document: Document, units: pd.DataFrame, quotations: pd.DataFrame) -> Iterator[Mark]:
    for start, end in document.layer("keyword"):
        yield Mark(start, end, "splice")
    for unit in units.itertuples():
        if not pd.isna(unit.cue_start):
            yield Mark(int(unit.cue_start), int(unit.cue_end), "cue")
    for q in quotations.itertuples():
        if q.kind == "mention":
            yield Mark(q.start, q.end, "mention")
        else:
            yield Mark(q.start, q.end, "q")
            closed = document.text[q.end : q.end + 1] in CLOSING
            last = q.end if closed and q.end < len(document) else q.end - 1
            english = " · ".join(filter(None, [q.speaker, q.verdict]))
            chinese = " · ".join(filter(None, [q.speaker, CHINESE.get(q.verdict, "")]))
            yield Mark(last, last + 1, "said", english, chinese)


def _run(text: str, start: int, end: int, marks: list[Mark]) -> str:
    """The characters of a span, cut at the edges of the marks that touch it, so that no two elements cross."""
    edges = sorted({start, end, *(edge for mark in marks for edge in mark[:2] if start < edge < end)})
    parts = []
    for a, b in itertools.pairwise(edges):
        over = [mark for mark in marks if mark.start <= a and b <= mark.end]
        words = _escaped(text[a:b])
        if over:
            tags = [mark for mark in over if mark.tag and mark.end == b][:1]
            tag = "".join(f' data-tag="{html.escape(m.tag)}" data-tag-zh="{html.escape(m.tag_zh)}"' for m in tags)
            element = "del" if any(mark.kind == "splice" for mark in over) else "span"
            kinds = " ".join(dict.fromkeys(mark.kind for mark in over))
            words = f'<{element} class="{kinds}"{tag}>{words}</{element}>'
        parts.append(words)
    return "".join(parts)


def _escaped(text: str) -> str:
    """Characters that mean something in HTML escaped; a carriage return too, which a parser would make a line feed."""
    return html.escape(text).replace("\r", "&#13;")
