"""The figures of the checks: how far the coding can be trusted. Each takes a table of `analysis.checking`."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.checking.errors import calibration_error, confusion_intervals, error_kinds
from analysis.checking.errors import confusion as crossed
from analysis.counting.shares import ORDER
from analysis.drawing import marks, style
from analysis.drawing.picture import Words, picture

BLUES = LinearSegmentedColormap.from_list("blues", ["#FFFFFF", "#9CC9E8", "#0072B2", "#003A5C"])
CHINESE = {
    **{label: names[2] for label, names in style.LABELS.items()},
    "direct": "直接引语",
    "partial": "部分引语",
    "indirect": "间接引语",
    "mention": "提及",
    "actor named": "指明主体",
    "nobody named": "未指明主体",
    "deontic": "有情态词",
    "bare task": "无情态词",
}
ASSUMPTIONS = {
    "calibration": "A coded label is taken to be truly each label as often as in the gold documents; a text of another mix is "
    "drawn towards theirs.",
    "inverse": "A label is taken to be mistaken in this text as often as in the gold documents; shares below 0 are set to 0 "
    "and the rest divided by their sum.",
}
ASSUMPTIONS_CHINESE = {
    "calibration": "此处假定：编为某一标签的单位，其真实标签的分布与参照文档相同；构成不同的文本会因此被拉向参照文档。",
    "inverse": "此处假定：标签在本文中被误判的机会与参照文档相同；低于 0 的比例置为 0，其余除以总和。",
}
COLLECTIONS = {
    "gwr": "work reports of the government 政府工作报告",
    "cpc": "reports to party congresses 党代会报告",
    "rmrb_commentary_2025": "newspaper commentary 报纸评论",
    "xwlb_commentary": "broadcast commentary 电视新闻评论",
    "shenlun_offcn": "examination essays 申论范文",
    "fudan_politics_1995_2001": "journals and news 期刊与新闻",
    "party_study_sxyz": "speeches for study 学习讲话",
    "mao_xuanji": "selected works 选集",
}


@picture
def confusion(pairs: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """Which labels are taken for which: a row a gold label, a column a coded one.

    pairs  `doc, gold, coded`, a row a unit. Table: `gold, coded, units, share` (of the gold label), `low, high` (95 %
    bootstrap interval of the share, over documents).
    """
    table, (low, high) = crossed(pairs, ORDER), confusion_intervals(pairs, ORDER)
    whole = table.sum(axis=1)
    share = table.div(whole.where(whole > 0), axis=0).fillna(0).to_numpy()
    figure = Figure(figsize=(style.WIDTH, 6.0))
    axes = figure.subplots()
    axes.imshow(share, cmap=BLUES, vmin=0, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(share):
        count = table.iloc[row, column]
        if count:
            look = {"ha": "center", "va": "center", "color": style.ink_on(BLUES(value)[:3])}
            axes.text(column, row - (0.24 if row == column else 0.14), f"{value:.0%}", **look)
            axes.text(column, row + (0.32 if row == column else 0.22), f"{count:,}", fontsize=8, **look)
            if row == column:
                axes.text(column, row + 0.04, f"[{low[row, row]:.0%}, {high[row, row]:.0%}]", fontsize=8, **look)
        if row == column:
            axes.add_patch(
                Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=style.INK, linewidth=1.6, zorder=4)
            )
    axes.set_xticks(
        range(len(ORDER)), [f"{_chinese(label)}\n{label}" for label in ORDER], fontsize=8.5, linespacing=1.3
    )
    names = [f"{label} {_chinese(label)}\nn = {whole[label]:,}" for label in ORDER]
    axes.set_yticks(range(len(ORDER)), names, linespacing=1.3)
    axes.set_xticks(np.arange(len(ORDER) - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(len(ORDER) - 1) + 0.5, minor=True)
    axes.grid(which="minor", color=style.FAINT, linewidth=0.6)
    axes.tick_params(which="both", length=0)
    axes.set(xlabel="coded · 自动编码", ylabel="gold · 参照编码")
    axes.set_title("Which labels are taken for which · 标签的混淆")
    kinds = error_kinds(pairs)
    right = int(np.trace(table.to_numpy()))
    most = "; ".join(f"{r.gold} coded as {r.coded} ({r.units})" for r in kinds.head(3).itertuples())
    documents = pairs["doc"].nunique()
    words = Words(
        title="Confusion of labels",
        title_zh="标签的混淆",
        caption=f"{len(pairs):,} units of {documents} documents, each coded by a model that had not seen its document: "
        f"{right:,} ({right / len(pairs):.0%}) as in the gold coding. The most frequent errors: {most or 'none'}.",
        caption_zh=f"{documents}篇文档的{len(pairs):,}个单位，标注模型均未见过该文档；{right / len(pairs):.0%}与参照编码一致。",
        reading="A row is a gold label; its cells say how its units were coded, as shares of the row (above; darker is more) "
        "and as counts (below). The framed diagonal is right; in it the share's 95 % bootstrap interval over documents (those "
        "of the other cells are in the table).",
        reading_zh="每一行是一个参照标签，各格表示它的单位被编为何种标签：上为占该行的比例（颜色越深越高），下为单位数。加框"
        "的对角线为编码正确者，框内附该比例对文档重抽样的95%自助法区间（其余各格的区间见表）。",
        limits="Whether the gold coding is right: it follows one codebook and one way of reading it. Counted in units; long and "
        "short ones weigh the same.",
        limits_zh="参照编码本身是否正确，此图不能说明：它遵循一部编码手册和一种读法。所计为单位数，长短单位的权重相同。",
        alt="A seven by seven grid. Shares on the diagonal: "
        + ", ".join(f"{label} {share[i, i]:.0%}" for i, label in enumerate(ORDER) if whole[label])
        + ".",
        alt_zh="七行七列的方阵。对角线上的比例："
        + "、".join(f"{_chinese(label)}{share[i, i]:.0%}" for i, label in enumerate(ORDER) if whole[label])
        + "。",
    )
    columns = {"share": share.ravel(), "low": low.ravel(), "high": high.ravel()}
    return figure, table.stack().rename("units").reset_index().assign(**columns), words


@picture
def label_scores(scores: pd.DataFrame, collections: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """F1 of each label and accuracy in each collection, with intervals.

    scores       as `scoring.score` gives it; collections: the same by collection.
    Table: `part` (label or collection), `name, value, low, high, characters, documents`.
    """
    labels = scores[(scores["layer"] == "units") & scores["measure"].str.match("F1 ")]
    labels = labels.assign(part="label", name=labels["measure"].str.removeprefix("F1 "))
    accuracy = collections[(collections["layer"] == "units") & (collections["measure"] == "accuracy")]
    accuracy = accuracy.assign(part="collection", name=accuracy["collection"])
    table = pd.concat([labels, accuracy]).rename(columns={"gold": "characters"})
    table = table.sort_values(["part", "value", "name"], ascending=[False, True, True]).reset_index(drop=True)
    table = table[["part", "name", "value", "low", "high", "characters", "documents"]]
    parts = [table[table["part"] == part] for part in ("label", "collection")]
    figure = Figure(figsize=(style.WIDTH, 0.34 * len(table) + 2.4))
    panels = figure.subplots(
        2, 1, sharex=True, height_ratios=[len(part) for part in parts], gridspec_kw={"hspace": 0.32}
    )
    titles = ("F1 by label · 各类标注的F1", "Accuracy by collection · 各文集的准确率")
    left = max(0.0, np.floor(table["low"].min() * 10) / 10 - 0.05)
    for axes, rows, title in zip(panels, parts, titles, strict=True):
        for y, row in enumerate(rows.itertuples()):
            colour = style.LABELS[row.name][3] if row.part == "label" else style.SOFT
            axes.plot([row.low, row.high], [y, y], color=style.INK, linewidth=1.3)
            axes.plot(row.value, y, "o", color=colour, markeredgecolor=style.INK, markersize=7.5, zorder=3)
            text = f"{row.value:.2f} [{row.low:.2f}, {row.high:.2f}]   n = {row.documents}"
            axes.text(1.015, y, text, va="center", fontsize=8.5, transform=axes.get_yaxis_transform())
        names = [f"{n} {_chinese(n)}" if n in CHINESE else COLLECTIONS.get(n, n) for n in rows["name"]]
        axes.set(yticks=range(len(rows)), yticklabels=names, xlim=(left, 1), ylim=(-0.6, len(rows) - 0.4))
        axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
        axes.tick_params(left=False)
        axes.set_title(title)
    panels[1].set_xlabel("0 worst, 1 best; n = documents · 1为最佳，n为篇数")
    whole = scores[scores["layer"] == "units"].set_index("measure")
    accuracy, macro = whole.loc["accuracy"], whole.loc["macro F1"]
    words = Words(
        title="How well units are labelled",
        title_zh="单位标注的质量",
        caption=f"Scores over {int(accuracy['gold']):,} characters of {int(accuracy['documents'])} documents, each coded by a "
        f"model that had not seen it: accuracy {_with_interval(accuracy)}, macro F1 {_with_interval(macro)}. Lines are 95 % "
        "bootstrap intervals over documents.",
        caption_zh=f"{int(accuracy['documents'])}篇文档的交叉检验：准确率{accuracy['value']:.2f}，"
        f"宏平均F1 {macro['value']:.2f}；横线为95%区间。",
        reading="Above, a dot is the F1 of a label: 1 if every character of it was found and nothing else was taken for it. "
        "Below, a dot is the share of a collection's characters that have their gold label.",
        reading_zh="上图中，圆点为一类标签的 F1：该类的字全部找到且没有误收，则为 1。下图中，圆点为一个文集里标签与参照一致"
        "的字数比例。",
        limits="How the coding does on kinds of text that are not among these collections. Intervals over few documents are "
        "rough, and one over three says little.",
        limits_zh="对这些文集以外的文本，编码表现如何，不得而知。文档少时区间粗略，只有三篇时几乎不能说明什么。",
        alt="Dots with intervals. " + "; ".join(f"{r.name} {r.value:.2f}" for r in table[::-1].itertuples()) + ".",
        alt_zh="带区间的圆点："
        + "；".join(
            f"{_chinese(COLLECTIONS.get(r.name, r.name).split()[-1])}{r.value:.2f}" for r in table[::-1].itertuples()
        )
        + "。",
    )
    return figure, table, words


@picture
def reliability(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """Confidence against accuracy. Table: as `errors.reliability` gives it."""
    figure = Figure(figsize=(style.WIDTH * 0.72, style.WIDTH * 0.64))
    axes = figure.subplots()
    low = min(table["low"].min(), table["confidence"].min()) - 0.04
    axes.plot([low, 1], [low, 1], color=style.SOFT, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        "as sure as right · 自信与准确一致", (low + 0.07, low + 0.07), xytext=(8, -6), textcoords="offset points",
        color=style.SOFT, fontsize=8.5, va="top",
    )  # fmt: skip
    each = " to ".join(f"{n:,}" for n in sorted({table["units"].min(), table["units"].max()}))
    axes.text(0.99, 0.03, f"n = {each} units a dot · 每点单位数", ha="right", fontsize=8.5, transform=axes.transAxes)
    axes.vlines(table["confidence"], table["low"], table["high"], color=style.INK, linewidth=1.2, zorder=4)
    axes.plot(table["confidence"], table["accuracy"], "o-", color="#0072B2", markeredgecolor=style.INK, markersize=5)
    axes.set(xlim=(low, 1.02), ylim=(low, 1.02))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(color=style.FAINT, linewidth=0.6)
    axes.set(xlabel="mean confidence · 平均置信度", ylabel="share labelled as in gold · 与参照编码一致的比例")
    axes.set_title("Does the coding know when it is unsure? · 置信度的校准")
    total, error = int(table["units"].sum()), calibration_error(table)
    first, last = table.iloc[0], table.iloc[-1]
    words = Words(
        title="Calibration of the confidence",
        title_zh="置信度的校准",
        caption=f"{total:,} units in {len(table)} groups of equal size ({each}) by confidence; on average accuracy is "
        f"{error:.1%} away from confidence. The least sure tenth is right in {first.accuracy:.0%} of cases, the surest in "
        f"{last.accuracy:.0%}.",
        caption_zh=f"{total:,}个单位按置信度分为大小相等的{len(table)}组；准确率与置信度平均相差{error:.1%}。",
        reading="A dot is a group of units: how sure the coding was of them (to the right: surer) and how many it labelled as "
        "gold does (upwards: more), with a 95 % bootstrap interval over documents. On the dashed line one could take the "
        "confidence at its word; below it the coding is too sure of itself.",
        reading_zh="每个点是一组单位：越靠右，编码越有把握；越靠上，与参照编码一致的越多。竖线为对文档重抽样的95%自助法区间。"
        "点在虚线上，置信度即可照字面理解；点在虚线之下，编码过于自信。",
        limits="Whether the confidence holds for texts of other kinds, where it is as a rule too high.",
        limits_zh="对其他类型的文本，这一置信度是否成立，不得而知；在那里它通常偏高。",
        alt="Dots near a diagonal: "
        + ", ".join(f"confidence {r.confidence:.0%} accuracy {r.accuracy:.0%}" for r in table.itertuples())
        + ".",
        alt_zh="沿对角线分布的点："
        + "、".join(f"置信度{r.confidence:.0%}，准确率{r.accuracy:.0%}" for r in table.itertuples())
        + "。",
    )
    return figure, table, words


@picture
def learning_curve(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """Scores against the number of documents that the model was trained on.

    Table: `documents, units` (trained on), `draw` (which documents), `accuracy, macro_f1` (on documents not seen).
    """
    mean = table.groupby("documents")[["units", "accuracy", "macro_f1"]].mean()
    figure = Figure(figsize=(style.WIDTH * 0.86, style.WIDTH * 0.5))
    axes = figure.subplots()
    apart = (
        5 if mean["accuracy"].iloc[-1] > mean["macro_f1"].iloc[-1] else -5
    )  # points, so that the figures never collide
    series = (
        ("accuracy", "accuracy 准确率", "#0072B2", "o", "-"),
        ("macro_f1", "macro F1 宏平均F1", "#D55E00", "s", "--"),
    )
    for name, text, colour, mark, line in series:
        axes.plot(table["documents"], table[name], mark, color=colour, alpha=0.35, markersize=4, linestyle="none")
        axes.plot(mean.index, mean[name], mark, color=colour, linestyle=line, markeredgecolor=style.INK, label=text)
        axes.annotate(
            f"{mean[name].iloc[-1]:.2f}", (mean.index[-1], mean[name].iloc[-1]),
            xytext=(8, apart if name == "accuracy" else -apart), textcoords="offset points", va="center", color=style.INK,
        )  # fmt: skip
    axes.set_xscale("log")
    following = [*mean.index[1:], math.inf]
    labels = [
        f"{n:,}\n{units:,.0f}" if after >= 1.7 * n else ""  # two so close would run into each other
        for (n, units), after in zip(mean["units"].items(), following, strict=True)
    ]
    axes.set_xticks(mean.index, labels)
    axes.set_xticks([], minor=True)
    axes.grid(color=style.FAINT, linewidth=0.6)
    axes.set_xlabel("documents trained on, and units in them (log scale) · 训练文档数与单位数")
    axes.set_ylabel("score on documents not seen · 得分")
    axes.set_title("What more documents would bring · 学习曲线")
    axes.legend(loc="lower right")
    draws, last, before = table["draw"].nunique(), mean.iloc[-1], mean.iloc[-2]
    words = Words(
        title="Learning curve",
        title_zh="学习曲线",
        caption=f"Scores on documents not seen, by number of documents trained on; {draws} draws of documents. From "
        f"{mean.index[-2]} to {mean.index[-1]} documents macro F1 goes from {before.macro_f1:.2f} to {last.macro_f1:.2f}, "
        f"accuracy from {before.accuracy:.2f} to {last.accuracy:.2f}.",
        caption_zh=f"以未见文档检验；{draws}次抽取。训练文档由{mean.index[-2]}篇增至{mean.index[-1]}篇，"
        f"宏平均F1由{before.macro_f1:.2f}到{last.macro_f1:.2f}。",
        reading="A small mark is one draw of training documents, a large one the mean of the draws. Where the curve is flat, "
        "more documents of the same kinds bring little.",
        reading_zh="小标记为一次抽取的训练文档，大标记为各次抽取的平均值。曲线平缓之处，再增加同类文档收效甚微。",
        limits="What other features, or documents of other kinds, would bring.",
        limits_zh="采用其他特征，或加入其他类型的文档，结果会怎样，此图不能说明。",
        alt="Two rising curves: "
        + "; ".join(f"{n} documents, accuracy {r.accuracy:.2f}, macro F1 {r.macro_f1:.2f}" for n, r in mean.iterrows())
        + ".",
        alt_zh="两条上升的曲线："
        + "；".join(f"{n}篇，准确率{r.accuracy:.2f}，宏平均F1 {r.macro_f1:.2f}" for n, r in mean.iterrows())
        + "。",
    )
    return figure, table, words


@picture
def adjustment(tables: Mapping[str, pd.DataFrame], method: str = "calibration") -> tuple[Figure, pd.DataFrame, Words]:
    """Shares as coded and as adjusted for the coding's errors, a panel a figure of the study.

    tables  by panel title: as `adjustment.adjusted_shares` gives them, all by one method.
    Table: those, with `figure`.
    """
    table = pd.concat([rows.assign(figure=name) for name, rows in tables.items()], ignore_index=True)
    heights = [len(rows) for rows in tables.values()]
    figure = Figure(figsize=(style.WIDTH, 0.5 * sum(heights) + 0.75 * len(heights) + 0.6))
    panels = figure.subplots(len(tables), 1, height_ratios=heights, squeeze=False, sharex=True)[:, 0]
    for axes, (name, rows) in zip(panels, tables.items(), strict=True):
        for y, row in enumerate(rows.itertuples()):
            colour = style.LABELS[row.label][3] if row.label in style.LABELS else "#0072B2"
            if row.label in style.LABELS:
                marks.band(axes, y, marks.row(label=row.label))
            axes.plot(
                [row.raw_low, row.raw_high], [y - 0.18] * 2, color=style.SOFT, linewidth=1.1, linestyle=(0, (2, 1.5))
            )
            axes.plot(row.raw, y - 0.18, "o", color="white", markeredgecolor=style.INK, markersize=6.5, zorder=3)
            axes.plot([row.low, row.high], [y + 0.18] * 2, color=style.INK, linewidth=1.4)
            axes.plot(row.adjusted, y + 0.18, "D", color=colour, markeredgecolor=style.INK, markersize=6.5, zorder=3)
            text = f"{row.raw:.0%} → {row.adjusted:.0%}" + (
                "" if np.isnan(row.low) else f" [{row.low:.0%}, {row.high:.0%}]"
            )
            text += f"   n = {row.n:,}"
            axes.text(1.015, y, text, va="center", fontsize=8.5, transform=axes.get_yaxis_transform())
        names = [f"{label} {_chinese(label)}" for label in rows["label"]]
        axes.set(yticks=range(len(rows)), yticklabels=names, ylim=(len(rows) - 0.4, -0.6), xlim=(-0.015, 1.015))
        axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
        axes.tick_params(left=False)
        axes.set_title(f"{name} · n = {rows['n'].sum():,}", fontsize=10.5)
    panels[-1].xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    panels[-1].set_xlabel("○ as coded 原始    ◆ adjusted 校正后    share · 比例")
    figure.tight_layout()
    moved = table.assign(by=(table["adjusted"] - table["raw"]).abs()).sort_values("by", ascending=False).iloc[0]
    outside = int(((table["raw"] < table["low"]) | (table["raw"] > table["high"])).sum())
    sizes = [f"{rows['n'].sum():,}" for rows in tables.values()]
    words = Words(
        title="Shares adjusted for the coding's errors",
        title_zh="按标注误差校正的比例",
        caption=f"{len(table)} shares as coded and as adjusted for the errors that the coding makes on gold documents; "
        f"95 % bootstrap intervals over those documents and over the text's own rows. {moved.label} moves most, from "
        f"{moved.raw:.0%} to {moved.adjusted:.0%} [{moved.low:.0%}, {moved.high:.0%}]; {outside} of {len(table)} shares as "
        f"coded lie outside the adjusted interval. From the first panel to the last, n = {', '.join(sizes)}.",
        caption_zh=f"{len(table)}项比例的原始值与校正值，各图自上而下 n = {'、'.join(sizes)}；横线为95%区间。"
        f"变动最大者为{_chinese(moved.label)}：{moved.raw:.0%}→{moved.adjusted:.0%}。",
        reading="The circle with the dashed line is the share as coded, the diamond below it with the solid line the share that "
        "the text would have if the coding made here the errors it makes elsewhere. Figures: as coded, adjusted, interval; n, "
        "how many were coded so.",
        reading_zh="带虚线的圆圈为编码所得的比例；其下带实线的菱形为校正值：假定编码在此处所犯的错误与在别处相同，本文应有的"
        "比例。右侧依次为原始值、校正值与区间，n 为如此编码者的数目。",
        limits="Errors that the gold coding shares with the automatic one. " + ASSUMPTIONS[method],
        limits_zh="参照编码与自动编码共有的错误无法校正。" + ASSUMPTIONS_CHINESE[method],
        alt="Pairs of marks: "
        + "; ".join(f"{r.label} {r.raw:.0%} as coded, {r.adjusted:.0%} adjusted" for r in table.itertuples())
        + ".",
        alt_zh="成对的标记："
        + "；".join(f"{_chinese(r.label)}原始{r.raw:.0%}，校正后{r.adjusted:.0%}" for r in table.itertuples())
        + "。",
    )
    return figure, table[["figure", *[c for c in table if c != "figure"]]], words


def _chinese(label: str) -> str:
    return CHINESE.get(label, label)


def _with_interval(row: pd.Series) -> str:
    return f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]"
