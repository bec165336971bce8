"""The figures of a text among others: what stands beside it, its place in collections, its balance of claim and demand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.checking.comparison import MEASURES, measures
from analysis.checking.reference import COLLECTIONS
from analysis.coding.coded import Coded
from analysis.drawing import marks, style
from analysis.drawing.figures import legend
from analysis.drawing.picture import Words, picture

NAMES = {one.name: (one.english, one.chinese) for one in COLLECTIONS}
COLOURS = {one.name: colour for one, colour in zip(COLLECTIONS, style.SPEAKERS, strict=False)}
OWN = {"the essay": "本文", "specimens (constructed)": "自撰样文"}  # texts marked apart from the collections
KINDS = {"injected": "混入段落", "linked": "以往链接", "teaser": "相关推荐"}
TEXT = "#000000"
SHOWN = ("claim", "prescription", "exhortation", "quoted", "quotations", "obligations", "modals", "institutions")
POINTS = 150  # of a collection in a strip; the quartiles are of all


@picture
def beside(coded: Coded) -> tuple[Figure, pd.DataFrame, Words]:
    """What stands on a page beside its essay: every text as the sequence of its units, on one scale.

    coded   of `comparison.page_texts`. Table: `doc, kind, page, start, end` (offsets on the page), `label, characters`.
    """
    meta = {document.id: document.meta for document in coded.documents}
    rows = coded.units[["doc", "start", "end", "label"]].copy()
    offset = rows["doc"].map({name: int(one["start"]) for name, one in meta.items()})
    rows["characters"] = [sum(not c.isspace() for c in words) for words in coded.words(rows)]
    rows["start"], rows["end"] = rows["start"] + offset, rows["end"] + offset
    rows.insert(1, "kind", rows["doc"].map({name: one["kind"] for name, one in meta.items()}))
    rows.insert(2, "page", rows["doc"].map({name: one["page"] for name, one in meta.items()}))
    names = sorted(rows["doc"].unique(), key=lambda name: (meta[name]["kind"], meta[name]["start"]))
    figure = Figure(figsize=(style.WIDTH, 0.3 * len(names) + 1.4))
    axes = figure.subplots()
    for y, name in enumerate(names):
        x = 0
        for unit in rows[rows["doc"] == name].itertuples():
            letter, _, _, colour = style.LABELS[unit.label]
            box = Rectangle((x, y - 0.38), unit.characters, 0.76, facecolor=colour, edgecolor="white")
            box.set_url(marks.row(doc=unit.page, start=unit.start))
            axes.add_patch(box)
            if unit.characters >= 3:
                at = (x + unit.characters / 2, y)
                axes.annotate(letter, at, ha="center", va="center", fontsize=8, color=style.ink_on(colour))
            x += unit.characters
    widest = rows.groupby("doc")["characters"].sum().max()
    axes.set(xlim=(0, widest * 1.02), ylim=(len(names) - 0.4, -0.6), yticks=range(len(names)))
    axes.set_yticklabels([f"{name} {KINDS[meta[name]['kind']]}" for name in names])
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("characters · 字数")
    axes.set_title("What stands on the page beside the essay · 同页的其他文字")
    legend(axes, rows["label"], below=0.09 + 0.6 / len(names))
    kinds = rows.drop_duplicates("doc")["kind"].value_counts()
    least, most = rows["doc"].value_counts().min(), rows["doc"].value_counts().max()
    told = "; ".join(
        f"{kind}: " + ", ".join(f"{label} {count}" for label, count in part["label"].value_counts().items())
        for kind, part in rows.groupby("kind")
    )
    words = Words(
        title="What stands on the page beside the essay",
        title_zh="同页的其他文字",
        caption=f"{kinds.get('injected', 0)} injected blocks, {kinds.get('linked', 0)} excerpt of an earlier "
        f"article and {kinds.get('teaser', 0)} teasers of related articles, {len(rows)} units. {told}.",
        caption_zh=f"混入段落{kinds.get('injected', 0)}则、以往链接{kinds.get('linked', 0)}则、"
        f"相关推荐{kinds.get('teaser', 0)}则，共{len(rows)}个单位。",
        reading="A row is a text, cut into its units in their order; the letter and colour are the unit's label.",
        reading_zh="每一行是一则文字，依次切分为单位；字与颜色表示单位的标签。",
        limits=f"Texts of about a hundred characters, broken off in mid-sentence: {least} to {most} units each. The counts "
        "say what is there; they estimate nothing, and how-to snippets are far from what the coding was made for.",
        limits_zh=f"这些文字各约百字，在句中断开，每则只有{least}至{most}个单位。计数说明有什么，不作任何估计；其中的实用短文与编码所"
        "针对的文体相去甚远。",
        alt=f"{len(names)} short bars of coloured units, one a text. {told}.",
        alt_zh=f"{len(names)}条由彩色单位组成的短条，每条一则。"
        + "；".join(
            f"{KINDS[kind]}："
            + "、".join(f"{style.LABELS[label][2]}{n}" for label, n in part["label"].value_counts().items())
            for kind, part in rows.groupby("kind")
        )
        + "。",
    )
    return figure, rows.reset_index(drop=True), words


@picture
def place(
    table: pd.DataFrame, profiles: pd.DataFrame, shown: tuple[str, ...] = SHOWN, name: str = "the essay"
) -> tuple[Figure, pd.DataFrame, Words]:
    """A text's place in each collection: a panel a measure, a strip a collection.

    table   `comparison.place`; profiles: those it was made with. Table: its rows for the measures shown.
    """
    rows = table[table["measure"].isin(shown)].reset_index(drop=True)
    values = measures(profiles)
    groups = [one for one in NAMES if (profiles["collection"] == one).any()]
    groups += [one for one in profiles["collection"].unique() if one not in groups]
    across = 2
    down = -(-len(shown) // across)
    figure = Figure(figsize=(style.WIDTH + 1.6, (0.3 * len(groups) + 0.85) * down + 0.5))
    grid = np.atleast_1d(
        figure.subplots(down, across, sharey=True, gridspec_kw={"left": 0.02, "wspace": 0.08, "hspace": 0.52})
    ).ravel()
    random, beyond = np.random.default_rng(20260722), 0
    counts = profiles["collection"].value_counts()
    for axes, measure in zip(grid, shown, strict=False):
        part = rows[rows["measure"] == measure].set_index("collection")
        limit = np.nanquantile(values[measure], 0.995)
        top = max(limit, 1.05 * part["value"].iloc[0], part["high"].iloc[0] / 1.25)
        for y, group in enumerate(groups):
            points = values.loc[profiles["collection"] == group, measure].dropna().to_numpy()
            drawn = points if len(points) <= POINTS else random.choice(points, POINTS, replace=False)
            beyond += int((drawn > top).sum())
            drawn = drawn[drawn <= top]
            jitter = random.uniform(-0.28, 0.28, len(drawn))
            marks.dots(axes, drawn, y + jitter, 2.2, COLOURS.get(group, style.SOFT), 0.6)
            own = part.loc[group]
            axes.hlines(y, own["q25"], own["q75"], color=style.INK, linewidth=3.2)
            axes.plot(own["median"], y, "|", color=style.INK, markersize=13, markeredgewidth=2)
            ends = f"[{own['percentile_low']:.0f}, {own['percentile_high']:.0f}]"
            axes.annotate(
                f"{own['percentile']:.0f} {ends}",
                (1.0, y),
                xycoords=axes.get_yaxis_transform(),
                ha="right",
                va="center",
                fontsize=7.5,
                color=style.SOFT,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8},
            )
        first = part.iloc[0]
        axes.axvspan(first["low"], min(first["high"], top * 1.3), color=style.FAINT, alpha=0.6, zorder=0, linewidth=0)
        axes.axvline(first["value"], color=TEXT, linewidth=1.3, zorder=1)
        axes.set(xlim=(-0.02 * top, top * 1.36), ylim=(len(groups) - 0.4, -0.6))
        axes.set_title(" · ".join(MEASURES[measure]), fontsize=9.5, pad=5)
        axes.tick_params(left=False, labelsize=8)
        axes.spines["left"].set_visible(False)
        if MEASURES[measure][0].endswith("share"):
            axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick < 1.01])
        axes.set_yticks(range(len(groups)), [f"{both(group)} ({counts[group]})" for group in groups])
    for axes in grid[len(shown) :]:
        axes.axis("off")
    figure.suptitle(
        f"Where {name} stands among real collections · 文本在各语料中的位置", x=0.02, ha="left", fontsize=11.5, y=0.93
    )
    told = "; ".join(
        f"{MEASURES[m][0]}: "
        + ", ".join(
            f"{short(g)} {rows[(rows.measure == m) & (rows.collection == g)]['percentile'].iloc[0]:.0f}" for g in groups
        )
        for m in shown[:2]
    )
    words = Words(
        title="The essay's place among real collections",
        title_zh="文本在各语料中的位置",
        caption=f"{len(shown)} measures of {len(profiles):,} texts in {len(groups)} collections (n in brackets; the table has "
        f"the n of each measure), and {name} as a line with the 95 % interval of its resampled units. Percentiles: {told}. "
        f"{beyond} of the dots lie beyond their axis.",
        caption_zh=f"{len(groups)}个语料共{len(profiles):,}篇，括号内为篇数；竖线为本文，灰带为95%区间；{beyond}点在轴外。",
        reading="A dot is a text (at most 150 drawn a collection), the thick line its quartiles, the stroke the "
        "median. At the right the percentile of the text in that collection, and the percentiles of the ends of "
        "its interval.",
        reading_zh="每个点是一篇文本（每个语料至多画150篇），粗线为四分位区间，短竖线为中位数。右侧为本文在该语料中的百分位，"
        "方括号内为其区间两端的百分位。",
        limits="Collections differ in length, date and purpose, and short texts spread more widely than long ones, "
        "so that a high percentile among reports says less than one among commentaries. The coding errs "
        "differently in each register.",
        limits_zh="各语料的篇幅、年代与用途不同，短文又比长文分散，因此同样高的百分位，在报告中的意义不如在评论中。编码在不"
        "同语域中的误差也不相同。",
        alt=f"{len(shown)} panels of dot strips, one strip a collection, with a vertical line for {name}. {told}.",
        alt_zh=f"{len(shown)}幅点图，每个语料一条，竖线为本文。百分位："
        + "；".join(
            f"{MEASURES[m][1]}："
            + "、".join(
                f"{chinese(g)}{rows[(rows.measure == m) & (rows.collection == g)]['percentile'].iloc[0]:.0f}"
                for g in groups
            )
            for m in shown[:2]
        )
        + "。",
    )
    return figure, rows, words


@picture
def balance(
    profiles: pd.DataFrame, marked: pd.DataFrame, draws: pd.DataFrame | None = None
) -> tuple[Figure, pd.DataFrame, Words]:
    """The claim-prescription balance as ridgelines, a collection each, other texts marked below.

    marked  profiles of the text and the specimens, told apart by `collection`, drawn on lanes of their own.
    draws   `comparison.resampled` of the text that is the first of `marked`, for its 95 % interval
    Table: `doc, collection, year, balance`, a row a text that claims or prescribes anything; `low, high` of the text.
    """
    texts = pd.concat([profiles, marked], ignore_index=True)
    rows = texts[["doc", "collection", "year"]].assign(balance=measures(texts)["balance"], low=np.nan, high=np.nan)
    if draws is not None:
        rows.loc[len(profiles), ["low", "high"]] = np.nanquantile(draws["balance"], [0.025, 0.975])
    rows = rows.dropna(subset=["balance"]).reset_index(drop=True)
    groups = [one for one in NAMES if (profiles["collection"] == one).any()]
    lanes = list(marked["collection"].unique())
    figure = Figure(figsize=(style.WIDTH, 0.62 * (len(groups) + len(lanes)) + 1.2))
    axes = figure.subplots()
    edges = np.linspace(-1, 1, 41)
    for y, group in enumerate(groups):
        values = rows.loc[rows["collection"] == group, "balance"].to_numpy()
        heights = np.histogram(values, edges)[0] / len(values)
        base = np.repeat(heights, 2) / max(heights.max(), 1e-9) * 0.86
        axes.fill_between(np.repeat(edges, 2)[1:-1], y, y - base, color=COLOURS[group], alpha=0.75, linewidth=0.6)
        axes.plot([np.median(values)] * 2, [y, y - 0.5], color=style.INK, linewidth=1.8)
        axes.axhline(y, color=style.FAINT, linewidth=0.7, zorder=0)
    for y, lane in enumerate(lanes, start=len(groups)):
        own = rows[rows["collection"] == lane].sort_values("balance", kind="stable")
        near = own["balance"].diff().fillna(1) > 0.04  # texts that would hide one another stand on one another
        level = own.groupby(near.cumsum()).cumcount()
        at = y - 0.14 - min(0.22, 0.66 / max(level.max(), 1)) * level
        axes.hlines(at, own["low"], own["high"], color=TEXT, linewidth=1.3)
        axes.scatter(
            own["balance"], at, marker="D", s=26, facecolor="white", edgecolor=TEXT, zorder=3,
            urls=marks.rows(own, ["doc"]),
        )  # fmt: skip
        axes.axhline(y, color=style.FAINT, linewidth=0.7, zorder=0)
    sizes = rows["collection"].value_counts()
    axes.set_yticks(
        [y - 0.3 for y in range(len(groups) + len(lanes))],
        [f"{both(one)} ({sizes.get(one, 0)})" for one in [*groups, *lanes]],
    )
    axes.set(xlim=(-1.02, 1.02), ylim=(len(groups) + len(lanes) - 0.8, -1))
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(
        "← prescribes only 只主张    (claim - prescription) / (claim + prescription)    claims only 只论断 →"
    )
    axes.set_title("Between claiming and prescribing · 论断与制度主张之间")
    medians = rows.groupby("collection")["balance"].median()
    told = ", ".join(f"{short(one)} {medians[one]:.2f}" for one in groups)
    interval = "".join(f" [{row.low:.2f}, {row.high:.2f}]" for row in rows.dropna(subset=["low"]).itertuples())
    intervals = dict.fromkeys(lanes, "") | {marked["collection"].iloc[0]: interval}
    own = ", ".join(f"{one} {medians[one]:.2f}{intervals[one]}" for one in lanes)
    words = Words(
        title="Between claiming and prescribing",
        title_zh="论断与制度主张之间",
        caption=f"The balance of characters that claim and that prescribe in {sizes[groups].sum():,} texts of real "
        f"collections; median: {told}. Marked apart, {own}.",
        caption_zh=f"{sizes[groups].sum():,}篇文本中论断与制度主张字数之差除以其和；竖线为中位数，菱形为本文及为本研究所写的"
        "样文。",
        reading="Each ridge is a collection's histogram (its own height; bins of 0.05), the stroke its median; texts "
        "in brackets. Diamonds are single texts: the essay, and specimens that were constructed for this study, one "
        "on another where they are as good as equal. A line through a diamond is the 95 % interval of that text's "
        "resampled units.",
        reading_zh="每道山脊是一个语料的直方图（高度各以自身为准，组距0.05），短竖线为中位数，括号内为篇数。菱形为单篇文本："
        "本文，以及为本研究撰写的样文，数值几乎相同者上下相叠。穿过菱形的横线为重抽该文单位所得的95%区间。",
        limits="The ridges' heights cannot be compared with each other. Texts that neither claim nor prescribe are "
        "left out. A text with few units moves far on one of them.",
        limits_zh="各道山脊的高度不能相互比较。既不论断也不提出制度主张的文本未计在内。单位很少的文本，一个单位之差就会使其"
        "移动很远。",
        alt=f"Ridgelines from -1 to 1. Medians: {told}; {own}.",
        alt_zh="自 -1 至 1 的山脊图。中位数："
        + "、".join(f"{chinese(one)}{medians[one]:.2f}" for one in groups)
        + "；"
        + "、".join(f"{chinese(one)}{medians[one]:.2f}{intervals[one]}" for one in lanes)
        + "。",
    )
    return figure, rows, words


def short(name: str) -> str:
    """A collection's name on an axis."""
    return NAMES[name][0].removesuffix(" (control)") if name in NAMES else name


def chinese(name: str) -> str:
    """A collection's name in Chinese, where it has one."""
    return NAMES[name][1] if name in NAMES else OWN.get(name, name)


def both(name: str, between: str = " ") -> str:
    """A collection's name on an axis, in both languages; one that is not known, such as a reader's own, as it is."""
    known = chinese(name).removesuffix("(对照)")
    return name if known == name else f"{short(name)}{between}{known}"
