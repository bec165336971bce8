"""What unfolds beneath a unit of the reader: its quotations against their sources, and who must do what."""

from __future__ import annotations

import html

import pandas as pd

from analysis.checking.verdicts import CHINESE
from analysis.coding.coded import COMPONENTS
from analysis.document import Document

KINDS = {"direct": "直接引语", "indirect": "间接引语", "mention": "提及", "verse": "诗句谚语"}
PARTS = {
    "A": ("who", "谁"),
    "D": ("must", "应"),
    "I": ("does", "做"),
    "Bdir": ("what", "什么"),
    "Bind": ("to whom", "对谁"),
    "Cac": ("when, if", "条件"),
    "Cex": ("how, what for", "方式与目的"),
    "O": ("or else", "否则"),
}


def quoted(document: Document, rows: pd.DataFrame | None) -> str:
    """What is known of a unit's quotations, to be unfolded beneath it."""
    rows = rows[rows["kind"] != "mention"] if rows is not None else None
    if rows is None or rows.empty:
        return ""
    made = []
    for q in rows.itertuples():
        source = " ".join(filter(None, [q.author, f"《{q.work}》" if q.work else q.source, str(q.date)]))
        said = both(q.verdict or "not checked", CHINESE.get(q.verdict, "未核对"))
        made.append(
            f"<tr><td>{html.escape(document.text[q.start : q.end])}</td><td>{html.escape(q.speaker) or _nobody()}</td>"
            f"<td>{both(q.kind, KINDS.get(q.kind, q.kind))}</td><td>{said}</td><td>{html.escape(source)}</td>"
            f"<td>{html.escape(str(q.note))}</td></tr>"
        )
    names = [
        ("words", "引文"),
        ("given to", "归于"),
        ("kind", "种类"),
        ("verdict", "核对"),
        ("source", "出处"),
        ("note", "备注"),
    ]
    compared = (rows["verdict"] != "").any()
    said = (
        ("quotations against their sources", "引语与出处")
        if compared
        else ("quotations and their speakers", "引语与说话人")
    )
    return _opened(said, len(rows), names, made)


def stated(document: Document, rows: pd.DataFrame | None) -> str:
    """A unit's institutional statements as who – must – does – what, to be unfolded beneath it."""
    if rows is None or rows.empty:
        return ""
    present = [c for c in COMPONENTS if c in ("A", "D", "I", "Bdir") or rows[f"{c}_start"].notna().any()]
    made = []
    for row in rows.itertuples():
        cells = []
        for component in present:
            start, end = getattr(row, f"{component}_start"), getattr(row, f"{component}_end")
            missing = _nobody() if component == "A" else "–"
            cells.append(f"<td>{missing if pd.isna(start) else html.escape(document.text[int(start) : int(end)])}</td>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return _opened(("who must do what", "谁应做什么"), len(rows), [PARTS[c] for c in present], made)


def _opened(title: tuple[str, str], count: int, names: list[tuple[str, str]], rows: list[str]) -> str:
    head = "".join(f'<th scope="col">{both(*name)}</th>' for name in names)
    return (
        f'<details class="n"><summary>{both(*title)} <small>{count}</small></summary><div class="wide" tabindex="0" '
        f'role="region" aria-label="{title[0]} · {title[1]}"><table><thead><tr>{head}</tr></thead><tbody>'
        f"{''.join(rows)}</tbody></table></div></details>"
    )


def both(english: str, chinese: str) -> str:
    """Words in both languages, of which the page shows the one chosen."""
    if english == chinese:
        return html.escape(english)
    english, chinese = html.escape(english), html.escape(chinese)
    return f'<span class="en" lang="en">{english}</span> <span class="zh" lang="zh-Hans">{chinese}</span>'


def _nobody() -> str:
    return f"<i>{both('nobody named', '未指明')}</i>"
