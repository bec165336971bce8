"""The figures of many texts: what each is made of, how far they differ, how groups differ, and whom they quote."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.coding.coded import Coded
from analysis.counting.script import simplified
from analysis.counting.shares import ORDER, unit_shares
from analysis.drawing import style
from analysis.drawing.picture import Words, picture

MOST_ROWS = 40
LEAST_TEXTS = 6


@picture
def compositions(profile: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """What each of a few texts is made of: a row a text, its characters by label.

    profile  a row a text with `doc` and `share_LABEL`, as `own_texts.profile` gives it. Table: `doc, label, share`.
    Raises ValueError for a single text, and past 40: then `spread` shows more.
    """
    texts = profile.dropna(subset=[f"share_{label}" for label in ORDER])
    if not 2 <= len(texts) <= MOST_ROWS:
        raise ValueError(f"rows of boxes are drawn for 2 to {MOST_ROWS} texts, not for {len(texts)}")
    figure = Figure(figsize=(style.WIDTH, 0.34 * len(texts) + 1.9))
    axes = figure.subplots()
    for y, row in enumerate(texts.to_dict("records")):
        left = 0.0
        for label in ORDER:
            letter, _, _, colour = style.LABELS[label]
            share = row[f"share_{label}"]
            axes.barh(y, share, left=left, height=0.74, color=colour, edgecolor="white", linewidth=0.8)
            if share >= 0.035:
                at = (left + share / 2, y)
                axes.annotate(letter, at, ha="center", va="center", fontsize=8, color=style.ink_on(colour))
            left += share
        axes.text(1.01, y, f"{row['characters']:,}", va="center", fontsize=8.5, color=style.SOFT)
    axes.set(xlim=(0, 1), ylim=(len(texts) - 0.4, -0.6), yticks=range(len(texts)))
    axes.set_yticklabels([style.wrap(_plain(name), 24, 1) for name in texts["doc"]])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.tick_params(left=False)
    axes.set_xlabel("share of the text's characters; at the right, how many it has · 占全文字数的比例")
    axes.set_title("What each text is made of · 各篇的构成")
    handles = [Rectangle((0, 0), 1, 1, facecolor=style.LABELS[label][3]) for label in ORDER]
    names = [" ".join(style.LABELS[label][:3]) for label in ORDER]
    below = -0.9 / (0.34 * len(texts) + 0.9)
    axes.legend(handles, names, ncols=4, loc="upper left", bbox_to_anchor=(0, below), fontsize=8.5)
    table = _long(texts)
    leading = table.sort_values(["doc", "share"], ascending=[True, False], kind="stable").drop_duplicates("doc")
    most = leading["label"].value_counts()
    said = "; ".join(f"{row.doc} {row.label} {row.share:.0%}" for row in leading.itertuples())
    words = Words(
        title="What each text is made of",
        title_zh="各篇的构成",
        caption=f"{len(texts)} texts, {int(texts['characters'].sum()):,} characters. The label with most characters is "
        + ", ".join(f"{label} in {count}" for label, count in most.items())
        + ".",
        caption_zh=f"{len(texts)}篇，共{int(texts['characters'].sum()):,}字；每行一篇，按字数分类。",
        reading="A row is a text, a box the characters of its units of one label, letter and colour as in the legend. The "
        "order of the boxes is that of the legend, not that of the text.",
        reading_zh="每一行是一篇文本，每一格是其中某类单位的字数，字与颜色见图例。各格按图例的次序排列，并非文中的次序。",
        limits="Where in the text a label stands (the page of each text shows that). There is no interval: each text is all "
        "of itself; errors of the coding come on top (notebook 6).",
        limits_zh="某类单位在文中何处，此图不作表示（见各篇的页面）。图中没有区间：所示即各篇的全部；编码的误差另计（见笔记"
        "本 6）。",
        alt=f"{len(texts)} rows of coloured boxes. Largest box of each: {said}.",
        alt_zh=f"{len(texts)}行彩色方格。各篇最大的一格："
        + "；".join(f"{row.doc} {style.LABELS[row.label][2]}{row.share:.0%}" for row in leading.itertuples())
        + "。",
    )
    return figure, table, words


@picture
def spread(profile: pd.DataFrame) -> tuple[Figure, pd.DataFrame, Words]:
    """How far texts differ in what they are made of: a dot a text in a row a label, with quartiles.

    profile  as for `compositions`. Table: `doc, label, share`. Raises ValueError for fewer than six texts.
    """
    texts = profile.dropna(subset=[f"share_{label}" for label in ORDER])
    if len(texts) < LEAST_TEXTS:
        raise ValueError(f"quartiles are drawn from {LEAST_TEXTS} texts on, not of {len(texts)}")
    figure = Figure(figsize=(style.WIDTH, 0.62 * len(ORDER) + 1.2))
    axes = figure.subplots()
    random = np.random.default_rng(0)
    alpha = float(np.clip(12 / np.sqrt(len(texts)) / 4, 0.12, 0.8))
    quartiles = {}
    for y, label in enumerate(ORDER):
        values = texts[f"share_{label}"].to_numpy(dtype=float)
        low, middle, high = quartiles[label] = np.quantile(values, [0.25, 0.5, 0.75])
        colour = style.LABELS[label][3]
        jitter = random.uniform(-0.27, 0.27, len(values))
        axes.add_patch(Rectangle((low, y - 0.34), high - low, 0.68, facecolor=style.FAINT, linewidth=0, zorder=1))
        axes.scatter(values, y + jitter, s=16, color=colour, alpha=alpha, linewidth=0, zorder=2)
        axes.plot([middle, middle], [y - 0.36, y + 0.36], color=style.INK, linewidth=1.8, zorder=3)
        text = f"{middle:.0%}  [{low:.0%}, {high:.0%}]"
        axes.text(1.01, y, text, va="center", fontsize=8.5, transform=axes.get_yaxis_transform())
    names = [" ".join(style.LABELS[label][:3]) for label in ORDER]
    axes.set(yticks=range(len(ORDER)), yticklabels=names, ylim=(len(ORDER) - 0.5, -0.5), xlim=(-0.015, 1.0))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.tick_params(left=False)
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    axes.set_xlabel("share of a text's characters; at the right, median and quartiles · 占各篇字数的比例")
    axes.set_title("How far the texts differ · 各篇之间的差异")
    said = "; ".join(f"{label} {m:.0%} [{lo:.0%}, {hi:.0%}]" for label, (lo, m, hi) in quartiles.items())
    words = Words(
        title="How far the texts differ",
        title_zh="各篇之间的差异",
        caption=f"n = {len(texts)} texts. Median share of each label with the quartiles: {said}.",
        caption_zh=f"{len(texts)}篇中各类修辞单位所占比例的中位数与四分位数。",
        reading="A dot is one text, scattered a little up and down so that dots can be told apart; the grey box holds the "
        "middle half of the texts, the upright line is the median.",
        reading_zh="每个点是一篇文本，上下略微错开以便分辨；灰框包含居中的一半文本，竖线为中位数。",
        limits="Why texts differ: short texts spread more than long ones by chance alone. The box describes these texts; it "
        "is no interval for others.",
        limits_zh="文本为何不同，此图不作解释：单凭偶然，短文之间的差异就大于长文。灰框描述的是这些文本，不是推及其他文本的"
        "区间。",
        alt=f"{len(ORDER)} rows of {len(texts)} dots. Medians and quartiles: {said}.",
        alt_zh=f"{len(ORDER)}行，每行{len(texts)}个点。中位数与四分位数："
        + "；".join(
            f"{style.LABELS[label][2]}{m:.0%}［{lo:.0%}，{hi:.0%}］" for label, (lo, m, hi) in quartiles.items()
        )
        + "。",
    )
    return figure, _long(texts), words


@picture
def shares_by(coded: Coded, field: str, groups: Mapping[str, str]) -> tuple[Figure, pd.DataFrame, Words]:
    """Shares of the labels in groups of texts, with bootstrap intervals over texts.

    field   what the groups are called; groups: the group of each text, by its name (others are left out)
    Table: `group`, then as `counting.shares.unit_shares` gives it, and `texts`, their number in the group.
    Raises ValueError for fewer than two groups.
    """
    values = sorted(set(groups.values()))
    if len(values) < 2:
        raise ValueError(f"{field} makes {len(values)} groups; two are needed to compare")
    parts = []
    for value in values:
        docs = [document for document in coded.documents if groups.get(document.id) == value]
        part = Coded(docs, *(_only(getattr(coded, t), docs) for t in ("layers", "units", "quotations", "statements")))
        parts.append(unit_shares(part, resamples=2_000).assign(texts=len(docs)))
        parts[-1].insert(0, "group", value)
    table = pd.concat(parts, ignore_index=True)
    columns = 4
    rows = -(-len(ORDER) // columns)
    figure = Figure(figsize=(style.WIDTH + 1, rows * (0.3 * len(values) + 1.0) + 0.5))
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, gridspec_kw={"wspace": 0.12, "hspace": 0.45})
    for axes in grid.ravel()[len(ORDER) :]:
        axes.axis("off")
    texts = table.drop_duplicates("group")["texts"].tolist()
    for at, (axes, label) in enumerate(zip(grid.ravel(), ORDER, strict=False)):
        part = table[table["label"] == label].reset_index(drop=True)
        _, english, chinese, colour = style.LABELS[label]
        axes.hlines(part.index, part["low"], part["high"], color=colour, linewidth=2.4)
        axes.scatter(part["share"], part.index, color=colour, edgecolor=style.INK, linewidth=0.5, s=30, zorder=3)
        axes.set(yticks=range(len(values)), ylim=(len(values) - 0.4, -0.6))
        axes.set_yticklabels(
            [f"{style.wrap(_plain(v), 16, 1)} ({n})" for v, n in zip(values, texts, strict=True)], fontsize=8.5
        )
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axes.tick_params(left=False, labelbottom=at + columns >= len(ORDER))
        axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
        axes.set_title(f"{english} {chinese}", fontsize=9.5)
    name = style.wrap(_plain(field), 20, 1)
    figure.suptitle(f"What the texts are made of, by {name} · 按{name}比较", x=0.125, ha="left", fontsize=11.5, y=1.0)
    leading = table.sort_values("share", ascending=False, kind="stable").drop_duplicates("group").sort_values("group")
    said = "; ".join(f"{row.group} ({row.texts}): {row.label} {row.share:.0%}" for row in leading.itertuples())
    words = Words(
        title=f"Shares of units by {field}",
        title_zh=f"按{field}比较的构成",
        caption=f"{sum(texts)} texts in {len(values)} groups; largest share in each: {said}.",
        caption_zh=f"{sum(texts)}篇，分{len(values)}组；横线为对各组篇章重抽样的95%区间。",
        reading="A panel is a label, a row a group with its number of texts in brackets; the dot is the label's share of all "
        "the group's characters, the line its 95 % bootstrap interval over whole texts.",
        reading_zh="每幅小图是一类标签，每一行是一组，括号内为篇数；圆点为该类单位占全组字数的比例，横线为对整篇文本重抽样所"
        "得的95%自助法区间。",
        limits="Whether the field makes the difference: groups may differ in length, date or theme too. Many panels are "
        "compared, and no correction is made; groups of a few texts have intervals that are too short.",
        limits_zh="差别是否由这一分组造成，不得而知：各组的长度、时间或题材也可能不同。小图众多而未作多重比较校正；只有几篇"
        "的组，区间偏窄。",
        alt=f"{len(ORDER)} panels of dots with intervals. {said}.",
        alt_zh=f"{len(ORDER)}幅带区间的点图。"
        + "；".join(
            f"{row.group}（{row.texts}篇）：{style.LABELS[row.label][2]}{row.share:.0%}" for row in leading.itertuples()
        )
        + "。",
    )
    return figure, table, words


@picture
def voices(coded: Coded, most: int = 18) -> tuple[Figure, pd.DataFrame, Words]:
    """Whom several texts quote: quotations by speaker, and in how many of the texts.

    Table: `speaker` ("" where nobody is named; in simplified characters), `quotations, texts, of_texts, characters`, all
    speakers, most quoted first.
    Raises ValueError where nothing is quoted.
    """
    rows = coded.quotations[coded.quotations["kind"] != "mention"]
    if rows.empty:
        raise ValueError("nothing is quoted in these texts")
    rows = rows.assign(characters=rows["end"] - rows["start"])
    table = rows.groupby(rows["speaker"].map(simplified, na_action="ignore")).agg(
        quotations=("doc", "size"), texts=("doc", "nunique"), characters=("characters", "sum")
    )
    table = table.assign(of_texts=len(coded.documents)).reset_index()
    table = table.sort_values(["quotations", "texts", "speaker"], ascending=[False, False, True], ignore_index=True)
    drawn = table.head(most)
    figure = Figure(figsize=(style.WIDTH, 0.34 * len(drawn) + 1.3))
    axes = figure.subplots()
    y = np.arange(len(drawn))
    axes.barh(y, drawn["quotations"], height=0.66, color="#56B4E9")
    axes.scatter(drawn["texts"], y, color=style.INK, marker="D", s=24, zorder=3)
    for at, row in enumerate(drawn.itertuples()):
        text = f"{row.quotations} in {row.texts}"
        axes.annotate(text, (row.quotations, at), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8.5)
    axes.set(yticks=y, ylim=(len(drawn) - 0.4, -0.6), xlim=(0, drawn["quotations"].max() * 1.18 + 0.5))
    axes.set_yticklabels([style.wrap(_plain(name), 20, 1) or "(nobody named) 未具名" for name in drawn["speaker"]])
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.tick_params(left=False)
    axes.set_xlabel("bar: quotations; diamond: texts that have them · 引语数与篇数")
    axes.set_title("Whom the texts quote · 引用了谁")
    said = ", ".join(f"{r.speaker or 'nobody named'} {r.quotations} in {r.texts}" for r in drawn.head(8).itertuples())
    words = Words(
        title="Whom the texts quote",
        title_zh="引用了谁",
        caption=f"{len(rows)} quotations of {int((table['speaker'] != '').sum())} named speakers in "
        f"{rows['doc'].nunique()} of {len(coded.documents)} texts. Most often: {said}.",
        caption_zh=f"{len(coded.documents)}篇中{rows['doc'].nunique()}篇有引语，共{len(rows)}处。",
        reading="A bar counts a speaker's quotations, direct, partial and indirect; the diamond counts the texts that have "
        "one. A bar far beyond its diamond is a speaker quoted often by few.",
        reading_zh="横条为一位说话人的引语数，含直接、部分与间接引语；菱形为载有其引语的篇数。横条远长于菱形所示，即为少数文"
        "本反复引用之人。",
        limits="Whether the words are the speaker's. Speakers are named as the texts name them: one person under two names is "
        "two rows. Nothing was sampled, so there is no interval.",
        limits_zh="这些话是否确为说话人所说，此图不作判断。说话人依文中的称谓命名，一人两名即分为两行。未作抽样，故无区间。",
        alt=f"Bars by speaker: {said}.",
        alt_zh="各说话人的横条："
        + "、".join(f"{r.speaker or '未具名'}{r.quotations}处，见于{r.texts}篇" for r in drawn.head(8).itertuples())
        + "。",
    )
    return figure, table, words


def _only(rows: pd.DataFrame, documents: list) -> pd.DataFrame:
    return rows[rows["doc"].isin([document.id for document in documents])].reset_index(drop=True)


def _long(profile: pd.DataFrame) -> pd.DataFrame:
    wide = profile.set_index("doc")[[f"share_{label}" for label in ORDER]].set_axis(list(ORDER), axis=1)
    return wide.rename_axis(columns="label").stack().rename("share").reset_index()


def _plain(name: str) -> str:
    """A name as a label: a dollar sign would begin a formula, a line break a line."""
    return " ".join(str(name).replace("$", "＄").split())
