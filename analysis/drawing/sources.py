"""Quotations laid against their sources: which work, which date, and what is different, character by character."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.checking.verdicts import ABSENT, CHINESE
from analysis.checking.verification import another
from analysis.coding.coded import Coded
from analysis.drawing import marks, style
from analysis.drawing.citations import most_quoted
from analysis.drawing.picture import Words, picture

COLOURS = (
    "#0072B2",
    "#0072B2",
    "#0072B2",
    "#56B4E9",
    "#009E73",
    "#E69F00",
    "#D55E00",
    "#CC79A7",
    "#999999",
    "#FFFFFF",
    "#FFFFFF",
)
VERDICTS = {name: (CHINESE[name], colour) for name, colour in zip(CHINESE, COLOURS, strict=True)}
DROPPED, ADDED = "#0072B2", "#D55E00"
_MARKS = " ,.;:，。；：、"
LINE = 36  # characters a line


class Cell(NamedTuple):
    """One column of a comparison: a character of the source (or ""), one of the page (or ""), and what they are."""

    source: str
    page: str
    kind: str  # same, dropped, added, or beyond: the source goes on


@picture
def against_sources(coded: Coded, checked: pd.DataFrame, doc: str | None = None) -> tuple[Figure, pd.DataFrame, Words]:
    """Every checked quotation against its source, character by character.

    checked   as `verification.recorded()` gives it: `operations` hold the source's missing characters

    The source's line is the page's with the differences undone, so that no text of the source is needed. Table: a row a
    difference, or a quotation without one: `doc, start, end, speaker, verdict, work, author, date, evidence, op,
    quote_start, quote_end, source_start, source_end, in_quotation, in_source`.
    """
    document = coded.document(doc)
    rows = checked[checked["doc"] == document.id].sort_values("start", ignore_index=True)
    if rows.empty:
        raise ValueError(f"{document.id}: no checked quotation, so there is nothing to compare")
    blocks = [(number, row, _lines(document.text, row)) for number, row in enumerate(rows.itertuples(), start=1)]
    heights = [1.25 + sum(_height(line) for line in lines) for _, _, lines in blocks]
    turned = _turned(rows)
    figure = Figure(figsize=(style.WIDTH + 0.6, 0.27 * (sum(heights) + 4.2 * len(turned)) + 0.8))
    axes = figure.add_axes((0, 0, 1, 1))
    y = 0.0
    for (number, row, lines), height in zip(blocks, heights, strict=True):
        marks.block(axes, -2.1, y - 0.3, LINE + 3, height, marks.row(doc=row.doc, start=row.start))
        _heading(axes, y, number, row)
        at, ink = y + 1.0, style.SOFT if row.verdict in ABSENT else style.INK
        for line in lines:
            _draw(axes, at, line, ink)
            at += _height(line)
        y += height
    for pair in turned:
        _crossing(axes, y + 0.6, rows, pair)
        y += 4.2
    axes.set(xlim=(-2.2, LINE + 1), ylim=(y, -0.6))
    axes.axis("off")
    axes.set_title("The quotations against their sources · 引文与出处逐字对照", x=0.03)
    table = _differences(document.text, rows)
    counts = rows["verdict"].value_counts()
    said = "; ".join(_said(number, row, document.text) for number, row, _ in blocks)
    secondary = int(rows["evidence"].str.startswith("secondary").sum()) if "evidence" in rows else 0
    order = "".join(f" Nos. {a} and {b} stand in the other order in their work." for a, b in turned)
    words = Words(
        title="The quotations against their sources",
        title_zh="引文与出处逐字对照",
        caption=f"n = {len(rows)} quotations of {document.id}: "
        f"{', '.join(f'{v} {n}' for v, n in counts.items())}. {said}.{order}",
        caption_zh=f"{len(rows)}处引文：" + "、".join(f"{VERDICTS[v][0]}{n}处" for v, n in counts.items()) + "。",
        reading="Where source and page differ, the upper line is the source, the lower the page: blue characters stand in "
        "the source only, red and struck ones on the page only. A single line "
        "means the same words (in grey: nothing to compare them with), a blue … that the source's "
        "sentence goes on. Marks of another width (, for ，) count as the same. "
        "Crossing lines: the order on the page above, in the work below.",
        reading_zh="出处与网页有异之处分为两行，上行为出处，下行为网页：蓝底的字仅见于出处，带删除线的红字仅见于网页。只有一"
        "行表示两者相同（灰色表示没有可供比对的文字），蓝色的“…”表示出处中的句子尚未结束。仅全角与半角之别的标"
        "点（如 , 与 ，）视为相同。交叉线：上为页面中的次序，下为原著中的次序。",
        limits=f"What is not in the canon used. {secondary} of {len(rows)} rest on secondary citations, since the work "
        "itself was not at hand (dates and records in data/canon/quotations.csv); that a quotation differs does not "
        "say who changed it.",
        limits_zh=f"所用文库以外的文献无从核对。{len(rows)}处中有{secondary}处因未得原著而依据转引（日期与依据见 data/canon/"
        "quotations.csv）；引文与出处不同，并不说明是谁改动的。",
        alt=f"{len(rows)} quotations in lines of characters. {said}.{order}",
        alt_zh=f"{len(rows)}处引文逐字排列。"
        + "；".join(_said_in_chinese(number, row, document.text) for number, row, _ in blocks)
        + "。"
        + "".join(f"第{a}、{b}处在原著中次序相反。" for a, b in turned),
    )
    return figure, table, words


def cells(text: str, row: object) -> list[Cell]:
    """A quotation and its source in columns, from the page's words and the recorded differences."""
    made, at = [], int(row.start)
    for op in sorted(row.operations, key=lambda op: (op["quote"], op["source"])):
        start, end = op["quote"]
        made += [Cell(c, c, "same") for c in text[at:start]]
        made += [Cell(c, "", "dropped") for c in op.get("dropped", "")]
        made += [Cell("", c, "added") for c in text[start:end]]
        at = end
    made += [Cell(c, c, "same") for c in text[at : int(row.end)]]
    cut = getattr(row, "cut", "")
    before, after = ([Cell("…", "", "beyond")] * (cut in (side, "both")) for side in ("start", "end"))
    return before + made + after


