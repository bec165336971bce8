"""Where a row of a figure's table leads, and the figures' SVG with their marks made into such links."""

from __future__ import annotations

import bisect
import html
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import parse_qsl, urlencode

from matplotlib import font_manager

from analysis.coding.coded import Coded
from analysis.drawing import style
from analysis.drawing.page_reader import layer_id, unit_id

WORDS = ("token", "source", "target")
MOST_CHARACTERS = 60  # of a passage in the name of the link to it


class Places:
    """The addresses of rows, from a page in a folder beside the reader's: a row with `doc, start` leads to its unit or
    layer, one of a label, speaker or term to the reader filtered by it.

    texts   the addresses of other documents' pages, by their ids
    """

    def __init__(self, coded: Coded, texts: Mapping[str, str] | None = None, page: str = "../essay.html") -> None:
        self.document, self.page, self.texts = coded.document(), page, texts or {}
        self.units = coded.units.reset_index(drop=True)
        self.starts, self.ends = self.units["start"].tolist(), self.units["end"].tolist()
        outside = coded.layers[~coded.layers["layer"].isin(["essay", "keyword"])].sort_values("start")
        self.layers = outside.reset_index(drop=True)
        self.speakers = set(coded.quotations["speaker"]) - {""}

    def of(self, row: Mapping[str, str]) -> tuple[str, str] | None:
        """The address of a row and what one finds there, in both languages; None where it has no place on the site."""
        doc = row.get("page") or row.get("doc")
        if doc in self.texts:
            return self.texts[doc], f"{doc}"
        if doc is not None and doc != self.document.id:
            return None
        start = row.get("start", "")
        if start.isdigit():
            return self._at(int(start), row.get("layer") == "essay")
        return self._filtered(row) or ((self.page, "the essay 全文") if doc else None)

    def _at(self, start: int, essay: bool) -> tuple[str, str]:
        at = bisect.bisect_right(self.starts, start) - 1
        if at >= 0 and start < self.ends[at]:
            return self._unit(at)
        after = bisect.bisect_left(self.starts, start)
        if essay and after < len(self.starts):
            return self._unit(after)
        before = bisect.bisect_right(self.layers["start"].tolist(), start) - 1
        if before < 0:
            return self.page, "the page 全页"
        layer = self.layers.iloc[before]
        name = f"{' '.join(style.LAYERS[layer['layer']][:2])}, {layer['start']}–{layer['end']}"
        return f"{self.page}#{layer_id(self.document.id, layer['start'])}", name

    def _unit(self, at: int) -> tuple[str, str]:
        unit = self.units.iloc[at]
        words = self.document.text[unit["start"] : unit["end"]]
        cut = f"{words[:MOST_CHARACTERS]}…" if len(words) > MOST_CHARACTERS else words
        name = f"{' '.join(style.LABELS[unit['label']][1:3])}, {unit['start']}–{unit['end']}: {' '.join(cut.split())}"
        return f"{self.page}#{unit_id(self.document.id, unit['start'])}", name

    def _filtered(self, row: Mapping[str, str]) -> tuple[str, str] | None:
        asked, names = [], []
        if row.get("label") in style.LABELS:
            asked.append(("label", row["label"]))
            names.append(" ".join(style.LABELS[row["label"]][1:3]))
        if row.get("speaker") in self.speakers:
            asked.append(("speaker", row["speaker"]))
            names.append(row["speaker"])
        words = [row[name] for name in WORDS if row.get(name)]
        if words and all(word in self.document.text for word in words):
            asked += [("word", word) for word in words]
            names += words
        if not asked:
            return None
        return f"{self.page}?{urlencode(asked)}", f"all units: {', '.join(names)} 全部单位"


def linked_svg(drawn: str, places: Places) -> str:
    """An SVG of the figures with an address for each mark that has one; the others stay as they are."""

    def one(match: re.Match) -> str:
        place = places.of(dict(parse_qsl(html.unescape(match.group(1)), keep_blank_values=True)))
        if place is None:
            return "<a>"
        address, name = map(html.escape, place)
        return f'<a xlink:href="{address}" aria-label="{name}"><title>{name}</title>'

    return re.sub(r'<a data-row="([^"]*)">', one, drawn)


def inline_svg(linked: str, words: Mapping[str, str]) -> str:
    """A linked SVG as a part of an HTML page, as wide as there is room, named in both languages.

    words   the figure's words, escaped
    """
    svg = linked[linked.index("<svg") :]
    svg = re.sub(r"<title>(?:(?!</title>).)*</title>\s*(?=<desc>|<defs>)|<desc>.*?</desc>", "", svg, flags=re.DOTALL)
    svg = svg.replace("xlink:href=", "href=")
    svg = re.sub(r"(<style[^>]*>)(.*?)(</style>)", _scoped, svg, flags=re.DOTALL)
    box = re.search(r'viewBox="([^"]*)"', svg).group(1)
    head = (
        f'<svg viewBox="{box}" role="group" lang="en" aria-label="{words["alt"]}" data-alt="{words["alt"]}" '
        f'data-alt-zh="{words["alt_zh"]}">'
    )
    return head + svg[svg.index(">") + 1 :]


def worded(drawn: str) -> str:
    """Matplotlib's outlines of characters as text, which weighs less, can be searched for and is read out.

    Each line keeps the width it was drawn with, whatever font the reader has.
    """
    line = re.compile(
        r'<!-- ((?:(?!-->).)*) -->\s*<g(?: style="([^"]*)")? transform="(translate\([^)]*\)(?: rotate\([^)]*\))?) '
        r'scale\(([\d.]+) -[\d.]+\)">(.*?)</g>',
        flags=re.DOTALL,
    )

    def one(match: re.Match) -> str:
        said, look, place, scale, outlines = match.groups()
        last = re.findall(r"<use [^>]*?translate\(([\d.]+) ", outlines)
        size = 100 * float(scale)
        width = (
            f' textLength="{float(scale) * (float(last[-1]) + _advance(html.unescape(said)[-1])):.1f}"' if last else ""
        )
        return f'<text style="{look or "fill: #000"}; font-size: {size:g}px" transform="{place}"{width}>{said}</text>'

    return line.sub(one, drawn)


@cache
def _advance(character: str) -> float:
    """How wide a character is in the figures' font, in hundredths of the font's size."""
    font = font_manager.get_font(font_manager.findfont(style.chinese_font()))
    font.set_size(100, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 2**16


def _scoped(sheet: re.Match) -> str:
    """A style sheet's rules for this picture alone, not for the page around it."""
    opened, rules, closed = sheet.groups()
    return opened + re.sub(r"(^|\})\s*([^{}]+)\{", r"\1.picture svg \2{", rules) + closed
