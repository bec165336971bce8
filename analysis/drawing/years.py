"""The figures of reports by year. Tables from `checking/series`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.drawing import style
from analysis.drawing.comparisons import COLOURS, NAMES
from analysis.drawing.picture import Words, picture

MARKS = {"government_work_reports": "o", "cpc_congress_reports": "s"}


@picture
def seventy_years(table: pd.DataFrame, breaks: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """Terms per 10,000 characters by year, a panel a term and collection. Table: `series.terms_by_year`, whole."""
    forms = list(table["form"].unique())
    groups = [one for one in NAMES if (table["collection"] == one).any()]
    figure = Figure(figsize=(style.WIDTH + 1.6, 1.75 * len(forms) + 0.7))
    grid = np.atleast_2d(
        figure.subplots(
            len(forms), len(groups), sharex=True, sharey="row", gridspec_kw={"hspace": 0.28, "wspace": 0.07}
        )
    ).reshape(len(forms), len(groups))
    for line, form in enumerate(forms):
        for column, group in enumerate(groups):
            axes = grid[line, column]
            part = table[(table["form"] == form) & (table["collection"] == group)]
            _points(axes, part, "rate", group)
            cut = breaks[(breaks["form"] == form) & (breaks["collection"] == group)]
            for one in cut.itertuples():
                _cut(axes, one)
            if line == 0:
                axes.set_title(f"{' · '.join(NAMES[group])} ({part['doc'].nunique()})", fontsize=9.5)
        grid[line, 0].set_ylabel(f"{form}\nper 10,000 · 每万字", color=style.INK, fontsize=8.5, linespacing=1.5)
        high = table.loc[table["form"] == form, "high"].to_numpy()
        top = min(np.nanmax(high), 1.5 * np.nanquantile(high, 0.95))
        grid[line, 0].set_ylim(-0.04 * top, 1.12 * top)
    for axes in grid[-1]:
        axes.set_xlabel("year · 年份")
    figure.suptitle("Seventy years of reports · 七十年的报告", x=0.06, ha="left", fontsize=11.5, y=0.965)
    years = table["year"]
    told = "; ".join(
        f"{row.form} in {NAMES[row.collection][0]} from {row.year} on ({row.before:.1f} before, {row.after:.1f} after, "
        f"p {_p(row.p_holm)})"
        for row in breaks.itertuples()
        if row.p_holm < 0.05
    )
    words = Words(
        title="Seventy years of reports",
        title_zh="七十年的报告",
        caption=f"{len(forms)} terms per 10,000 characters in {table['doc'].nunique()} reports, {years.min()} to "
        f"{years.max()}. Best single cuts with p below 0.05 (documents shuffled, Holm's correction): "
        f"{told or 'none'}.",
        caption_zh=f"{years.min()}至{years.max()}年共{table['doc'].nunique()}篇报告中每万字的词频，竖线为95%区间。",
        reading="A mark is a document, the line its 95 % interval (Poisson, widened where the term comes in "
        "clumps); hollow marks are reports on a plan or budget that stand in for the year's report. The dashed "
        "line is the single cut that fits best, with the year of the first document after it; grey where documents "
        "in random order often have one as good.",
        reading_zh="每个标记是一篇文献，竖线为其95%区间（泊松区间，词语成簇出现时放宽）；空心标记为代替当年报告的计划或预算"
        "报告。虚线为拟合最好的单一分界，所标年份为其后第一篇文献的年份；若文献随机排序也常有同样好的分界，则画成"
        "灰色。",
        limits="One document a year, and years without any; where a line leaves its panel, the interval goes on (the table "
        "has its end). A cut says where two levels fit best, not that there "
        "are only two (a steady rise has a best cut as well), and nothing of why. The genre changed as well: a "
        "term's rate depends on what a report is about.",
        limits_zh="每年只有一篇文献，有些年份一篇也没有；竖线伸出图幅之处，区间还要更长（终点见表）。分界只说明两种水平在何处拟合最好，并不表示只有两种水平（持续上升也"
        "有一个最佳分界），更不说明原因。体裁本身也在变化：一个词的频率取决于报告谈论什么。",
        alt=f"{len(forms)} by {len(groups)} panels of dots with intervals by year. Cuts: {told or 'none'}.",
        alt_zh=f"{len(forms)}行{len(groups)}列按年份排列、带区间的点图。分界："
        + (
            "；".join(
                f"{row.form}，{NAMES[row.collection][1]}，{row.year}年起（此前{row.before:.1f}，此后{row.after:.1f}）"
                for row in breaks.itertuples()
                if row.p_holm < 0.05
            )
            or "无"
        )
        + "。",
    )
    return figure, table, words


@picture
def prescribed(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """The share of units that prescribe by year, a panel a collection. Table: `series.prescriptions_by_year`."""
    groups = [one for one in NAMES if (table["collection"] == one).any()]
    figure = Figure(figsize=(style.WIDTH + 1.6, 2.9))
    grid = np.atleast_1d(figure.subplots(1, len(groups), sharex=True, sharey=True, gridspec_kw={"wspace": 0.07}))
    told, told_chinese = [], []
    for axes, group in zip(grid, groups, strict=True):
        part = table[table["collection"] == group].sort_values("year")
        _points(axes, part, "share", group)
        axes.set_title(f"{' · '.join(NAMES[group])} ({len(part)})", fontsize=9.5)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        first, last = part.iloc[0], part.iloc[-1]
        told.append(f"{NAMES[group][0]} {first['share']:.0%} in {first['year']}, {last['share']:.0%} in {last['year']}")
        told_chinese.append(
            f"{NAMES[group][1]}{first['year']}年{first['share']:.0%}，{last['year']}年{last['share']:.0%}"
        )
    for axes in grid:
        axes.set_xlabel("year · 年份")
    grid[0].set(ylim=(0, 1))
    grid[0].set_ylabel("units that prescribe\n制度主张单位", color=style.INK)
    figure.suptitle("How much of a report prescribes · 报告中的制度主张", x=0.06, ha="left", fontsize=11.5, y=1.09)
    words = Words(
        title="How much of a report prescribes",
        title_zh="报告中的制度主张",
        caption=f"The share of units, headings left out, coded as prescription in {len(table)} reports: "
        f"{'; '.join(told)}.",
        caption_zh=f"{len(table)}篇报告中制度主张单位所占比例（不计标题）及95%区间。",
        reading="A mark is a document, the line Wilson's 95 % interval, hollow marks reports on a plan or budget.",
        reading_zh="每个标记是一篇文献，竖线为95%威尔逊区间，空心标记为计划或预算报告。",
        limits="The intervals are of the units, not of the coding: its errors in prose of the 1950s were not "
        "measured, and the model learned mostly from recent texts. The share depends on how the text is punctuated.",
        limits_zh="区间针对单位，不针对编码：编码在二十世纪五十年代文本上的误差未曾测量，模型又主要从晚近文本习得。比例还取"
        "决于文本如何标点。",
        alt="Dots with intervals rising over the years: " + "; ".join(told) + ".",
        alt_zh="带区间的点，历年上升：" + "；".join(told_chinese) + "。",
    )
    return figure, table, words


@picture
def objects(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """What is to be set up or changed, by year: small multiples, a panel a head of the object.

    table   `series.objects_by_year` of one collection, whole (also given back as the table).
    """
    forms = list(table["form"].unique())
    across = 4 if len(forms) <= 16 else 5
    down = -(-len(forms) // across)
    figure = Figure(figsize=(style.WIDTH + 2, 1.5 * down + 0.8))
    grid = np.atleast_1d(
        figure.subplots(down, across, sharex=True, sharey=True, gridspec_kw={"hspace": 0.34, "wspace": 0.08})
    )
    grid = grid.ravel()
    for axes, form in zip(grid, forms, strict=False):
        part = table[table["form"] == form]
        group = part["collection"].iloc[0]
        _points(axes, part, "share", group)
        axes.set_title(f"…{form} ({part['count'].sum():,})", fontsize=9.5, pad=4)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axes.tick_params(labelsize=8)
    for number, axes in enumerate(grid):
        if number % across == 0 and number < len(forms):
            axes.set_ylabel("share · 占宾语", fontsize=8.5)
        if number < len(forms) <= number + across:
            axes.tick_params(labelbottom=True)
            axes.set_xlabel("year · 年份", fontsize=8.5)
        elif number >= len(forms):
            axes.axis("off")
    top = min(1, np.nanquantile(table["high"], 0.985))
    grid[0].set_ylim(-0.04 * top, top)
    whole = table.drop_duplicates("doc")
    figure.suptitle("What prescriptions are about · 制度主张的对象", x=0.06, ha="left", fontsize=11.5, y=0.95)
    most = table.groupby("form", sort=False)["count"].sum().nlargest(4)
    told = ", ".join(f"{form} {count:,}" for form, count in most.items())
    words = Words(
        title="What prescriptions are about, by year",
        title_zh="制度主张的对象",
        caption=f"How the {whole['objects'].sum():,} direct objects of institutional statements end in {len(whole)} "
        f"reports, {whole['year'].min()} to {whole['year'].max()}; most often {told}.",
        caption_zh=f"{len(whole)}篇报告中{whole['objects'].sum():,}个直接宾语的末词所占比例及95%区间。",
        reading="A panel is an ending (the head of a Chinese noun phrase stands last), its count in brackets; a "
        "mark is a document, the line Wilson's 95 % interval, hollow marks reports on a plan or budget.",
        reading_zh="每幅小图是一个词尾（汉语名词短语的中心语居末），括号内为次数；每个标记是一篇文献，竖线为95%威尔逊区间，"
        "空心标记为计划或预算报告。",
        limits="Early reports hold few statements, so that their intervals are wide and reach beyond the panel. An "
        "ending is not always the head, and the statements are found by rules whose errors in older prose were not "
        "measured.",
        limits_zh="早期报告中的陈述很少，区间很宽，超出图幅。词尾未必就是中心语；陈述由规则识别，规则在早年文本上的误差未曾"
        "测量。",
        alt=f"{len(forms)} small panels of dots by year. Most frequent endings: {told}.",
        alt_zh=f"{len(forms)}幅按年份排列的小点图。最常见的词尾："
        + "、".join(f"{form}{count:,}" for form, count in most.items())
        + "。",
    )
    return figure, table, words


def _points(axes: Axes, part: pd.DataFrame, value: str, group: str) -> None:
    colour, marker = COLOURS[group], MARKS.get(group, "o")
    axes.vlines(part["year"], part["low"], part["high"], color=colour, linewidth=1, alpha=0.55)
    for kind, filled in (("report", True), ("plan", False)):
        of = part[(part["kind"] == "plan") == (kind == "plan")]
        face = colour if filled else "white"
        axes.scatter(
            of["year"], of[value], marker=marker, s=15, facecolor=face, edgecolor=colour, linewidth=0.9, zorder=3
        )
    axes.grid(axis="y", color=style.FAINT, linewidth=0.6)
    axes.set_xlim(1951, 2028)
    axes.tick_params(left=False)


def _cut(axes: Axes, one) -> None:
    sure = one.p_holm < 0.05
    colour = style.INK if sure else "#707070"
    axes.axvline(one.year - 0.5, color=colour, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
    axes.annotate(
        f"{one.year}, p {_p(one.p_holm)}",
        (one.year, 0.97),
        xycoords=axes.get_xaxis_transform(),
        xytext=(3, 0),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=colour,
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