def _lines(text: str, row: object) -> list[list[Cell]]:
    columns = cells(text, row)
    return [columns[k : k + LINE] for k in range(0, len(columns), LINE)]


def _height(line: list[Cell]) -> float:
    return 2.5 if any(cell.kind in ("dropped", "added") for cell in line) else 1.35


def _heading(axes, y: float, number: int, row: object) -> None:
    chinese, colour = VERDICTS[row.verdict]
    axes.add_patch(Rectangle((-2.0, y - 0.25), 1.4, 1.05, facecolor=colour, edgecolor=style.INK, linewidth=0.6))
    axes.text(-1.3, y + 0.28, str(number), ha="center", va="center", color=style.ink_on(colour))
    given = f"given to {row.speaker}" if another(row.speaker, row.author) else row.speaker
    second = " · at second hand 据转引" if str(getattr(row, "evidence", "")).startswith("secondary") else ""
    source = f" · {row.author} {row.date} {_titled(row.work)}" if row.work else ""
    said = style.wrap(f"{given} · {row.verdict} {chinese}{second}{source}", 116, 1)
    axes.text(0, y + 0.28, said, va="center", fontsize=8.5, color=style.SOFT)


def _titled(work: str) -> str:
    """A work's title in marks, with single ones inside."""
    return f"《{work.replace('《', '〈').replace('》', '〉')}》"


