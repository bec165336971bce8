"""The study's figures of one text, one function a figure. Each takes a document or a coding and gives a Picture."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.coding.coded import Coded
from analysis.counting.shares import unit_shares
from analysis.document import LINE_END, Document
from analysis.drawing import marks, style
from analysis.drawing.picture import Words, picture


@picture
def anatomy(document: Document) -> tuple[Figure, pd.DataFrame, Words]:
    """The layers of a page along its length: where the essay is, and what was spliced in.

    Table: `doc, start, end, layer, characters` (white space not counted), a row a stretch.
    """
    rows = document.layers.assign(words=document.words(document.layers))
    rows["characters"] = [sum(not c.isspace() for c in words) for words in rows.pop("words")]
    present = [name for name in style.LAYERS if (rows["layer"] == name).any()]
    sizes = rows.groupby("layer")["characters"].sum()
    total = sum(not c.isspace() for c in document.text)
    figure = Figure(figsize=(style.WIDTH, 0.42 * len(present) + 1.3))
    axes = figure.subplots()
    for y, name in enumerate(present):
        english, chinese, colour = style.LAYERS[name]
        spans = rows[rows["layer"] == name]
        widths = np.maximum(spans["end"] - spans["start"], len(document) * 0.003)
        axes.axhline(y, color=style.FAINT, linewidth=0.8, zorder=0)
        last = len(document) - widths  # where a bar can begin at the latest: the footer would lie outside
        bars = list(zip(np.minimum(spans["start"], last), widths, strict=True))
        urls = marks.rows(spans, ["doc", "start", "layer"])
        axes.broken_barh(bars, (y - 0.36, 0.72), facecolor=colour, linewidth=0, urls=urls)
        axes.text(-0.012, y, f"{english} {chinese}", ha="right", va="center", transform=axes.get_yaxis_transform())
        share = sizes[name] / total
        label = f"{sizes[name]:,} ({share:.0%})" if share >= 0.005 else f"{sizes[name]:,} (<1%)"
        axes.text(1.01, y, label, ha="left", va="center", color=style.SOFT, transform=axes.get_yaxis_transform())
    axes.set(xlim=(0, len(document)), ylim=(len(present) - 0.5, -0.6), yticks=[])
    axes.set_xlabel("offset in the page, in characters · 页面中的字符位置")
    axes.spines["left"].set_visible(False)
    axes.set_title("What stands on the scraped page · 网页的构成")
    essay, injected = sizes.get("essay", 0), sizes.get("injected", 0)
    counts = rows["layer"].value_counts()
    words = Words(
        title="Anatomy of the page",
        title_zh="网页的构成",
        caption=f"The {total:,} characters of {document.id} (white space not counted) by layer: the author's essay has "
        f"{essay:,} ({essay / total:.0%}), {counts.get('injected', 0)} injected blocks {injected:,} "
        f"({injected / total:.0%}); {counts.get('keyword', 0)} search phrases are spliced into other layers.",
        caption_zh=f"全页{total:,}字（不计空白）：正文{essay:,}字，混入{counts.get('injected', 0)}段共{injected:,}字，"
        f"嵌入检索词{counts.get('keyword', 0)}处。",
        reading="Each row is a layer; a bar covers the characters that belong to it, from the page's top (left) to its "
        "end (right). Figures at the right: characters and share of the page. Keywords lie within another layer and "
        "are drawn wider than they are, so that they can be seen.",
        reading_zh="每一行是一个层，横条覆盖属于该层的字符，自页首（左）至页尾（右）。右侧为字数及其占全页的比例。嵌入词位于"
        "其他层之内，画得比实际宽，以便看清。",
        limits="Where the injected blocks come from, or who put them there. The division follows rules, without an error "
        "estimate; n is one page.",
        limits_zh="混入段落来自何处、由何人插入，图中看不出来。层的划分依据规则，未作误差估计；样本只有一个网页。",
        alt=f"{len(present)} horizontal lanes, one a layer, along {len(document):,} characters of the page. The essay lies in "
        f"{counts.get('essay', 0)} stretches in the upper part, injected blocks between them; related links fill the end.",
        alt_zh=f"{len(present)}条横道，每条一层，沿全页{len(document):,}个字符展开。"
        f"正文分为{counts.get('essay', 0)}段，位于前部，混入段落夹在其间；页尾为相关推荐。",
    )
    return figure, rows[["doc", "start", "end", "layer", "characters"]], words


@picture
def sequence(coded: Coded, doc: str | None = None) -> tuple[Figure, pd.DataFrame, Words]:
    """A text as the sequence of its units, a line a paragraph. Table: `doc, start, end, label, paragraph, characters`."""
    document = coded.document(doc)
    rows = units_by_paragraph(coded, document)
    count, longest = rows["paragraph"].max(), rows.groupby("paragraph")["characters"].sum().max()
    figure = Figure(figsize=(style.WIDTH, 0.62 * count + 1.5))
    axes = figure.subplots()
    for (paragraph,), units in rows.groupby(["paragraph"]):
        x = 0
        for unit in units.itertuples():
            letter, _, _, colour = style.LABELS[unit.label]
            box = Rectangle((x, paragraph - 0.34), unit.characters, 0.68, facecolor=colour, edgecolor="white")
            box.set_url(marks.row(doc=unit.doc, start=unit.start))
            axes.add_patch(box)
            if unit.characters >= longest * 0.018:
                at = (x + unit.characters / 2, paragraph)
                axes.annotate(letter, at, ha="center", va="center", fontsize=9, color=style.ink_on(colour))
            x += unit.characters
        axes.text(x + longest * 0.008, paragraph, f"{len(units)}", va="center", color=style.SOFT, fontsize=8.5)
    axes.set(xlim=(0, longest * 1.04), ylim=(count + 0.55, 0.45), yticks=range(1, count + 1))
    axes.set_yticklabels([f"¶ {n}" for n in range(1, count + 1)])
    axes.tick_params(left=False)
    axes.set_xlabel("characters from the paragraph's start · 段内字数")
    whose = "The essay" if document.id == "page" else style.wrap(document.id, 40, 1)
    axes.set_title(f"{whose} as a sequence of rhetorical units · 修辞单位的序列")
    legend(axes, rows["label"])
    most = rows["label"].value_counts()
    words = Words(
        title="Sequence of units",
        title_zh="修辞单位的序列",
        caption=f"{document.id}: {len(rows)} units in {count} paragraphs, {rows['characters'].sum():,} characters. "
        f"Most frequent: {_list(most)}.",
        caption_zh=f"全文{count}段，{len(rows)}个修辞单位，{rows['characters'].sum():,}字。",
        reading="Each line is a paragraph, each box a unit, as long as its characters; letter and colour give the label "
        "(legend). The figure after a line is its number of units.",
        reading_zh="每一行是一段，每一格是一个单位，格的长度与字数成正比；字与颜色表示标签（见图例）。行末数字为该段的单位数。",
        limits="How sure the coding is of a label (the reader and units.csv give each unit's confidence), and anything of "
        "texts other than this one.",
        limits_zh="图中不表示编码对各个标签有多大把握（各单位的把握见阅读页与 units.csv），也不涉及本文以外的任何文本。",
        alt=f"{count} rows of coloured boxes, one a paragraph: " + _described_paragraphs(rows) + ".",
        alt_zh=f"{count}行彩色方格，每行一段：" + _described_paragraphs(rows, chinese=True) + "。",
    )
    return figure, rows, words


@picture
def shares(coded: Coded) -> tuple[Figure, pd.DataFrame, Words]:
    """Shares of the labels by characters, with intervals. Table: as `counting.shares.unit_shares` gives it."""
    table = unit_shares(coded)
    rows = table[table["units"] > 0].sort_values(["share", "label"]).reset_index(drop=True)
    figure = Figure(figsize=(style.WIDTH, 0.46 * len(rows) + 1.2))
    axes = figure.subplots()
    for y, row in enumerate(rows.itertuples()):
        colour = style.LABELS[row.label][3]
        axes.barh(y, row.share, height=0.62, color=colour, url=marks.row(label=row.label))
        axes.errorbar(
            row.share, y, xerr=[[row.share - row.low], [row.high - row.share]], color=style.INK, capsize=3, lw=1.1
        )
        text = f"{row.share:.0%}  [{row.low:.0%}, {row.high:.0%}]   n = {row.units}"
        axes.annotate(text, (row.high, y), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8.5)
    names = [" ".join(style.LABELS[label][:3]) for label in rows["label"]]
    axes.set(yticks=range(len(rows)), yticklabels=names, xlim=(0, max(0.1, rows["high"].max()) * 1.45))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.tick_params(left=False)
    axes.set_xlabel("share of the text's characters · 占全文字数的比例")
    axes.set_title("What the text is made of · 各类修辞单位的比重")
    n, what = int(rows["n"].iloc[0]), rows["resampled"].iloc[0]
    top = rows.iloc[-1]
    words = Words(
        title="Shares of units",
        title_zh="各类修辞单位的比重",
        caption=f"Share of each label in {rows['characters'].sum():,} characters; 95 % bootstrap intervals over {n} {what}. "
        f"{top.label} has the largest share, {top.share:.0%} [{top.low:.0%}, {top.high:.0%}].",
        caption_zh=f"按字数计的比重；横线为对{n}{'篇' if what == 'documents' else '个单位'}重抽样的95%区间。",
        reading="A bar is the share of characters in units of that label, the thin line its interval, n its number of units.",
        reading_zh="横条为该类单位所占的字数比例，细线为其区间，n 为单位数。",
        limits="With one short text the intervals are wide, and they leave out the errors of the coding itself (notebook 6).",
        limits_zh="只有一篇短文时，区间很宽；区间也不包含编码本身的误差（见笔记本 6）。",
        alt="Horizontal bars: "
        + "; ".join(f"{r.label} {r.share:.0%} ({r.low:.0%} to {r.high:.0%})" for r in rows[::-1].itertuples())
        + ".",
        alt_zh="横条图："
        + "；".join(
            f"{style.LABELS[r.label][2]}{r.share:.0%}（{r.low:.0%}至{r.high:.0%}）" for r in rows[::-1].itertuples()
        )
        + "。",
    )
    return figure, table, words


STATEMENT_COLUMNS = (
    (("A",), "who · 谁", 11),
    (("D",), "must · 须", 9),
    (("I",), "does · 做", 13),
    (("Bdir", "Bind"), "what, to whom · 什么", 34),
    (("Cac",), "when, where · 何时何处", 24),
    (("Cex",), "how, what for · 如何、为何", 30),
)
COMPONENT_COLOURS = {
    "A": "#999999",
    "D": "#D55E00",
    "I": "#009E73",
    "Bdir": "#0072B2",
    "Cac": "#CC79A7",
    "Cex": "#E69F00",
}


@picture
def statements(coded: Coded, most: int = 24) -> tuple[Figure, pd.DataFrame, Words]:
    """The institutional statements as who – must – does – what. Table: as `Coded.statements`, with each part's words.

    Past `most` statements the picture holds the first ones and says so; the table holds all.
    """
    rows = coded.statements
    table = rows[["doc", "start", "end", "unit_start", "unit_end", "force"]].copy()
    for component in ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex"):
        table[component] = component_words(coded, rows, component)
    shown = table.head(most)
    cells = [
        [style.wrap("，".join(filter(None, row[list(names)])), width) or "–" for names, _, width in STATEMENT_COLUMNS]
        for _, row in shown.iterrows()
    ]
    heights = [max(cell.count("\n") for cell in row) + 1.9 for row in cells]
    figure = Figure(figsize=(style.WIDTH + 1.4, 0.165 * sum(heights) + 0.9))
    axes = figure.add_axes((0, 0, 1, 1))
    edges = np.cumsum([0, *[width + 2 for *_, width in STATEMENT_COLUMNS]])
    y = 0.0
    for row, height, stands_for in zip(cells, heights, marks.rows(shown), strict=True):
        axes.axhline(y, color=style.FAINT, linewidth=0.8)
        marks.block(axes, edges[0] - 0.4, y + 0.15, edges[-1] - edges[0], height - 0.3, stands_for)
        for cell, x, (names, *_) in zip(row, edges, STATEMENT_COLUMNS, strict=False):
            absent = cell == "–"
            axes.text(x + 0.8, y + 0.5, cell, va="top", fontsize=8.5, color=style.SOFT if absent else style.INK)
            if not absent:
                axes.plot([x, x], [y + 0.35, y + height - 0.35], color=COMPONENT_COLOURS[names[0]], linewidth=3)
        y += height
    for x, (_, title, _) in zip(edges, STATEMENT_COLUMNS, strict=False):
        axes.text(x, -0.5, title, va="bottom", fontsize=8.5, color=style.SOFT)
    axes.set(xlim=(-0.5, edges[-1]), ylim=(y, -1.6))
    axes.axis("off")
    axes.set_title("What is to be set up: institutional statements · 制度性陈述")
    forces = table["force"].replace("", "none (bare task)").value_counts()
    without = int((table["A"] == "").sum())
    more = f" The first {most} are drawn; the table holds all." if len(table) > most else ""
    words = Words(
        title="Institutional statements",
        title_zh="制度性陈述",
        caption=f"{len(table)} institutional statements in {rows['unit_start'].nunique()} prescriptive units, by deontic "
        f"force: {_list(forces)}. {without} of {len(table)} name nobody who is to act.{more}",
        caption_zh=f"{rows['unit_start'].nunique()}个制度主张单位中的{len(table)}条制度性陈述，其中{without}条未指明行为主体。",
        reading="A row is one directive verb with its object, in the text's order, cut into the components of the "
        "Institutional Grammar 2.0: attribute, deontic, aim, object, activation condition, execution constraint. A dash "
        "means that the text leaves the part out; a deontic that several verbs share is repeated.",
        reading_zh="每一行是一个指令动词及其宾语，按文中次序排列，依“制度语法 2.0”分为六种成分：属性（行为者）、道义词、目"
        "标行为、客体、激活条件、执行约束。短横表示文中未写出该成分；数个动词共用的道义词逐行重复。",
        limits="Whether any of it was done, or who was meant where nobody is named. The components are found by rule, and "
        "their errors are reported in notebook 6.",
        limits_zh="这些事后来是否做了、未指明行为者时所指何人，图中看不出来。成分由规则识别，其误差见笔记本 6。",
        alt=f"A table of {len(shown)} rows: "
        + "; ".join(
            f"{r.A or 'nobody named'} {r.D or '–'} {r.I} {style.wrap(r.Bdir, 30, 1)}"
            for r in shown.head(12).itertuples()
        )
        + ".",
        alt_zh=f"{len(shown)}行的表格："
        + "；".join(
            f"{r.A or '未指明行为者'} {r.D or '–'} {r.I} {style.wrap(r.Bdir, 30, 1)}"
            for r in shown.head(12).itertuples()
        )
        + "。",
    )
    return figure, table, words


def component_words(coded: Coded, rows: pd.DataFrame, component: str) -> list[str]:
    """The words of one component of each statement; "" where it is absent."""
    spans = zip(rows["doc"], rows[f"{component}_start"], rows[f"{component}_end"], strict=True)
    return ["" if pd.isna(start) else coded.document(doc)[start, end] for doc, start, end in spans]


def units_by_paragraph(coded: Coded, document: Document) -> pd.DataFrame:
    """One document's units with the number of their paragraph (a line of the text, counted from 1) and their length.

    Columns: `doc, start, end, label, paragraph, characters`.
    """
    rows = coded.units.loc[coded.units["doc"] == document.id, ["doc", "start", "end", "label"]].reset_index(drop=True)
    if rows.empty:
        raise ValueError(f"{document.id}: nothing was coded, so there is nothing to draw")
    breaks = [
        bool(LINE_END.search(document.text, a, b)) for a, b in zip([0, *rows["end"][:-1]], rows["start"], strict=True)
    ]
    breaks[0] = True
    rows["paragraph"] = np.cumsum(breaks)
    rows["characters"] = rows["end"] - rows["start"]
    return rows


def legend(axes, labels: pd.Series, below: float = 0.2) -> None:
    """What letter and colour stand for which label, under a figure; `below` is in heights of its axes."""
    shown = [label for label in style.LABELS if (labels == label).any()]
    handles = [Rectangle((0, 0), 1, 1, facecolor=style.LABELS[label][3]) for label in shown]
    names = [" ".join(style.LABELS[label][:3]) for label in shown]
    axes.legend(handles, names, ncols=min(4, len(shown)), loc="upper left", bbox_to_anchor=(0, -below), fontsize=8.5)


def _list(counts: pd.Series) -> str:
    return ", ".join(f"{name} ({count})" for name, count in counts.head(3).items())


def _described_paragraphs(rows: pd.DataFrame, chinese: bool = False) -> str:
    """For the alt text: what each paragraph is mostly made of."""
    said = []
    for paragraph, units in rows.groupby("paragraph"):
        sizes = units.groupby("label")["characters"].sum().sort_values(ascending=False, kind="stable")
        if chinese:
            said.append(f"第{paragraph}段{len(units)}个单位，以{style.LABELS[sizes.index[0]][2]}为主")
        else:
            said.append(f"paragraph {paragraph} mostly {sizes.index[0]}, {len(units)} units")
    return ("；" if chinese else "; ").join(said)
