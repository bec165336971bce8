"""Pages made from clean texts in the way scraped pages are, with their layers known.

A page is an essay with blocks of other texts between its paragraphs, cut at about a fixed length; search phrases spliced into
its sentences; a title, a teaser, a heading; navigation, a list of other articles, a footer. Two makers differ in every
choice of construction: what is learnt from pages of the one is tested on pages of the other.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.shared import SHARED, records

HALF = str.maketrans("，：；！？（）", ",:;!?()")


@dataclass
class Page:
    """A made page: its text, the layer of each line, the spliced phrases."""

    text: str
    lines: list[tuple[int, int, str]]
    keywords: list[tuple[int, int]]


@dataclass(frozen=True)
class Maker:
    """The choices of construction: what a page is made with."""

    titles: tuple[str, ...]  # T is the topic
    comma: str
    lengths: tuple[int, int]
    teaser: tuple[int, int]
    blank: str
    half: bool | None  # marks of half width; None: by lot
    navigation: tuple[tuple[str, str], ...]
    items: tuple[int, int]
    bullet: str
    date: str
    footer: tuple[str, ...]
    bare_end: float = 0.0  # share of blocks without the added final mark
    other_lengths: float = 0.0  # share of pages whose blocks have another length of their own
    begun: float = 0.0  # share of blocks that begin with the words of the title


DEVELOPMENT = Maker(
    titles=(
        "怎样T,怎样做到T",
        "如何T,T的方法有哪些",
        "怎样T,作为干部如何T",
        "为什么要T,T的重要意义",
        "怎么T,T应该怎么做",
    ),
    comma=",",
    lengths=(103, 110),
    teaser=(100, 100),
    blank="\n\n",
    half=True,
    navigation=(("上一篇 2023年05月11 14:33", "navigation"), ("下一篇 2023年05月11 20:44", "navigation")),
    items=(3, 12),
    bullet="  • ",
    date="    2023年05月11 281",
    footer=("关注微信",),
    other_lengths=0.3,
    begun=0.5,
)
HELD_OUT = Maker(
    titles=("T要怎么做，如何才能T", "如何理解T，T有哪些要求_学习网", "T的途径有哪些，怎么样T", "什么是T，怎样推动T"),
    comma="，",
    lengths=(95, 125),
    teaser=(80, 130),
    blank="\n",
    half=None,
    navigation=(("上一篇：读书有什么好处", "navigation"), ("下一篇：没有了", "navigation")),
    items=(0, 6),
    bullet="- ",
    date="2022-10-03 阅读 57",
    footer=("版权声明：本站内容来自网络", "Copyright © 2022"),
    bare_end=0.2,
    begun=0.3,
)


def make(
    seed: int,
    essay: list[str],
    topic: str,
    others: list[str],
    teasers: list[str],
    maker: Maker,
    keywords: int | None = None,
) -> Page:
    """A page from an essay's paragraphs, paragraphs of other texts for its blocks, and texts for its list of articles."""
    lot = random.Random(seed)
    half = maker.half if maker.half is not None else lot.random() < 0.5
    said = (lambda words: words.translate(HALF)) if half else (lambda words: words)
    title = lot.choice(maker.titles).replace("T", topic)
    if half:
        title = title.translate(HALF)
    phrase = title.split("_")[0].replace("，", ",").split(",")[lot.random() < 0.75]
    comma = "," if half else "，"
    # a paragraph is a list of (words, is keyword)
    paragraphs = [[(said(p), False)] for p in essay]
    count = lot.randint(1, 4) if keywords is None else keywords
    for k in lot.sample(range(len(paragraphs)), min(count, len(paragraphs))):
        paragraphs[k] = _splice(lot, paragraphs[k][0][0], phrase, comma)
    running = [piece for p in paragraphs for piece in p]
    body: list[tuple[list[tuple[str, bool]], str]] = [(p, "essay") for p in paragraphs]
    middle = lot.randint(80, 140)
    lengths = (middle - 2, middle + 2) if lot.random() < maker.other_lengths else maker.lengths
    for other in lot.sample(others, min(len(others), lot.randint(1, 5))):
        words = (
            topic + lot.choice((comma, "的要求是" + comma, "就是要", "，一是")) + other
            if lot.random() < maker.begun
            else other
        )
        body.insert(lot.randint(1, len(body)), ([(_cut(lot, said(words), lengths, maker.bare_end), False)], "injected"))
    if lot.random() < 0.5:
        body.insert(lot.randint(2, len(body)), ([(title.split(",")[0].split("，")[0], False)], "heading"))
    rows = [([(title, False)], "title"), (_first(running, lot.randint(*maker.teaser)), "teaser"), *body]
    rows += [([(line, False)], name) for line, name in maker.navigation]
    number = lot.randint(*maker.items)
    if number:
        rows.append(([("相关推荐", False)], "related"))
    for teaser in lot.sample(teasers, min(number, len(teasers))):
        subject = "".join(c for c in teaser[:60] if "一" <= c <= "鿿")[:6]
        rows.append(([(f"{maker.bullet}怎样{subject}{maker.comma}{subject}的好方法", False)], "related"))
        words = "".join(said(teaser).split())[:100]
        pieces = [(words, False)]
        if lot.random() < 0.5:
            pieces = _splice(lot, words, f"{subject}的好方法", comma)
        rows.append((pieces, "related"))
        rows.append(([(maker.date, False)], "related"))
    rows += [([(line, False)], "footer") for line in maker.footer]
    return _page(rows, maker.blank)


