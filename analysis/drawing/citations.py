"""The figures of quotation: who speaks, where, for how long; and which words in marks are no quotation."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.coding.coded import Coded
from analysis.drawing import style
from analysis.drawing.picture import Words, picture

KINDS = {
    "direct": ("direct", "直接引语"),
    "partial": ("partial", "部分引语"),
    "indirect": ("indirect", "间接引语"),
    "mention": ("mention", "提及"),
}
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
        axes.broken_barh(bars, (y - 0.3, 0.6), facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.5)
        axes.broken_barh(bars, (-0.25, 0.5), facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.5)
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
        caption_zh=f"全文{length:,}字中,{len(table)}处引语共{length - own:,}字,占{(length - own) / length:.0%}。",
        reading="The top strip is the essay from its first character to its last, grey where the author speaks; each lane "
        "below repeats one speaker's quotations. Characters, share of the essay and number of quotations at the right.",
        limits="Whether the words are the speaker's (notebook 4 compares them with sources). A count of a single text: "
        "there is no interval, since nothing was sampled.",
        alt=f"A strip of {length:,} characters with {len(table)} coloured stretches. {said}.",
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
        axes.scatter(sizes, y + jitter, s=46, color=colour, alpha=0.75, marker=marker, linewidth=0)
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
        caption_zh=f"{len(marked)}处引号中,{only}处只是提及词语,并非引用他人。",
        reading="A dot is one marked stretch, set by its length and slightly scattered up and down; the upright line is the "
        "median. Discs are another's words, diamonds are mentions.",
        limits="Why a word was put in marks. With so few dots the medians are a description of this text, no estimate.",
        alt="Dots by length in rows: " + "; ".join(said) + ".",
    )
    return figure, rows[["doc", "start", "end", "kind", "speaker", "characters", "words"]], words


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
