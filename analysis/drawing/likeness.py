"""The figures of likeness: what tells collections apart by their coding alone, and which texts are nearest to one."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.checking.comparison import Separation
from analysis.drawing import style
from analysis.drawing.comparisons import chinese, short
from analysis.drawing.picture import Words, picture


@picture
def confusions(separation: Separation) -> tuple[Figure, pd.DataFrame, Words]:
    """What registers are mistaken for: the confusion matrix, and what the model goes by.

    Table: `part` (confusion or weight), `collection` (the true one), `of` (the one told, or a measure), `value`, `n`.
    """
    counts, weights = separation.confusion, separation.weights
    sizes = counts.sum(axis=1)
    rows = [("confusion", a, b, counts.loc[a, b], sizes[a]) for a in counts.index for b in counts.columns]
    rows += [("weight", a, b, weights.loc[a, b], sizes[a]) for a in weights.index for b in weights.columns]
    table = pd.DataFrame(rows, columns=["part", "collection", "of", "value", "n"])
    figure = Figure(figsize=(style.WIDTH + 2.6, 0.5 * len(counts) + 2.2))
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.9), gridspec_kw={"wspace": 0.06})
    share = counts.div(sizes, axis=0)
    left.imshow(share, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    reach = weights.abs().to_numpy().max()
    right.imshow(weights, cmap="PuOr_r", vmin=-reach, vmax=reach, aspect="auto")
    for axes, frame, form in ((left, counts, "{:d}"), (right, weights, "{:+.1f}")):
        for y, x in np.ndindex(frame.shape):
            dark = share.iloc[y, x] > 0.6 if frame is counts else abs(frame.iloc[y, x]) > 0.65 * reach
            said = _unsigned_zero(form.format(frame.iloc[y, x]))
            axes.text(x, y, said, ha="center", va="center", fontsize=8, color="white" if dark else style.INK)
        axes.tick_params(length=0, labelsize=8)
        for spine in axes.spines.values():
            spine.set_visible(False)
    names = [short(one) for one in counts.index]
    left.set_yticks(range(len(names)), [f"{name} ({n})" for name, n in zip(names, sizes, strict=True)])
    left.set_xticks(range(len(names)), names, rotation=40, ha="right")
    left.set_ylabel("true collection · 真实语料", fontsize=9)
    right.set_yticks([])
    right.set_xticks(
        range(len(weights.columns)), [name.replace("_", " ") for name in weights.columns], rotation=40, ha="right"
    )
    left.set_title("told as → · 判为", fontsize=9.5)
    right.set_title("what speaks for it: standardised coefficients · 标准化系数", fontsize=9.5)
    recall = separation.recall.set_index("collection")
    told = ", ".join(
        f"{short(name)} {row.recall:.2f} [{row.low:.2f}, {row.high:.2f}]" for name, row in recall.iterrows()
    )
    words = Words(
        title="What tells registers apart, and what is mistaken for what",
        title_zh="各语体的区分与混淆",
        caption=f"{int(sizes.sum()):,} texts told apart by {len(weights.columns)} figures of their coding, no words "
        f"counted: logistic regression, five-fold cross-validation. Recall with Wilson's interval: {told}. Balanced "
        f"{separation.balanced:.2f}; chance {1 / len(counts):.2f}.",
        caption_zh=f"仅凭编码的{len(weights.columns)}项数值区分{int(sizes.sum()):,}篇文本（逻辑回归，五折交叉验证）。",
        reading="Left: a row is a true collection, a column the one told, the number texts, the shade their share "
        "of the row. Right: what a standard deviation more of a measure adds for that collection, in log-odds.",
        reading_zh="左图：每一行是真实的语料，每一列是判定的语料，数字为篇数，颜色深浅为占该行的比例。右图：某项指标每增加一"
        "个标准差，属于该语料的对数几率增加多少。",
        limits="Collections differ in length, period and place of publication as well as register, so that what "
        "tells them apart need not be register. Coefficients of measures that go together cannot be read one by "
        "one.",
        limits_zh="各语料除语域之外，篇幅、年代与刊载处所也不相同，使它们得以区分的未必是语域。彼此相关的指标，其系数不能逐"
        "一解读。",
        alt="A square matrix of counts, heaviest on its diagonal, and beside it a matrix of coefficients. Recall: "
        f"{told}.",
        alt_zh="一个以对角线为重的计数方阵，旁为系数矩阵。召回率："
        + "、".join(
            f"{chinese(name)}{row.recall:.2f}［{row.low:.2f}，{row.high:.2f}］" for name, row in recall.iterrows()
        )
        + "。",
    )
    return figure, table, words


@picture
def nearest(table: pd.DataFrame, name: str = "the essay") -> tuple[Figure, pd.DataFrame, Words]:
    """The nearest texts and in what they differ: a row a neighbour, a column a measure. Table: "
    "`comparison.neighbours`."""
    columns = [column for column in table if column.startswith("d_")]
    gaps = table[columns].to_numpy()
    figure = Figure(figsize=(style.WIDTH + 1.4, 0.36 * len(table) + 1.9))
    axes = figure.subplots()
    reach = 1.5
    axes.imshow(gaps, cmap="PuOr_r", vmin=-reach, vmax=reach, aspect="auto")
    for y, x in np.ndindex(gaps.shape):
        colour = "white" if gaps[y, x] < -0.8 or gaps[y, x] > 1.2 else style.INK
        axes.text(x, y, _unsigned_zero(f"{gaps[y, x]:+.1f}"), ha="center", va="center", fontsize=8, color=colour)
    labels = [
        f"{_undated(row.collection)}{'' if pd.isna(row.year) else f' {row.year}'}, no. {row.doc.split(':')[-1]}"
        for row in table.itertuples()
    ]
    axes.set_yticks(range(len(table)), labels)
    axes.set_xticks(range(len(columns)), [column[2:].replace("_", " ") for column in columns], rotation=35, ha="right")
    for y, row in enumerate(table.itertuples()):
        axes.annotate(
            f"{row.distance:.2f}   {row.kept:.0%}",
            (1.01, y),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            color=style.SOFT,
            annotation_clip=False,
        )
    axes.annotate("distance, kept", (1.01, 1.02), xycoords="axes fraction", fontsize=8, color=style.SOFT)
    axes.tick_params(length=0, labelsize=8.5)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title(f"The nearest neighbours of {name}, and in what they differ · 最近邻")
    counts = ", ".join(f"{short(one)} {n}" for one, n in table["collection"].value_counts().items())
    counts_chinese = "、".join(f"{chinese(one)}{n}篇" for one, n in table["collection"].value_counts().items())
    words = Words(
        title="The essay's nearest neighbours",
        title_zh="最近邻文本",
        caption=f"The {len(table)} nearest of all reference texts by {len(columns)} standardised figures of the "
        f"coding: {counts}. Distances {table['distance'].min():.2f} to {table['distance'].max():.2f} standard "
        f"deviations a measure; kept among the nearest in {table['kept'].min():.0%} to {table['kept'].max():.0%} of "
        "the draws of the text's units.",
        caption_zh=f"按{len(columns)}项标准化编码数值，距本文最近的{len(table)}篇：{counts_chinese}。",
        reading="A cell is how many standard deviations the neighbour has more (orange) or less (purple) of a "
        "measure than the text. Kept: in how many draws of the text's own units the neighbour stays among the "
        "nearest.",
        reading_zh="每一格表示该近邻的某项指标比本文高（橙色）或低（紫色）多少个标准差。“kept”为重抽本文的单位时，该文本仍"
        "居最近邻的比例。",
        limits="Nearness is of rhetorical make, not of theme or wording. Where few draws keep a neighbour, another "
        "reading of a few units would give others.",
        limits_zh="所谓“近”，指修辞构成相近，而非题材或用词相近。若一篇近邻只在少数重抽样中得以保留，那么只要几个单位的读"
        "法不同，近邻就会换成别的文本。",
        alt=f"A matrix of signed differences, {len(table)} neighbours by {len(columns)} measures; {counts}.",
        alt_zh=f"带正负号差值的矩阵，{len(table)}个近邻，{len(columns)}项指标；{counts_chinese}。",
    )
    return figure, table, words


def _unsigned_zero(number: str) -> str:
    return "0.0" if number in ("-0.0", "+0.0") else number


def _undated(name: str) -> str:
    """A collection's name without its years, for a document that has its own."""
    return re.sub(r" \d{4}(-\d{4})?$", "", short(name))