def _splice(lot: random.Random, words: str, phrase: str, comma: str) -> list[tuple[str, bool]]:
    """The words with the phrase as a clause of its own, before a final mark by one chance in five."""
    joints = [i + 1 for i, c in enumerate(words[:-8]) if c in ",，。“" and i > 3 and words[i + 1] not in "”」"]
    finals = [i for i, c in enumerate(words) if c == "。" and i > 3 and words[i - 1] not in "”」）)》"]
    if finals and lot.random() < 0.2:
        at = lot.choice(finals)
        return [(words[:at], False), (comma + phrase, True), (words[at:], False)]
    if not joints:
        return [(words, False)]
    at = lot.choice(joints)
    return [(words[:at], False), (phrase + comma, True), (words[at:], False)]


def _cut(lot: random.Random, words: str, lengths: tuple[int, int], bare_end: float) -> str:
    cut = words[: lot.randint(*lengths) - 1]
    if lot.random() < 0.5:
        cut = cut.rstrip(",，、;；:：")
    return cut if lot.random() < bare_end else cut.rstrip("。") + "。"


def _first(pieces: list[tuple[str, bool]], length: int) -> list[tuple[str, bool]]:
    out = []
    for words, keyword in pieces:
        if length > 0:
            out.append((words[:length], keyword))
            length -= len(words)
    return out


def _page(rows: list[tuple[list[tuple[str, bool]], str]], blank: str) -> Page:
    text, lines, keywords = "", [], []
    for pieces, name in rows:
        start = len(text)
        for words, keyword in pieces:
            if keyword:
                keywords.append((len(text), len(text) + len(words)))
            text += words
        lead = len(text[start:]) - len(text[start:].lstrip())
        lines.append((start + lead, len(text), name))
        text += blank
    return Page(text, lines, keywords)


def collection_texts(name: str, quarters: tuple[int, ...] = (0, 1, 2, 3)) -> list[str]:
    """The texts of a collection in ../shared whose row, modulo four, is among the quarters."""
    rows = records(SHARED / "corpora" / f"{name}.jsonl")
    return [row.get("text") or row["content"] for i, row in enumerate(rows) if i % 4 in quarters]


def paragraphs_of(text: str) -> list[str]:
    """The lines of a text that end as sentences do."""
    said = (line.strip() for line in text.split("\n"))
    return [line for line in said if len(line) >= 25 and line[-1] in "。！？!?”"]


def topic_of(paragraphs: list[str]) -> str:
    """A run of characters that recurs in an essay, to make its title of."""
    runs = (run for words in paragraphs for run in re.split("[^一-鿿]+", words))
    counts: Counter[str] = Counter()
    for run in runs:
        for n in (4, 5, 6):
            for i in range(len(run) - n + 1):
                counts[run[i : i + n]] += n
    return max(counts, key=lambda gram: (counts[gram], gram))


def collection_pages(
    maker: Maker,
    number: int,
    seed: int,
    quarters: tuple[int, ...],
    essays: tuple[str, ...] = ("rmrb_commentary_2025", "shenlun_offcn", "xwlb_commentary"),
    others: tuple[str, ...] = ("rmrb_commentary_2025", "shenlun_offcn", "xwlb_commentary"),
) -> Iterator[Page]:
    """Pages made of essays of some collections and blocks of others, of the quarters given."""
    lot = random.Random(seed)
    found = [paragraphs_of(text) for name in essays for text in collection_texts(name, quarters)]
    bases = [paragraphs for paragraphs in found if 4 <= len(paragraphs) <= 25]
    donors = [
        p for name in others for text in collection_texts(name, quarters) for p in paragraphs_of(text) if len(p) >= 135
    ]
    teasers = ["".join(paragraphs_of(text)) for text in collection_texts("control_howto_lifestyle", quarters)]
    teasers = [teaser for teaser in teasers if len(teaser) > 150]
    for k in range(number):
        essay = lot.choice(bases)
        yield make(
            seed * 1000 + k, essay, topic_of(essay), _on_subject(lot, essay, donors), lot.sample(teasers, 12), maker
        )


def _on_subject(lot: random.Random, essay: list[str], donors: list[str]) -> list[str]:
    """Paragraphs to cut blocks from: of two hundred drawn, the four that share most with the essay, and four by lot."""
    pairs = {words[i : i + 2] for words in essay for i in range(len(words) - 1)}
    drawn = [donor for donor in lot.sample(donors, min(200, len(donors))) if donor not in essay]
    drawn.sort(key=lambda words: -sum(words[i : i + 2] in pairs for i in range(100)))
    return drawn[:4] + lot.sample(drawn[4:], 4)
