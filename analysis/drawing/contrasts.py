"""The figures of contrast: what one text or group has more of than another, and what keeps company with what."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.counting.association import network as edges_of
from analysis.counting.errors import CountingError
from analysis.counting.frequency import frequencies
from analysis.counting.keyness import word_shift
from analysis.drawing import marks, style
from analysis.drawing.picture import Words, picture

MORE, LESS = "#0072B2", "#D55E00"
LEAST_TOKENS = 50  # of a label, for a panel of its own


@picture
def keywords(
    table: pd.DataFrame, most: int = 24, target: str = "the essay", reference: str = "general Chinese"
) -> tuple[Figure, pd.DataFrame, Words]:
    """Keyness as Log Ratio with its interval against frequency, the words with the most G² on either side.

    table   as `counting.keyness.keyness` gives it. Table: its rows that are drawn.
    """
    known = table.dropna(subset=["g2", "log_ratio", "low", "high"])
    drawn = known.sort_values(["g2", "token"], ascending=[False, True]).head(most)
    drawn = drawn.sort_values(["log_ratio", "token"]).reset_index(drop=True)
    figure = Figure(figsize=(style.WIDTH, 0.3 * len(drawn) + 1.3))
    axes, counts = figure.subplots(1, 2, sharey=True, width_ratios=(3.2, 1), gridspec_kw={"wspace": 0.04})
    y = np.arange(len(drawn))
    colours = np.where(drawn["log_ratio"] > 0, MORE, LESS)
    axes.hlines(y, drawn["low"], drawn["high"], color=colours, linewidth=2.2, alpha=0.55)
    for side, marker in ((drawn["log_ratio"] > 0, "o"), (drawn["log_ratio"] <= 0, "D")):
        axes.scatter(drawn["log_ratio"][side], y[side], color=colours[side], marker=marker, s=34, zorder=3)
    axes.axvline(0, color=style.INK, linewidth=0.8)
    axes.set(yticks=y, yticklabels=drawn["token"], ylim=(-0.7, len(drawn) - 0.3))
    axes.set_xlabel("Log Ratio (+1: twice as frequent), 95 % interval · 对数比")
    counts.barh(y, drawn["per_10000"], color=style.FAINT, height=0.62)
    for at, row in enumerate(drawn.itertuples()):
        marks.band(axes, at, marks.row(token=row.token))
        counts.annotate(
            f"{row.count}", (row.per_10000, at), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
        )
    counts.set_xlabel("per 10,000; count · 频次")
    for one in (axes, counts):
        one.tick_params(left=False)
        one.grid(axis="x", color=style.FAINT, linewidth=0.6)
    axes.set_title("What the text has more of, and less · 主题词")
    tests, size = int(table["tests"].iloc[0]), int(table["tokens"].iloc[0])
    kept = int((drawn["lrc"] != 0).sum())
    top = drawn.iloc[-1]
    words = Words(
        title=f"Keyness against {reference}",
        title_zh="主题词",
        caption=f"{len(drawn)} words of {target} ({size:,} tokens) with the largest G² against {reference}, of {tests} tested. "
        f"{kept} of them keep a difference when the interval is corrected for {tests} tests (LRC). "
        f"Furthest: {top.token}, Log Ratio {top.log_ratio:.1f} [{top.low:.1f}, {top.high:.1f}].",
        caption_zh=f"与参照相比，{tests}个受检词中G²最大的{len(drawn)}个。",
        reading="Discs right of zero are more frequent than in the reference, diamonds left of it less; one step is a doubling. "
        "The line is the 95 % interval, not corrected for the number of tests. Bars: how frequent the word is here.",
        reading_zh="零线右侧的圆点比参照更常见，左侧的菱形比参照少见；每增加 1，频率即翻一番。横线为95%区间，未按检验次数校"
        "正。右侧横条为该词在此处的频次。",
        limits="With one text as target a token-level p is descriptive only: it cannot tell the genre from the author or the "
        "theme. A reference of general Chinese makes every political word key.",
        limits_zh="若只以一篇文本为对象，以词为单位的 p 值仅有描述意义：它分不清体裁、作者与题材的作用。以通用汉语为参照，"
        "凡政治词语都会显得突出。",
        alt="Dots with intervals, from the least to the most key: " + ", ".join(drawn["token"]) + ".",
        alt_zh="带区间的点，由最不突出到最突出：" + "、".join(drawn["token"]) + "。",
    )
    return figure, drawn, words


@picture
def shift(
    first: pd.DataFrame, second: pd.DataFrame, names: tuple[str, str], most: int = 20
) -> tuple[Figure, pd.DataFrame, Words]:
    """Word shift: which words make two texts or groups differ, by their part of the Jensen-Shannon divergence.

    first, second   token tables; names: what they are called. Table: as `counting.keyness.word_shift` gives it.
    """
    table = word_shift(first, second, stop=False)
    drawn = table.head(most)[::-1].reset_index(drop=True)
    figure = Figure(figsize=(style.WIDTH, 0.3 * len(drawn) + 1.4))
    axes = figure.subplots()
    signed = np.where(drawn["more_in"] == "second", drawn["part"], -drawn["part"])
    y = np.arange(len(drawn))
    right = signed > 0
    axes.barh(y[right], signed[right], color="#009E73", height=0.66)
    axes.barh(y[~right], signed[~right], color=MORE, height=0.66, hatch="///", edgecolor="white", linewidth=0)
    for at, row in enumerate(drawn.itertuples()):
        side = 1 if signed[at] > 0 else -1
        text = f"{row.token}  {row.count_first} : {row.count_second}"
        marks.band(axes, at, marks.row(token=row.token))
        axes.annotate(
            text,
            (signed[at], at),
            xytext=(5 * side, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            ha="left" if side > 0 else "right",
        )
    reach = np.abs(signed).max() * 1.7
    axes.axvline(0, color=style.INK, linewidth=0.8)
    axes.set(yticks=[], xlim=(-reach, reach), ylim=(-0.7, len(drawn) - 0.3))
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    sizes = [int((part["kind"] != "punctuation").sum()) for part in (first, second)]
    axes.set_xlabel(
        f"← more in {names[0]} (n = {sizes[0]:,})    part of the divergence · 对差异的贡献    "
        f"more in {names[1]} (n = {sizes[1]:,}) →"
    )
    axes.set_title(f"Which words make {names[0]} and {names[1]} differ · 用词差异")
    leading = ", ".join(f"{row.token} ({row.count_first} : {row.count_second})" for row in table.head(4).itertuples())
    words = Words(
        title=f"Word shift from {names[0]} to {names[1]}",
        title_zh="用词差异",
        caption=f"{names[0]} ({sizes[0]:,} tokens) against {names[1]} ({sizes[1]:,} tokens), stop words left out: Jensen-Shannon "
        f"divergence {table.attrs['divergence']:.2f} bits of at most 1. Most of it from {leading}.",
        caption_zh=f"{sizes[0]:,}词与{sizes[1]:,}词的用词差异，按各词对JS散度的贡献排列。",
        reading="A bar is a word's part of the whole difference, to the side of the group that has more of it; after the word "
        "its counts in both.",
        reading_zh="横条为一个词在总差异中所占的份额，伸向用得较多的一组；词后为它在两组中的次数。",
        limits="The counts are small, and the divergence of two short texts is large also where they are alike: a bar on a count "
        "of one or two is an accident of this text. There is no interval.",
        limits_zh="次数都很小；两篇短文即使相近，散度也会偏大：只出现一两次的词，其横条出于偶然。图中没有区间。",
        alt="Bars to both sides: "
        + ", ".join(f"{r.token} more in {names[r.more_in == 'second']}" for r in table.head(8).itertuples()),
        alt_zh="向两侧伸出的横条："
        + "、".join(f"{r.token}多见于 {names[r.more_in == 'second']}" for r in table.head(8).itertuples())
        + "。",
    )
    return figure, table.head(most), words


@picture
def company(tokens: pd.DataFrame, node: str, top: int = 16) -> tuple[Figure, pd.DataFrame, Words]:
    """The collocation network of a word: its collocates within the sentence, by logDice. Table: as `association.network`."""
    table = edges_of(tokens, node, top=top)
    node = table.attrs["node"]
    if not table["centre"].any():
        raise CountingError(
            f"{node!r} has no collocate often enough to draw; take more text, or see collocates(…, minimum=1)"
        )
    graph = nx.Graph()
    for edge in table.itertuples():
        graph.add_edge(edge.source, edge.target, weight=max(edge.log_dice, 0.1), centre=edge.centre, count=edge.count)
    outer = [edge.target if edge.source == node else edge.source for edge in table.itertuples() if edge.centre]
    # By turns from the strongest, so that near ones, which need more room, have weak neighbours
    turns = np.argsort(np.argsort([(i * 7) % max(len(outer), 1) for i in range(len(outer))], kind="stable"))
    angles = 2 * np.pi * turns / max(len(outer), 1) + np.pi / 2
    strength = table[table["centre"]].reset_index(drop=True)["log_dice"].to_numpy()
    radius = 1.3 - 0.4 * (strength - strength.min()) / max(np.ptp(strength), 1e-9)
    place = {node: (0.0, 0.0)} | {
        name: (r * np.cos(a) * 1.5, r * np.sin(a)) for name, r, a in zip(outer, radius, angles, strict=True)
    }
    count = int(table["count_source"].iloc[0])
    figure = Figure(figsize=(style.WIDTH, 5.4))
    axes = figure.subplots()
    for source, target, data in graph.edges(data=True):
        (x0, y0), (x1, y1) = place[source], place[target]
        colour, line = (MORE, "-") if data["centre"] else (style.SOFT, (0, (2, 2)))
        width = 0.5 + 2.4 * (data["weight"] / 14) ** 3
        axes.plot([x0, x1], [y0, y1], color=colour, linewidth=width, linestyle=line, alpha=0.55, zorder=1)
    for name, (x, y) in place.items():
        own = name == node
        box = {"boxstyle": "round,pad=0.3", "facecolor": MORE if own else "white", "edgecolor": MORE, "linewidth": 1}
        at = f"\nn = {count}" if own else f"\n{graph[node][name]['weight']:.1f} · {graph[node][name]['count']}"
        drawn = axes.text(
            x,
            y,
            name + at,
            ha="center",
            va="center",
            bbox=box,
            color="white" if own else style.INK,
            fontsize=10.5 if own else 9,
            zorder=3,
            linespacing=1.25,
        )
        drawn.get_bbox_patch().set_url(marks.row(token=node) if own else marks.row(source=node, target=name))
    axes.set(xlim=(-2.2, 2.2), ylim=(-1.5, 1.5))
    axes.axis("off")
    axes.set_title(f"The company that {node} keeps · {node}的搭配")
    first = ", ".join(f"{name} {value:.1f}" for name, value in zip(outer[:5], strength[:5], strict=True))
    words = Words(
        title=f"Collocates of {node}",
        title_zh=f"{node}的搭配",
        caption=f"The {len(outer)} strongest collocates of {node} (n = {count}) within five words and a sentence, by logDice: "
        f"{first}. "
        f"{len(table) - len(outer)} ties among them.",
        caption_zh=f"{node}（{count}次）左右五词以内、同句之中搭配最强的{len(outer)}个词。",
        reading="The thicker a line, the stronger the tie; under each word its logDice (14 is the most, one less is half as "
        "strong) and how often it stands in the window. Dashed: collocates that keep company with each other; a dashed line "
        "that passes behind a word does not stop there.",
        reading_zh="线越粗，搭配越强；各词之下为 logDice 值（最大为14，每减 1 强度减半）及其在窗口中出现的次数。虚线表示"
        "搭配词彼此也相搭配；从某词背后穿过的虚线并不止于该词。",
        limits="In one short text a few sentences make a collocate; the figure describes this text, without an interval. "
        "Angle and distance mean nothing.",
        limits_zh="在一篇短文里，几个句子就能造成一个搭配；此图只描述本文，没有区间。方位与远近没有意义。",
        alt=f"{node} in the middle, around it from the strongest: " + ", ".join(outer) + ".",
        alt_zh=f"{node}居中，四周由强到弱依次为：" + "、".join(outer) + "。",
    )
    return figure, table, words


@picture
def terms_by_label(tokens: pd.DataFrame, most: int = 8) -> tuple[Figure, pd.DataFrame, Words]:
    """Which words claims use, which prescriptions: the most frequent words of each label, with Wilson intervals.

    tokens  with `label`. Table: as `frequencies(tokens, by="label")` gives it, the rows drawn.
    """
    table = frequencies(tokens, by="label", minimum=2)
    enough = table.groupby("label").agg(words=("token", "size"), tokens=("tokens", "first"))
    enough = set(enough[(enough["words"] >= 3) & (enough["tokens"] >= LEAST_TOKENS)].index)
    labels = [label for label in style.LABELS if label in enough]
    if not labels:
        raise CountingError(
            f"no label has {LEAST_TOKENS} tokens and three words that come twice: too little to compare"
        )
    drawn = pd.concat([table[table["label"] == label].head(most) for label in labels], ignore_index=True)
    columns = min(3, len(labels))
    rows = -(-len(labels) // columns)
    figure = Figure(figsize=(style.WIDTH + 1, 2.75 * rows + 0.4))
    grid = np.atleast_1d(
        figure.subplots(rows, columns, sharex=True, gridspec_kw={"wspace": 0.45, "hspace": 0.42})
    ).ravel()
    for axes in grid[len(labels) :]:
        axes.axis("off")
    for axes, label in zip(grid, labels, strict=False):
        letter, english, chinese, colour = style.LABELS[label]
        part = drawn[drawn["label"] == label][::-1].reset_index(drop=True)
        y = np.arange(len(part))
        axes.hlines(y, part["low"], part["high"], color=colour, linewidth=2.4)
        axes.scatter(part["per_10000"], y, color=colour, edgecolor=style.INK, linewidth=0.5, s=30, zorder=3)
        for at, row in enumerate(part.itertuples()):
            marks.band(axes, at, marks.row(label=label, token=row.token))
            axes.annotate(
                f"{row.count}", (row.high, at), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
            )
        axes.set(yticks=y, yticklabels=part["token"], ylim=(len(part) - most - 0.7, len(part) - 0.3))
        axes.tick_params(left=False, labelbottom=True)
        axes.set_title(f"{letter} {english} {chinese} (n = {int(part['tokens'].iloc[0]):,})", fontsize=9.5)
    grid[0].set_xlim(0, drawn["high"].max() * 1.12)
    for axes in grid[max(0, len(labels) - columns) : len(labels)]:  # those that have no panel below them
        axes.set_xlabel("per 10,000 tokens · 每万词频次")
    figure.suptitle("Which words each kind of unit uses · 各类单位的用词", x=0.125, ha="left", fontsize=11.5, y=0.98)
    leading = "; ".join(f"{label} {drawn[drawn['label'] == label]['token'].iloc[0]}" for label in labels)
    words = Words(
        title="Terms by kind of unit",
        title_zh="各类单位的用词",
        caption=f"The most frequent words (at least twice, stop words left out) in units of the {len(labels)} labels "
        f"with {LEAST_TOKENS} tokens or more, per 10,000 tokens of the label, with 95 % Wilson intervals. Leading: {leading}.",
        caption_zh="各类修辞单位中最常见的词，每万词频次及95%区间。",
        reading="A panel is a label (n: its tokens), a dot a word's relative frequency within it, the line its interval, the "
        "number its count.",
        reading_zh="每幅小图是一类标签（n 为其词数），圆点为词在该类单位中的相对频次，横线为其区间，数字为次数。",
        limits="Labels with few words have wide intervals, and the labels themselves carry the coding's errors (notebook 6).",
        limits_zh="字数少的标签，区间很宽；标签本身也带有编码的误差（见笔记本 6）。",
        alt="Panels of dots with intervals. " + leading + ".",
        alt_zh="带区间圆点的小图。居首的词："
        + "；".join(f"{style.LABELS[label][2]}“{drawn[drawn['label'] == label]['token'].iloc[0]}”" for label in labels)
        + "。",
    )
    return figure, drawn, words
