"""A coded text as HTML one can read: units tinted and lettered, quotations underlined with their speaker, splices struck.

Only HTML with inline styles, everything escaped, so that it reads the same in a notebook that is not trusted.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterator

import pandas as pd

from analysis.coding.coded import COMPONENTS, Coded
from analysis.document import Document
from analysis.drawing import style

MOST_UNITS = 600
TAG = "font-size:75%;padding:0 .3em;margin:0 .2em;border-radius:.2em;user-select:none;-webkit-user-select:none"
QUIET = "color:#5A5A5A;font-size:90%"


def read_html(coded: Coded, doc: str | None = None) -> str:
    """One coded document (the first, where there are several) as an HTML fragment, with a legend and counts.

    Every unit has the id `u-<doc>-<start>`, so that a concordance line or a figure can lead to it. A text of more than
    600 units is shown as far as that and says so.
    """
    if not coded.documents:
        return "<p>Nothing was coded: there is no document.</p>"
    document = coded.document(doc) if doc is not None else coded.documents[0]
    units = coded.units[coded.units["doc"] == document.id]
    parts = [_heading(coded, document, units)]
    shown = units.head(MOST_UNITS)
    end = len(document) if len(shown) == len(units) else int(shown["end"].iloc[-1])
    parts += _body(coded, document, shown, end)
    if end < len(document):
        parts.append(
            f'<p style="{QUIET}">{len(units) - len(shown):,} more units are in the table <code>.units</code>.</p>'
        )
    return f'<div lang="zh" style="max-width:46em;line-height:1.9">{"".join(parts)}</div>'


def _heading(coded: Coded, document: Document, units: pd.DataFrame) -> str:
    counts = units["label"].value_counts()
    legend = "".join(
        f'<span style="background:{_tint(colour)};border-bottom:2px solid {colour};padding:0 .4em;margin-right:.5em">'
        f"{letter} {english} {chinese} {counts[label]}</span> "
        for label, (letter, english, chinese, colour) in style.LABELS.items()
        if label in counts
    )
    others = len(coded.documents) - 1
    more = f" ({others} more documents were coded; name one to see it)" if others else ""
    title = html.escape(str(document.meta.get("title") or document.id))
    return (
        f'<p lang="en" style="{QUIET}"><b>{title}</b>: {len(units)} units{more}. Underlined: words of the speaker named after '
        f"them; dotted: mentions; struck: spliced in. Point at a unit for its label, confidence and offsets.</p><p>{legend}</p>"
    )


def _body(coded: Coded, document: Document, units: pd.DataFrame, end: int) -> Iterator[str]:
    """The document from its start: coded units in paragraphs, every other layer folded away in its place."""
    marks = _marks(coded, document)
    outside = document.layers[~document.layers["layer"].isin(["essay", "keyword"])]
    pieces = [(row.start, row.end, row) for row in outside.itertuples() if row.end <= end]
    pieces += [(row.start, row.end, row) for row in units.itertuples()]
    pieces.sort(key=lambda piece: piece[:2])
    at, paragraph = 0, []
    for start, stop, row in pieces:
        between = document.text[at:start]
        is_unit = hasattr(row, "label")
        if paragraph and ("\n" in between or "\r" in between or not is_unit):
            yield f"<p>{''.join(paragraph)}</p>"
            paragraph = []
        if is_unit:
            paragraph.append(html.escape(between.strip("\r\n")) + _unit(document, row, marks))
        else:
            yield _folded(document, row, marks)
        at = stop
    if paragraph:
        yield f"<p>{''.join(paragraph)}</p>"


def _unit(document: Document, unit, marks: list[tuple[int, int, str, str, str]]) -> str:
    letter, english, chinese, colour = style.LABELS[unit.label]
    cue = "" if pd.isna(unit.cue_start) else f", cue {document.text[unit.cue_start : unit.cue_end]}"
    about = f"{english} {chinese}, confidence {unit.confidence:.2f}{cue}, characters {unit.start}-{unit.end}"
    return (
        f'<span id="u-{html.escape(document.id)}-{unit.start}" tabindex="0" title="{html.escape(about)}" '
        f'style="background:{_tint(colour)};border-bottom:2px solid {colour}">'
        f'<span aria-label="{english}" style="{TAG};background:{colour};color:{style.ink_on(colour)}">{letter}</span>'
        f"{_run(document, unit.start, unit.end, marks)}</span>"
    )


def _folded(document: Document, layer, marks: list[tuple[int, int, str, str, str]]) -> str:
    english, chinese, _ = style.LAYERS[layer.layer]
    words = _run(document, layer.start, layer.end, marks)
    return (
        f'<details style="{QUIET};margin:.3em 0;border-left:3px solid {style.FAINT};padding-left:.6em"><summary>{english} '
        f"{chinese} · {layer.start}-{layer.end}</summary>{words.replace(chr(10), '<br>')}</details>"
    )


def _marks(coded: Coded, document: Document) -> list[tuple[int, int, str, str, str]]:
    """What is marked within the running text: start, end, style, explanation, and the tag that follows it."""
    made = []
    for start, end in document.layer("keyword"):
        made.append((start, end, "text-decoration:line-through;color:#A33", "spliced in: a search phrase", ""))
    for q in coded.quotations[coded.quotations["doc"] == document.id].itertuples():
        line = "1px dotted #5A5A5A" if q.kind == "mention" else "3px double #D55E00"
        about = " ".join(filter(None, [q.kind, q.speaker, q.source]))
        tag = "" if q.kind == "mention" else q.speaker
        made.append((q.start, q.end, f"border-bottom:{line}", about, tag))
    for s in coded.statements[coded.statements["doc"] == document.id].itertuples():
        for component in COMPONENTS:
            start = getattr(s, f"{component}_start")
            if not pd.isna(start):
                made.append(
                    (
                        int(start),
                        int(getattr(s, f"{component}_end")),
                        "font-weight:bold" * (component in "DI"),
                        component,
                        "",
                    )
                )
    return sorted(set(made))


def _run(document: Document, start: int, end: int, marks: list[tuple[int, int, str, str, str]]) -> str:
    """The characters of a span with the marks that touch it, cut so that no two elements cross."""
    inside = [m for m in marks if m[0] < end and start < m[1]]
    edges = sorted({start, end, *(e for m in inside for e in m[:2] if start < e < end)})
    parts = []
    for a, b in itertools.pairwise(edges):
        over = [m for m in inside if m[0] <= a and b <= m[1]]
        words = html.escape(document.text[a:b])
        if over:
            styles = ";".join(dict.fromkeys(m[2] for m in over if m[2]))
            about = html.escape("; ".join(dict.fromkeys(m[3] for m in over)))
            words = f'<span title="{about}" style="{styles}">{words}</span>'
        tags = [m[4] for m in over if m[4] and m[1] == b]
        parts.append(
            words + "".join(f'<span style="{TAG};background:#F3E0D5">{html.escape(tag)}</span>' for tag in tags)
        )
    return "".join(parts)


def _tint(colour: str) -> str:
    """The colour, thinned to a ground on which black text reads."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - channel) * 0.14):02X}" for channel in channels)
