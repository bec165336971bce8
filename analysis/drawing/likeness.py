"""The figures of likeness: what tells collections apart by their coding alone, and which texts are nearest to one."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from analysis.checking.comparison import MEASURES, Separation
from analysis.drawing import style
from analysis.drawing.comparisons import both, chinese, short
from analysis.drawing.picture import Words, picture


@picture
def confusions(separation: Separation) -> tuple[Figure, pd.DataFrame, Words]:
    """What registers are mistaken for: the confusion matrix, and what the model goes by.

    Table: `part` (confusion, recall or weight), `collection` (the true one), `of` (the one told, or a measure), `value`,
    `n`, and of the recall its Wilson interval, `low, high`.
    """
    counts, weights = separation.confusion, separation.weights
    sizes = counts.sum(axis=1)
    recall = separation.recall.set_index("collection")
    none = (np.nan, np.nan)
    rows = [("confusion", a, b, counts.loc[a, b], sizes[a], *none) for a in counts.index for b in counts.columns]
    rows += [("recall", name, name, row.recall, sizes[name], row.low, row.high) for name, row in recall.iterrows()]
    rows += [("weight", a, b, weights.loc[a, b], sizes[a], *none) for a in weights.index for b in weights.columns]
    table = pd.DataFrame(rows, columns=["part", "collection", "of", "value", "n", "low", "high"])
    figure = Figure(figsize=(style.WIDTH + 2.6, 0.56 * len(counts) + 2.2))
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.9), gridspec_kw={"wspace": 0.06})
    share = counts.div(sizes, axis=0)
    reach = weights.abs().to_numpy().max()
    _cells(left, share, "Blues", (0, 1), [[f"{n}" for n in row] for row in counts.to_numpy()])
    _cells(right, weights, "PuOr_r", (-reach, reach), _signed(weights.to_numpy()))
    left.set_yticks(
        range(len(counts)),
        [
            f"{both(name)}\nn = {sizes[name]:,}; {row.recall:.2f} [{row.low:.2f}, {row.high:.2f}]"
            for name, row in recall.loc[counts.index].iterrows()
        ],
        linespacing=1.3,
    )
    _slanted(left, [both(name, "\n") for name in counts.columns])
    left.set_ylabel("true collection; n, recall with interval · 真实语料，篇数，召回率及区间", fontsize=9)
    right.set_yticks([])
    _slanted(right, ["\n".join(MEASURES[name]) for name in weights.columns])
    left.set_title("told as → · 判为", fontsize=9.5)
    right.set_title("what speaks for it: standardised coefficients · 标准化系数", fontsize=9.5)
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
        reading="Left: a row is a true collection with its number of texts and its recall (95 % Wilson interval), a "
        "column the one told, the number texts, the shade their share of the row. Right: what a standard deviation "
        "more of a measure adds for that collection, in log-odds.",
        reading_zh="左图：每一行是真实的语料，附篇数及召回率（95%威尔逊区间），每一列是判定的语料，数字为篇数，颜色深浅为占"
        "该行的比例。右图：某项指标每增加一个标准差，属于该语料的对数几率增加多少。",
        limits="Collections differ in length, period and place of publication as well as register, so that what "
        "tells them apart need not be register. Coefficients of measures that go together cannot be read one by "
        "one, and they are drawn without an interval.",
        limits_zh="各语料除语域之外，篇幅、年代与刊载处所也不相同，使它们得以区分的未必是语域。彼此相关的指标，其系数不能逐"
        "一解读；系数未附区间。",
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
    """The nearest texts and in what they differ: a row a neighbour, a column a measure. Table: `comparison.neighbours`."""
    columns = [column for column in table if column.startswith("d_")]
    gaps = table[columns]
    figure = Figure(figsize=(style.WIDTH + 1.4, 0.36 * len(table) + 1.9))
    axes = figure.subplots()
    _cells(axes, gaps, "PuOr_r", (-1.5, 1.5), _signed(gaps.to_numpy()))
    labels = [
        f"{_undated(row.collection)}{'' if pd.isna(row.year) else f' {row.year}'}, no. {row.doc.split(':')[-1]}"
        for row in table.itertuples()
    ]
    axes.set_yticks(range(len(table)), labels)
    _slanted(axes, ["\n".join(MEASURES[column[2:]]) for column in columns])
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
    axes.annotate(
        "distance, kept\n距离，保留", (1.01, 1.01), xycoords="axes fraction", fontsize=8, color=style.SOFT, va="bottom"
    )
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
        reading_zh="每一格表示该近邻的某项指标比本文高（橙色）或低（紫色）多少个标准差。“保留”（kept）为重抽本文的单位时，该"
        "文本仍居最近邻的比例。",
        limits="Nearness is of rhetorical make, not of theme or wording. Where few draws keep a neighbour, another "
        "reading of a few units would give others.",
        limits_zh="所谓“近”，指修辞构成相近，而非题材或用词相近。若一篇近邻只在少数重抽样中得以保留，那么只要几个单位的读"
        "法不同，近邻就会换成别的文本。",
        alt=f"A matrix of signed differences, {len(table)} neighbours by {len(columns)} measures; {counts}.",
        alt_zh=f"带正负号差值的矩阵，{len(table)}个近邻，{len(columns)}项指标；{counts_chinese}。",
    )
    return figure, table, words


def _cells(axes: Axes, values: pd.DataFrame, colours: str, ends: tuple[float, float], said: list[list[str]]) -> None:
    """A matrix of coloured cells with their numbers, in the ink that reads on each."""
    drawn = axes.imshow(values, cmap=colours, norm=Normalize(*ends), aspect="auto")
    for (y, x), value in np.ndenumerate(values.to_numpy()):
        ink = style.ink_on(drawn.to_rgba(value)[:3])
        axes.text(x, y, said[y][x], ha="center", va="center", fontsize=8, color=ink)
    axes.tick_params(length=0, labelsize=8)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _slanted(axes: Axes, names: list[str]) -> None:
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", rotation_mode="anchor", linespacing=1.3)


def _signed(values: np.ndarray) -> list[list[str]]:
    return [["0.0" if abs(value) < 0.05 else f"{value:+.1f}" for value in row] for row in values]


def _undated(name: str) -> str:
    """A collection's name in both languages without its years, for a document that has its own."""
    return re.sub(r" \d{4}(-\d{4})?(?= |$)", "", both(name))