def _draw(axes, y: float, line: list[Cell], ink: str) -> None:
    paired = any(cell.kind in ("dropped", "added") for cell in line)
    for x, cell in enumerate(line):
        if cell.kind == "beyond":
            axes.text(x + 0.5, y + 0.4, cell.source, ha="center", va="center", fontsize=10.5, color=DROPPED)
        elif not paired:
            axes.text(x + 0.5, y + 0.4, cell.page, ha="center", va="center", fontsize=10.5, color=ink)
        elif cell.kind == "dropped":
            axes.add_patch(Rectangle((x, y - 0.1), 1, 1, facecolor=DROPPED, linewidth=0))
            axes.text(x + 0.5, y + 0.4, cell.source, ha="center", va="center", fontsize=10.5, color="white")
            axes.plot([x + 0.15, x + 0.85], [y + 1.45, y + 1.45], color=DROPPED, linewidth=1.2)
        elif cell.kind == "added":
            axes.text(x + 0.5, y + 1.4, cell.page, ha="center", va="center", fontsize=10.5, color=ADDED)
            axes.plot([x, x + 1], [y + 1.42, y + 1.42], color=ADDED, linewidth=1.4)
        else:
            axes.text(x + 0.5, y + 0.4, cell.source, ha="center", va="center", fontsize=10.5, color=style.SOFT)
            axes.text(x + 0.5, y + 1.4, cell.page, ha="center", va="center", fontsize=10.5)
    if paired:
        axes.text(-0.3, y + 0.4, "source 源", ha="right", va="center", fontsize=7, color=style.SOFT)
        axes.text(-0.3, y + 1.4, "page 页", ha="right", va="center", fontsize=7, color=style.SOFT)


