"""The figures of terms: how often, how sure, and where in the text."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.counting.frequency import frequencies
from analysis.counting.frequency import known as known_terms
from analysis.drawing import marks, style
from analysis.drawing.figures import legend
from analysis.drawing.picture import Words, picture


@picture
def terms(tokens: pd.DataFrame, most: int = 20) -> tuple[Figure, pd.DataFrame, Words]:
    """The most frequent words that are no stop words, per 10,000 tokens, with 95 % Wilson intervals.

    tokens  as `counting.tokens.tokens` gives them. Table: as `counting.frequency.frequencies` gives it, the first rows.
    """
    table = frequencies(tokens).head(most)
    rows = table[::-1].reset_index(drop=True)
    figure = Figure(figsize=(style.WIDTH, 0.3 * len(rows) + 1.2))
    axes = figure.subplots()
    y = np.arange(len(rows))
    axes.hlines(y, rows["low"], rows["high"], color="#0072B2", linewidth=2.2, alpha=0.55)
    axes.scatter(rows["per_10000"], y, color="#0072B2", s=34, zorder=3)
    for at, row in enumerate(rows.itertuples()):
        marks.band(axes, at, marks.row(token=row.token))
        axes.annotate(
            f"{row.count}", (row.high, at), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8.5
        )
    axes.set(yticks=y, yticklabels=rows["token"], xlim=(0, rows["high"].max() * 1.08), ylim=(-0.7, len(rows) - 0.3))
    axes.tick_params(left=False)
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    axes.set_xlabel("per 10,000 tokens, with 95 % Wilson interval; count at the right · 每万词频次及95%区间")
    axes.set_title("The most frequent terms · 高频词")
    size, documents = int(table["tokens"].iloc[0]), int(table["of_documents"].iloc[0])
    first = table.iloc[0]
    words = Words(
        title="Most frequent terms",
        title_zh="高频词",
        caption=f"The {len(table)} most frequent of {size:,} tokens in {documents} document(s), stop words left out. "
        f"{first.token} leads: {first['count']} times, {first.per_10000:.0f} per 10,000 [{first.low:.0f}, {first.high:.0f}].",
        caption_zh=f"共{size:,}词（不计标点），去停用词后最常见的{len(table)}个。",
        reading="A dot is the relative frequency, the line its 95 % Wilson interval, the number how often the word occurs.",
        reading_zh="圆点为相对频次，横线为其95%威尔逊区间，数字为该词出现的次数。",
        limits="Wilson's interval takes words for independent draws; words of one text are not, so the truth is less sure than "
        "the lines say. Where lines overlap, an order between two words is not to be read off.",
        limits_zh="威尔逊区间把各词视为相互独立的抽取，同一文本中的词却并非如此，因此实际的不确定性比横线所示更大。横线重叠"
        "时，不能据以判定两词的先后。",
        alt="Dots with intervals: "
        + ", ".join(f"{r.token} {r.count}" for r in table.head(8).itertuples())
        + ", and so on.",
        alt_zh="带区间的圆点：" + "、".join(f"{r.token}{r.count}次" for r in table.head(8).itertuples()) + "等。",
    )
    return figure, table, words


@picture
def positions(tokens: pd.DataFrame, chosen: tuple[str, ...]) -> tuple[Figure, pd.DataFrame, Words]:
    """Where chosen terms stand in one text, the label of the unit behind each place.

    tokens  of one document, with `label` and `paragraph`; chosen: the terms, in the order of the lanes
    Table: `doc, start, end, token, position, paragraph, label`; position counts the tokens before it.
    Raises CountingError for a term that the text does not have.
    """
    chosen = known_terms(tokens, chosen)
    words_only = tokens[tokens["kind"] != "punctuation"].reset_index(drop=True)
    words_only["position"] = np.arange(len(words_only))
    units = words_only.groupby(["layer", "unit"], sort=False)
    units = units.agg(doc=("doc", "first"), start=("start", "min"), min=("position", "min"), max=("position", "max"))
    units = units.reset_index()
    units["label"] = words_only.drop_duplicates(["layer", "unit"])["label"].to_numpy()
    figure = Figure(figsize=(style.WIDTH, 0.42 * len(chosen) + 1.7))
    axes = figure.subplots()
    for unit in units.itertuples():
        if isinstance(unit.label, str):
            letter, _, _, colour = style.LABELS[unit.label]
            width = unit.max - unit.min + 1
            column = Rectangle((unit.min, -1.3), width, len(chosen) + 0.8, color=colour, alpha=0.13, linewidth=0)
            column.set_url(marks.row(doc=unit.doc, start=unit.start))
            axes.add_patch(column)
            axes.add_patch(Rectangle((unit.min, -1.3), width, 0.42, facecolor=colour, edgecolor="white", linewidth=0.6))
            if width > len(words_only) * 0.017:
                at = (unit.min + width / 2, -1.1)
                axes.annotate(letter, at, ha="center", va="center", fontsize=7.5, color=style.ink_on(colour))
    narrow = units[(units["max"] - units["min"] + 1 <= len(words_only) * 0.017) & units["label"].notna()]
    runs = (narrow["label"].ne(narrow["label"].shift()) | narrow.index.to_series().diff().ne(1)).cumsum()
    before, raised = -np.inf, False
    for _, run in narrow.groupby(runs):  # where a letter has no room in its unit it stands above, once for a run
        at = (run["min"].iloc[0] + run["max"].iloc[-1] + 1) / 2
        raised = at - before < len(words_only) * 0.018 and not raised
        letter = style.LABELS[run["label"].iloc[0]][0]
        axes.text(at, -1.7 if raised else -1.34, letter, ha="center", va="bottom", fontsize=7.5)
        before = at
    breaks = words_only.groupby("paragraph")["position"].min().iloc[1:]
    axes.vlines(breaks, -1.3, len(chosen) - 0.4, color=style.SOFT, linewidth=0.7, linestyle=(0, (2, 2)))
    for y, term in enumerate(chosen):
        places = words_only.loc[words_only["token"] == term, "position"]
        axes.vlines(places + 0.5, y - 0.34, y + 0.34, color=style.INK, linewidth=1.5)
        axes.text(1.01, y, f"n = {len(places)}", va="center", fontsize=8.5, transform=axes.get_yaxis_transform())
    axes.set(xlim=(0, len(words_only)), ylim=(len(chosen) - 0.4, -2.1), yticks=range(len(chosen)), yticklabels=chosen)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("tokens before it · 此前词数")
    axes.set_title("Where the main terms stand · 主要词语的分布")
    legend(axes, units["label"])
    table = words_only.loc[
        words_only["token"].isin(chosen), ["doc", "start", "end", "token", "position", "paragraph", "label"]
    ].reset_index(drop=True)
    counts = table["token"].value_counts()
    said = ", ".join(f"{term} {counts[term]}" for term in chosen)
    paragraphs = words_only["paragraph"].nunique()
    words = Words(
        title="Where the main terms stand",
        title_zh="主要词语的分布",
        caption=f"{len(table)} occurrences of {len(chosen)} terms in the {len(words_only):,} tokens and {paragraphs} paragraphs "
        f"of {words_only['doc'].iloc[0]}: {said}.",
        caption_zh=f"{len(chosen)}个词在全文{len(words_only):,}词、{paragraphs}段中的{len(table)}次出现。",
        reading="A lane is a term, an upright stroke one occurrence, from the text's beginning (left) to its end. The strip on "
        "top and the tint behind give the label of the unit (its letter above the strip where the unit is narrow), dashed "
        "lines the ends of paragraphs.",
        reading_zh="每一行是一个词，每条竖线是它的一次出现，自文首（左）至文末。上方的色带与背景色表示所在单位的标签（单位过窄"
        "时，字在色带之上），虚线为段落的终点。",
        limits="Whether a term would cluster so in other texts: this is a description of one text, without an interval. "
        "Dispersion measures with their cautions are in notebook 3.",
        limits_zh="在其他文本中，词语是否也如此集中，此图不能说明：它只描述一篇文本，没有区间。分布均匀度的各种指标及其局限"
        "见笔记本 3。",
        alt="Lanes of strokes along the text, one a term: " + said + ".",
        alt_zh="沿全文排列的竖线，每行一词：" + "、".join(f"{term}{counts[term]}次" for term in chosen) + "。",
    )
    return figure, table, words
