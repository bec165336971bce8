"""The figures of quotation: who speaks, where, for how long; and which words in marks are no quotation."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

from analysis.checking.attribution import attributions, themes
from analysis.coding.coded import Coded
from analysis.coding.lexicon import load
from analysis.drawing import marks, style
from analysis.drawing.picture import Words, picture

KINDS = {
    "direct": ("direct", "直接引语"),
    "partial": ("partial", "部分引语"),
    "indirect": ("indirect", "间接引语"),
    "mention": ("mention", "提及"),
}
FORCES = {
    "neutral": ("neutral", "中性", "#BBBBBB"),
    "strong": ("emphatic", "强调", "#56B4E9"),
    "demand": ("demanding", "要求", "#009E73"),
    "warning": ("warning", "告诫", "#D55E00"),
    "emotive": ("with feeling", "抒情", "#CC79A7"),
    "": ("not in the lexicon", "未收", "#FFFFFF"),
}
NO_VERB = "(no verb) 无"
UNNAMED = "(nobody named) 未具名"


@picture
def speakers(coded: Coded, doc: str | None = None) -> tuple[Figure, pd.DataFrame, Words]:
    """Who is quoted where in a text, and for how many characters.

    Table: `doc, start, end, kind, speaker, source, position, characters`; position is the characters of the coded text
    (its units, nothing between them) before the quotation.
    """
    document = coded.document(doc)
    table, length = quoted(coded, document.id)
    totals = table.groupby("speaker", sort=False)["characters"].agg(["sum", "count"])
    totals = totals.assign(first=table.groupby("speaker")["position"].min()).sort_values("first")
    figure = Figure(figsize=(style.WIDTH, 0.55 * (len(totals) + 1) + 1.3))
    axes = figure.subplots()
    own = length - int(table["characters"].sum())
    axes.barh(0, length, height=0.5, color=style.FAINT)
    axes.text(
        1.01, 0, f"{own:,} ({own / length:.0%})", va="center", color=style.SOFT, transform=axes.get_yaxis_transform()
    )
    for y, (name, row) in enumerate(totals.iterrows(), start=1):
        colour = style.SPEAKERS[(y - 1) % len(style.SPEAKERS)]
        hatch = style.HATCHES[(y - 1) % len(style.HATCHES)]
        spans = table[table["speaker"] == name]
        bars = list(zip(spans["position"], np.maximum(spans["characters"], length * 0.004), strict=True))
        axes.axhline(y, color=style.FAINT, linewidth=0.8, zorder=0)
        look = {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.5, "urls": marks.rows(spans)}
        axes.broken_barh(bars, (y - 0.3, 0.6), **look)
        axes.broken_barh(bars, (-0.25, 0.5), **look)
        label = f"{row['sum']:,} ({row['sum'] / length:.0%}), n = {row['count']}"
        axes.text(1.01, y, label, va="center", color=style.SOFT, transform=axes.get_yaxis_transform())
    axes.set(xlim=(0, length), ylim=(len(totals) + 0.6, -0.6), yticks=range(len(totals) + 1))
    axes.set_yticklabels(["the author 作者", *[name or UNNAMED for name in totals.index]])
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("characters of the essay before it · 正文中的字符位置")
    axes.set_title("Who speaks when · 谁在何处说话")
    said = "; ".join(f"{name or 'nobody named'} {r['sum']} characters in {r['count']}" for name, r in totals.iterrows())
    words = Words(
        title="Who is quoted, where, at what length",
        title_zh="引语的说话人、位置与长度",
        caption=f"{document.id}: {len(table)} quotations of {len(totals)} speakers take {length - own:,} of the essay's "
        f"{length:,} characters ({(length - own) / length:.0%}): {said}.",
        caption_zh=f"全文{length:,}字中，{len(table)}处引语共{length - own:,}字，占{(length - own) / length:.0%}。",
        reading="The top strip is the essay from its first character to its last, grey where the author speaks; each lane "
        "below repeats one speaker's quotations. Characters, share of the essay and number of quotations at the right.",
        reading_zh="最上一条是正文，从首字到末字，灰色处为作者自己的话；其下每一行重现一位说话人的引语。右侧为字数、占正文的"
        "比例和引语数。",
        limits="Whether the words are the speaker's (notebook 4 compares them with sources). A count of a single text: "
        "there is no interval, since nothing was sampled.",
        limits_zh="这些话是否确为说话人所说，此图不作判断（笔记本 4 与出处核对）。所统计的是一篇文本的全部，并非抽样，故无"
        "区间。",
        alt=f"A strip of {length:,} characters with {len(table)} coloured stretches. {said}.",
        alt_zh=f"{length:,}字的长条，其中{len(table)}处着色："
        + "；".join(f"{name or '未具名'}{r['count']}处，{r['sum']}字" for name, r in totals.iterrows())
        + "。",
    )
    return figure, table, words


@picture
def mentions(coded: Coded) -> tuple[Figure, pd.DataFrame, Words]:
    """Marked stretches that quote somebody against those that only mention a word.

    Table: a row a stretch,
    `doc, start, end, kind, speaker, characters, words`.
    """
    rows = coded.quotations.assign(words=coded.words(coded.quotations))
    rows["characters"] = rows["end"] - rows["start"]
    kinds = [kind for kind in KINDS if (rows["kind"] == kind).any()]
    figure = Figure(figsize=(style.WIDTH, 0.95 * len(kinds) + 1.3))
    axes = figure.subplots()
    random = np.random.default_rng(0)
    said = []
    for y, kind in enumerate(kinds):
        sizes = rows.loc[rows["kind"] == kind, "characters"].to_numpy()
        jitter = random.uniform(-0.16, 0.16, len(sizes))
        colour = "#D55E00" if kind != "mention" else "#0072B2"
        marker = "o" if kind != "mention" else "D"
        urls = marks.rows(rows[rows["kind"] == kind])
        axes.scatter(sizes, y + jitter, s=46, color=colour, alpha=0.75, marker=marker, linewidth=0, urls=urls)
        median = np.median(sizes)
        axes.plot([median, median], [y - 0.3, y + 0.3], color=style.INK, linewidth=1.6)
        text = f"n = {len(sizes)}\nmedian {median:g}\n{sizes.sum():,} characters in all"
        axes.text(1.01, y, text, va="center", fontsize=8.5, transform=axes.get_yaxis_transform())
        said.append(f"{len(sizes)} {kind} (median {median:g} characters)")
    axes.set_xscale("log")
    ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500]
    axes.set(
        xticks=ticks, xticklabels=[str(tick) for tick in ticks], xlim=(0.9, max(120, rows["characters"].max() * 1.3))
    )
    axes.minorticks_off()
    axes.set(yticks=range(len(kinds)), ylim=(len(kinds) - 0.5, -0.5))
    axes.set_yticklabels([" ".join(KINDS[kind]) for kind in kinds])
    axes.tick_params(left=False)
    axes.set_xlabel("characters between the marks (log scale) · 引号内字数")
    axes.set_title("Quotations against mentions · 引语与提及")
    marked = rows[rows["kind"] != "indirect"]
    only = int((marked["kind"] == "mention").sum())
    words = Words(
        title="Quotations against mentions",
        title_zh="引语与提及",
        caption=f"Of {len(marked)} stretches in quotation marks {only} quote nobody: they mention a term, a name or a word "
        f"used with irony. {'; '.join(said)}.",
        caption_zh=f"{len(marked)}处引号中，{only}处只是提及词语，并非引用他人。",
        reading="A dot is one marked stretch, set by its length and slightly scattered up and down; the upright line is the "
        "median. Discs are another's words, diamonds are mentions.",
        reading_zh="每个点是一处带引号的文字，横向位置为其长度，上下略微错开；竖线为中位数。圆点为他人的话，菱形为提及。",
        limits="Why a word was put in marks. With so few dots the medians are a description of this text, no estimate.",
        limits_zh="一个词为何加引号，此图不作解释。点数如此之少，中位数只描述本文，不是估计值。",
        alt="Dots by length in rows: " + "; ".join(said) + ".",
        alt_zh="按长度分行排列的点："
        + "；".join(
            f"{KINDS[kind][1]}{len(part)}处（中位数{part['characters'].median():g}字）"
            for kind, part in ((kind, rows[rows["kind"] == kind]) for kind in kinds)
        )
        + "。",
    )
    return figure, rows[["doc", "start", "end", "kind", "speaker", "characters", "words"]], words


@picture
def reporting_verbs(coded: Coded, most: int = 14) -> tuple[Figure, pd.DataFrame, Words]:
    """How each speaker's words are introduced: reporting verb, with its adverb, by speaker, coloured by its force.

    Table: a row a quotation, `doc, start, end, speaker, kind, verb, adverb, force, order`, and of all quotations
    introduced by the same words `n, share, low, high` (95 % Wilson interval). Past `most` verbs the rest are in the table
    only.
    """
    table = attributions(coded).rename(columns={"cue": "verb"})
    table = table[["doc", "start", "end", "speaker", "kind", "verb", "adverb", "force", "order"]]
    if table.empty:
        raise ValueError("nothing is quoted, so there are no reporting verbs to draw")
    named = table.assign(
        said=[f"{a} {v}".strip() or NO_VERB for a, v in zip(table["adverb"], table["verb"], strict=True)]
    )
    table["n"] = named.groupby("said")["doc"].transform("size")
    table["share"] = table["n"] / len(table)
    table["low"], table["high"] = proportion_confint(table["n"], len(table), method="wilson")
    whole = table.set_index(named["said"]).groupby(level=0)[["n", "share", "low", "high"]].first()
    forces = list(FORCES)
    speakers_ = most_quoted(named["speaker"], 8)
    order = named[named["speaker"].isin(speakers_)].groupby("said")
    order = order.agg(n=("doc", "size"), force=("force", "first"), at=("start", "min"))
    order["rank"] = [forces.index(force) for force in order["force"]]
    order = order.sort_values(["n", "rank", "at"], ascending=[False, True, True]).head(most)
    order = order.sort_values(["rank", "n", "at"], ascending=[True, False, True])
    figure = Figure(figsize=(1.3 * len(speakers_) + 5.2, 0.5 * len(order) + 1.1))
    widths = (1.3 * len(speakers_), 2.2)
    axes, parts = figure.subplots(1, 2, sharey=True, width_ratios=widths, gridspec_kw={"wspace": 3.4 / sum(widths)})
    counts = named.groupby(["said", "speaker"]).size()
    for y, (said, row) in enumerate(order.iterrows()):
        axes.axhline(y, color=style.FAINT, linewidth=0.8, zorder=0)
        force = " ".join(FORCES[row["force"]][:2]) if said != NO_VERB else "–"
        axes.text(1.01, y, force, va="center", color=style.SOFT, transform=axes.get_yaxis_transform())
        for x, speaker in enumerate(speakers_):
            n = int(counts.get((said, speaker), 0))
            if n:
                size = 240 + 460 * n / counts.max()
                url = marks.group(named[(named["said"] == said) & (named["speaker"] == speaker)])
                axes.scatter(
                    x, y, s=size, color=FORCES[row["force"]][2], edgecolor=style.INK, linewidth=0.8, urls=[url]
                )
                axes.text(x, y, str(n), ha="center", va="center", color="black")
        share = whole.loc[said]
        parts.hlines(y, share["low"], share["high"], color=style.INK, linewidth=1.3)
        parts.plot(share["share"], y, "o", color="white", markeredgecolor=style.INK, markersize=6)
        text = f"{share['share']:.0%} [{share['low']:.0%}, {share['high']:.0%}]   n = {share['n']:.0f}"
        parts.text(1.04, y, text, va="center", fontsize=8.5, transform=parts.get_yaxis_transform())
    parts.set(xlim=(0, 1), xticks=(0, 0.5, 1))
    parts.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    parts.tick_params(left=False, labelleft=False)
    parts.spines["left"].set_visible(False)
    parts.grid(axis="x", color=style.FAINT, linewidth=0.6)
    parts.set_xlabel(f"share of the {len(table)} quotations · 占比", fontsize=8.5)
    axes.set(xticks=range(len(speakers_)), xlim=(-0.6, len(speakers_) - 0.4), ylim=(len(order) - 0.4, -0.6))
    by_speaker = named["speaker"].value_counts()
    axes.set_xticklabels([f"{name or UNNAMED}\nn = {by_speaker[name]}" for name in speakers_])
    axes.set(yticks=range(len(order)))
    axes.set_yticklabels(order.index)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title("Reporting verbs by speaker · 引述动词与说话人", pad=16)
    listed = counts.sort_values(ascending=False, kind="stable").head(12)
    said = "; ".join(f"{s or 'nobody named'}: {v} ({n})" for (v, s), n in listed.items())
    weighty = int((~table["force"].isin(["neutral", ""])).sum())
    words = Words(
        title="Reporting verbs by speaker",
        title_zh="引述动词与说话人",
        caption=f"n = {len(table)} quotations and reports by {named['speaker'].nunique()} speakers under "
        f"{named['said'].nunique()} verbs; {weighty} of {len(table)} are introduced with more than a neutral word. {said}.",
        caption_zh=f"{len(table)}处引语，{named['said'].nunique()}种引述方式，其中{weighty}处带有强调、告诫或抒情色彩。",
        reading="A row is a reporting verb with the adverb before it, a column a speaker; the figure in a disc counts the "
        "quotations, the colour and the word beside it give the verb's force (data/lexicon/quotations.csv). Quotations "
        "that share a verb are counted each. At the right the verb's share of all quotations with its 95 % Wilson interval.",
        reading_zh="每一行是一个引述动词及其前面的状语，每一列是一位说话人；圆内数字为引语数，颜色与其旁文字表示动词的力度（"
        "data/lexicon/quotations.csv）。共用一个动词的几处引语分别计数。右图为各动词占全部引语的比例及95%威尔逊区间。",
        limits="How the speaker spoke: the verb is the essay's choice. The lexicon assigns force to a word, not to its use. "
        "Wilson's interval takes quotations for independent draws; several under one verb are not, so the truth is less "
        "sure than the lines say.",
        limits_zh="说话人当时的语气如何，图中看不出来：动词是文章作者选的。词表按词而不按用法标注力度。威尔逊区间把各处引"
        "语视为相互独立的抽取，共用一个动词的几处却并非如此，因此实际的不确定性比横线所示更大。",
        alt=f"A grid of {len(order)} verbs by {len(speakers_)} speakers with discs: {said}. Beside it each verb's share with "
        "its interval: "
        + "; ".join(f"{v} {r.share:.0%} [{r.low:.0%}, {r.high:.0%}]" for v, r in whole.loc[order.index].iterrows())
        + ".",
        alt_zh=f"{len(order)}个动词与{len(speakers_)}位说话人的网格，圆内为次数："
        + "；".join(f"{s or '未具名'}：{v}（{n}）" for (v, s), n in listed.items())
        + "。旁为各动词的比例及区间："
        + "；".join(f"{v} {r.share:.0%}［{r.low:.0%}，{r.high:.0%}］" for v, r in whole.loc[order.index].iterrows())
        + "。",
    )
    return figure, table, words


@picture
def called_on_for(coded: Coded, most: int = 7) -> tuple[Figure, pd.DataFrame, Words]:
    """The network of speakers and the themes they are called on for, with counts on the edges.

    Table: as `attribution.themes` gives it, without stretches counted twice for one speaker.
    """
    table = themes(coded).drop_duplicates(["doc", "speaker", "theme", "where_start"], ignore_index=True)
    if table.empty:
        raise ValueError("no theme of data/lexicon/themes.csv occurs in or around a quotation")
    counts = table.groupby(["speaker", "theme"])["occurrences"].sum()
    top = table.groupby("theme")["occurrences"].sum().sort_values(ascending=False, kind="stable").head(most).index
    people = most_quoted(table["speaker"], 7)
    figure = Figure(figsize=(style.WIDTH, 0.62 * max(len(top), len(people)) + 1.0))
    axes = figure.subplots()
    left = dict(zip(people, _spread(len(people), len(top)), strict=True))
    right = dict(zip(top, _spread(len(top), len(top)), strict=True))
    largest = max(counts.max(), 1)
    chinese = load("themes").drop_duplicates("function").set_index("function")["chinese"]
    quotations = table.drop_duplicates(["doc", "start", "end"])
    short = dict(zip(people, _initials([name or "未具名" for name in people]), strict=True))
    for number, name in enumerate(people):
        colour = style.SPEAKERS[number % len(style.SPEAKERS)]
        for theme, y in right.items():
            n = int(counts.get((name, theme), 0))
            if not n:
                continue
            x = np.linspace(0, 1, 40)
            bend = left[name] + (y - left[name]) * (3 * x**2 - 2 * x**3)
            url = marks.group(table[(table["speaker"] == name) & (table["theme"] == theme)])
            width = 0.8 + 6 * n / largest
            look = {
                "linestyle": style.LINES[number % len(style.LINES)],
                "solid_capstyle": "butt",
                "dash_capstyle": "butt",
            }
            axes.plot(x, bend, color=colour, linewidth=width, alpha=0.55, url=url, **look)
            at = 20 + 16 * number // len(people)
            axes.text(
                x[at], bend[at], f"{short[name]} {n}", ha="center", va="center", fontsize=8, color=style.INK,
                bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": colour, "linewidth": 0.9},
            )  # fmt: skip
        own = int((quotations["speaker"] == name).sum())
        axes.text(-0.03, left[name] - 0.02, name or UNNAMED, ha="right", va="bottom", fontsize=11)
        counted = f"n = {own}; {counts[name].sum()} words 词"
        axes.text(-0.03, left[name] + 0.04, counted, ha="right", va="top", fontsize=8.5, color=style.SOFT)
        url = marks.group(table[table["speaker"] == name])
        axes.scatter(0, left[name], s=70, color=colour, zorder=3, urls=[url])
    for theme, y in right.items():
        axes.text(
            1.03, y, f"{theme} {chinese[theme]} ({counts.xs(theme, level='theme').sum()})", ha="left", va="center"
        )
        axes.scatter(1, y, s=30, color=style.SOFT, zorder=3)
    axes.set(xlim=(-0.2, 1.3), ylim=(len(top) - 0.4, -0.6))
    axes.axis("off")
    axes.set_title("What each speaker is called on for · 引谁来谈什么")
    said = "; ".join(
        f"{name or 'nobody named'} for "
        + ", ".join(f"{t} ({n})" for t, n in counts[name].sort_values(ascending=False, kind="stable").head(3).items())
        for name in people
    )
    of_themes = table["theme"].nunique()
    words = Words(
        title="Speakers and themes",
        title_zh="说话人与主题",
        caption=f"{len(quotations)} quotations of {table['speaker'].nunique()} speakers, {len(people)} of them drawn, and "
        f"{len(top)} of {of_themes} themes. Most often: {said}.",
        caption_zh=f"{len(quotations)}处引语，{table['speaker'].nunique()}位说话人，{of_themes}个主题中画出{len(top)}个；线上的数字为主"
        "题词出现次数。",
        reading="An edge joins a speaker to a theme; its figure counts the theme's words (data/lexicon/themes.csv) in the "
        "quotations and in the nearest unit of the author's own before and after them, each stretch once a speaker. Before "
        "the figure stands how the speaker's name begins, and each speaker has a line of another pattern. Under a name: "
        "quotations (n), and words of all themes; behind a theme: its words with all speakers.",
        reading_zh="连线把说话人与主题相连；线上的数字为该主题的词（data/lexicon/themes.csv）出现的次数，所计为引语本身及其"
        "前后最近的作者自己的单位，每段文字对每位说话人只计一次。数字之前为说话人姓名的首字，各人的线型也不同。姓名之下为引语数"
        "（n）及各主题的词数，主题之后为该主题在所有说话人处的词数。",
        limits="Whether speaker and author mean the same by a word. The themes are a word list that a researcher can edit; "
        "another list gives another picture. All of the text is counted and nothing is sampled, so there is no interval; "
        "words between two speakers count for both.",
        limits_zh="说话人与作者用同一个词时所指是否相同，图中看不出来。主题取自一份研究者可以修改的词表；词表不同，图也不同。"
        "所计为全文，并非抽样，故无区间；两位说话人之间的文字对两人都计。",
        alt=f"A two-sided graph of {len(people)} speakers and {len(top)} themes: {said}.",
        alt_zh=f"{len(people)}位说话人与{len(top)}个主题的连线图："
        + "；".join(
            f"{name or '未具名'}谈"
            + "、".join(
                f"{chinese[t]}（{n}）"
                for t, n in counts[name].sort_values(ascending=False, kind="stable").head(3).items()
            )
            for name in people
        )
        + "。",
    )
    return figure, table, words


def most_quoted(names: pd.Series, most: int) -> list[str]:
    """The names that occur most often, at most so many, in the order in which they come first."""
    chosen = set(names.value_counts(sort=False).sort_values(ascending=False, kind="stable").head(most).index)
    return [name for name in dict.fromkeys(names) if name in chosen]


def _initials(names: list[str]) -> list[str]:
    """The beginning of each name that no other one has: of a Chinese name as a rule the family name."""
    return [
        next((n[:size] for size in range(1, len(n)) if sum(other.startswith(n[:size]) for other in names) == 1), n)
        for n in names
    ]


def _spread(count: int, rows: int) -> np.ndarray:
    """Places for so many nodes, evenly over the rows."""
    return (np.arange(count) + 0.5) * rows / count - 0.5


def quoted(coded: Coded, doc: str) -> tuple[pd.DataFrame, int]:
    """One document's quotations (no mentions, none that lies in another) with their place in the coded text; its length.

    Columns: `doc, start, end, kind, speaker, source, position, characters`.
    """
    units = coded.units[coded.units["doc"] == doc]
    starts, sizes = units["start"].to_numpy(), (units["end"] - units["start"]).to_numpy()
    before = np.concatenate([[0], np.cumsum(sizes)])
    rows = coded.quotations[(coded.quotations["doc"] == doc) & (coded.quotations["kind"] != "mention")]
    rows = rows.sort_values(["start", "end"], ascending=[True, False])
    outer = rows["end"] > rows["end"].cummax().shift(fill_value=-1)
    rows = rows.loc[outer, ["doc", "start", "end", "kind", "speaker", "source"]].reset_index(drop=True)
    index = np.searchsorted(starts, rows["start"], side="right") - 1
    rows["position"] = before[index] + (rows["start"].to_numpy() - starts[index])
    rows["characters"] = rows["end"] - rows["start"]
    return rows, int(sizes.sum())