def _turned(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Numbers of neighbouring quotations from one primary record that stand in the other order there."""
    pairs = []
    for k in range(1, len(rows)):
        first, second = rows.iloc[k - 1], rows.iloc[k]
        primary = "evidence" not in rows or str(first["evidence"]).startswith("primary")
        if primary and first["record"] == second["record"] and first["source_start"] > second["source_start"]:
            pairs.append((k, k + 1))
    return pairs


def _crossing(axes, y: float, rows: pd.DataFrame, pair: tuple[int, int]) -> None:
    first, second = (rows.iloc[number - 1] for number in pair)
    gap = int(first["source_start"] - second["source_end"])
    places = {pair[0]: (9.0, 24.0), pair[1]: (24.0, 9.0)}
    for number, (above, below) in places.items():
        colour = VERDICTS[rows.iloc[number - 1]["verdict"]][1]
        axes.plot([above, below], [y + 0.95, y + 2.25], color=colour, linewidth=2)
        for x, at in ((above, y + 0.45), (below, y + 2.75)):
            axes.add_patch(
                Rectangle((x - 0.8, at - 0.5), 1.6, 1.0, facecolor=colour, edgecolor=style.INK, linewidth=0.6)
            )
            axes.text(x, at, str(number), ha="center", va="center", color=style.ink_on(colour))
    axes.text(7.6, y + 0.45, "on the page 页面次序", ha="right", va="center", fontsize=8, color=style.SOFT)
    axes.text(7.6, y + 2.75, "in the work 原文次序", ha="right", va="center", fontsize=8, color=style.SOFT)
    axes.text(25.4, y + 2.75, f"{gap} characters apart 相隔{gap}字", va="center", fontsize=8, color=style.SOFT)


def _differences(text: str, rows: pd.DataFrame) -> pd.DataFrame:
    about = ["doc", "start", "end", "speaker", "verdict", "work", "author", "date", "evidence"]
    table = []
    for row in rows.itertuples():
        base = [getattr(row, name, "") for name in about]
        for op in row.operations:
            words = text[op["quote"][0] : op["quote"][1]], op.get("dropped", "")
            table.append((*base, op["op"], *op["quote"], *op["source"], *words))
        if not row.operations:
            table.append((*base, "", pd.NA, pd.NA, pd.NA, pd.NA, "", ""))
    spans = ["quote_start", "quote_end", "source_start", "source_end"]
    frame = pd.DataFrame(table, columns=[*about, "op", *spans, "in_quotation", "in_source"])
    return frame.astype(dict.fromkeys(spans, "Int64"))


def _said(number: int, row: object, text: str) -> str:
    """One quotation in a few words, for captions."""
    changes = []
    for op in row.operations:
        added, dropped = text[op["quote"][0] : op["quote"][1]].strip(_MARKS), op.get("dropped", "").strip(_MARKS)
        changes.append(
            f"{dropped} for {added}" if added and dropped else f"{added} added" if added else f"{dropped} dropped"
        )
    other = f", a sentence of {row.author}" if another(row.speaker, row.author) else ""
    return (
        f"no. {number} ({row.speaker or 'nobody named'}) {row.verdict}{': ' * bool(changes)}{', '.join(changes)}{other}"
    )


def _said_in_chinese(number: int, row: object, text: str) -> str:
    changes = []
    for op in row.operations:
        added, dropped = text[op["quote"][0] : op["quote"][1]].strip(_MARKS), op.get("dropped", "").strip(_MARKS)
        changes.append(
            f"“{dropped}”作“{added}”" if added and dropped else f"多出“{added}”" if added else f"脱去“{dropped}”"
        )
    other = [f"语出{row.author}"] if another(row.speaker, row.author) else []
    said = "，".join([VERDICTS[row.verdict][0], *changes, *other])
    return f"第{number}处（{row.speaker or '未具名'}）{said}"


@picture
def speaker_works(coded: Coded, checked: pd.DataFrame, most: int = 14) -> tuple[Figure, pd.DataFrame, Words]:
    """Who is quoted from which work: named in the text, or found for it.

    checked   as `verification.recorded()` or, for a user's own canon, a table with its columns

    Table: a row a quotation, `doc, start, end, speaker, kind, named` (the work the text names), `work, author, date,
    verdict, characters`.
    """
    quotations = coded.quotations[coded.quotations["kind"].isin(["direct", "partial"])]
    table = quotations[["doc", "start", "end", "kind", "source"]].merge(
        checked[["doc", "start", "end", "speaker", "work", "author", "date", "verdict"]], on=["doc", "start", "end"]
    )
    if table.empty:
        raise ValueError("no quotation of the coding is in the table of checked ones; give verification.recorded()")
    table = table.rename(columns={"source": "named"}).fillna({"named": ""})
    table["characters"] = table["end"] - table["start"]
    people = most_quoted(table["speaker"], 7)
    drawn = table[table["speaker"].isin(people)]
    works = drawn.assign(n=drawn.groupby(["author", "work"])["start"].transform("size"))
    works = works.drop_duplicates(["author", "work"]).sort_values("n", ascending=False, kind="stable").head(most)
    works = works.assign(undated=works["date"] == "").sort_values(["undated", "date", "start"])
    places = {(w.author, w.work): y for y, w in enumerate(works.itertuples())}
    figure = Figure(figsize=(style.WIDTH, 0.62 * len(places) + 1.5))
    axes = figure.add_axes((0.5, 0.1, max(0.5, 0.13 * len(people)), 0.8))
    markers = {"direct": ("o", 0.0), "partial": ("s", 0.3)}
    for y in range(len(places)):
        axes.axhline(y, color=style.FAINT, linewidth=0.8, zorder=0)
    for (speaker, author, work, kind), group in drawn.groupby(["speaker", "author", "work", "kind"], sort=False):
        if (author, work) not in places:
            continue
        (marker, aside), x, y = markers[kind], people.index(speaker), places[author, work]
        named = bool((group["named"] != "").any())
        colour = style.SPEAKERS[x % len(style.SPEAKERS)]
        axes.scatter(
            x + aside, y, s=200 + min(500, 3 * group["characters"].sum()), marker=marker, linewidth=1.8, zorder=3,
            facecolor=colour if named else "white", edgecolor=colour, urls=[marks.group(group)],
        )  # fmt: skip
        ink = style.ink_on(colour) if named else "black"
        axes.text(x + aside, y, str(len(group)), ha="center", va="center", zorder=4, color=ink)
        if another(speaker, author):
            note = f"{author}, not {speaker}\n原作者{author}" if len(people) < 5 else "≠"
            axes.text(x + aside + 0.21, y, note, va="center", fontsize=8, color="#B34700",
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    labels = [
        style.wrap(f"{w.author}{_titled(w.work)}" if w.work else "not in this canon 未见", 44, 2)
        + f"\n{w.date or 'undated 未详'}"
        for w in works.itertuples()
    ]
    axes.set(yticks=range(len(labels)), ylim=(len(labels) - 0.4, -0.6), xlim=(-0.5, len(people) - 0.2))
    axes.set_yticklabels(labels, fontsize=8.5)
    axes.set(xticks=range(len(people)))
    axes.set_xticklabels([name or "–" for name in people])
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    top = 0.9 + 0.75 / figure.get_figheight()
    figure.suptitle("Who is quoted from which work · 说话人与出处", x=0.05, y=top, ha="left", fontsize=11.5)
    kinds = table["kind"].value_counts()
    named = int((table["named"] != "").sum())
    apart = [another(s, a) for s, a in zip(table["speaker"], table["author"], strict=True)]
    other = table[apart]
    said = "; ".join(
        f"{p or 'nobody named'} {len(g)} from {g['work'].nunique()} {'work' if g['work'].nunique() == 1 else 'works'}"
        for p, g in table.groupby("speaker", sort=False)
    )
    moved = (
        f" {len(other)} stands in a work by somebody other than the speaker."
        if len(other) == 1
        else (f" {len(other)} stand in works by others than the speaker." if len(other) else "")
    )
    aside_en, aside_zh = ("words beside it name", "旁注表示") if len(people) < 5 else ("≠ marks", "≠ 表示")
    words = Words(
        title="Who is quoted from which work",
        title_zh="说话人与出处",
        caption=f"n = {len(table)} quotations ({', '.join(f'{n} {k}' for k, n in kinds.items())}): {said}. The text names a "
        f"work for {named} of them.{moved}",
        caption_zh=f"{len(table)}处引文，正文注明出处的{named}处。",
        reading="A row is the work in which the words were found, the oldest first and undated ones last, a column the "
        "speaker the text gives them to. The figure counts quotations, the mark's size their characters; "
        "filled: the text names a work, this one or the book it stands in; hollow: it names none. Discs are "
        f"direct quotations, squares partial ones; {aside_en} a work by somebody else.",
        reading_zh=f"每一行是查得引文的著作，由早到晚，未详年代者居末；每一列是文中所归的说话人。数字为引文数，图形大小表示字"
        f"数；实心表示文中注明出处（该篇或其所在的书），空心表示未注明。圆形为直接引语，方形为部分引语；{aside_zh}著作出自他人之手。",
        limits="That the author took the words from this work: later texts repeat them, and an essay may quote at second "
        "hand. Dates and evidence, some of it secondary, are in data/canon/quotations.csv.",
        limits_zh="不能证明作者就是从这部著作引来的：后出的文本会重复前人的话，文章也可能转引。日期与依据（部分为第二手）见"
        " data/canon/quotations.csv。",
        alt=f"A grid of {len(places)} works by {len(people)} speakers: {said}; {named} with the work named.{moved}",
        alt_zh=f"{len(places)}部著作与{len(people)}位说话人的网格："
        + "；".join(
            f"{p or '未具名'}{len(g)}处，见于{g['work'].nunique()}部著作"
            for p, g in table.groupby("speaker", sort=False)
        )
        + f"；文中注明出处的{named}处，{len(other)}处见于他人的著作。",
    )
    return figure, table, words
