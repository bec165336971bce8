"""The readers' site's figures: a page each, its table leading to the passages behind it, and the gallery."""

from __future__ import annotations

import bisect
import csv
import html
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from analysis.coding.coded import Coded
from analysis.drawing import style
from analysis.drawing.page_reader import layer_id, sequence_html, unit_id
from analysis.drawing.site_pages import markdown

FRONT = ("sequence", "anatomy", "statements")
MOST_ROWS, MOST_PLACELESS = 400, 80


def front_figures(figures: Path) -> dict[str, str]:
    return {f"figure:{name}": _raw(_figure(figures, name, "figures/", short=True)) for name in FRONT}


def figure_pages(figures: Path, coded: Coded) -> dict[str, str]:
    """A page a figure, and the gallery of all."""
    names = sorted(path.stem for path in figures.glob("*.json"))
    places, pages, cards = _Places(coded), {}, []
    for name in names:
        words = _words(figures, name)
        strip = ""
        if name == "sequence":
            strip = sequence_html(coded.document(), coded.units, "../essay.html")
        pages[f"figures/{name}.md"] = f"# {markdown(words['title'])} · {markdown(words['title_zh'])}\n\n" + _raw(
            _figure(figures, name, "") + strip + _table(figures / f"{name}.csv", places)
        )
        title = f"<span>{html.escape(words['title'])} · {html.escape(words['title_zh'])}</span>"
        cards.append(f'<a href="{name}.html"><img src="{name}.png" alt="" loading="lazy">{title}</a>')
    listed = "\n".join(names)
    pages["figures/index.md"] = (
        "# Figures · 图\n\nEach is drawn by one function from a table that can be downloaded beside it; where a row of the "
        "table has a place in the essay, it leads there.\n\n"
        + _raw(f'<div class="gallery">{"".join(cards)}</div>')
        + f"\n```{{toctree}}\n:hidden:\n:maxdepth: 1\n\n{listed}\n```\n"
    )
    return pages


class _Places:
    """Where in the reader a row of a figure's table leads."""

    def __init__(self, coded: Coded) -> None:
        self.doc = coded.document().id
        self.starts, self.ends = coded.units["start"].tolist(), coded.units["end"].tolist()
        layers = coded.layers[~coded.layers["layer"].isin(["essay"])]
        self.layers = sorted(layers.loc[layers["layer"] != "keyword", "start"])
        self.speakers = set(coded.quotations["speaker"]) - {""}

    def of(self, row: Mapping[str, str]) -> str | None:
        start = row.get("start", "")
        if row.get("doc") == self.doc and start.isdigit():
            at = bisect.bisect_right(self.starts, int(start)) - 1
            if at >= 0 and int(start) < self.ends[at]:
                return f"../essay.html#{unit_id(self.doc, self.starts[at])}"
            after = bisect.bisect_left(self.starts, int(start))
            if row.get("layer") == "essay" and after < len(self.starts):
                return f"../essay.html#{unit_id(self.doc, self.starts[after])}"
            before = bisect.bisect_right(self.layers, int(start)) - 1
            return f"../essay.html#{layer_id(self.doc, self.layers[before])}" if before >= 0 else "../essay.html"
        if "doc" in row and row["doc"] != self.doc:
            return None
        if row.get("label") in style.LABELS:
            return f"../essay.html?label={quote(row['label'])}"
        if row.get("speaker") in self.speakers:
            return f"../essay.html?speaker={quote(row['speaker'])}"
        return None


def _table(path: Path, places: _Places) -> str:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    body = []
    most = MOST_ROWS if any(map(places.of, rows)) else MOST_PLACELESS
    for row in rows[:most]:
        cells = [html.escape(value or "") for value in row.values()]
        address = places.of(row)
        if address:
            cells[0] = f'<a href="{html.escape(address)}">{cells[0] or "…"}</a>'
        body.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    more = f"<p>{len(rows) - most:,} more rows are in the CSV.</p>" if len(rows) > most else ""
    return (
        "<h2>The table behind it · 数据</h2><p>A row that has a place in the essay leads there. 有位置的行链接到原文。</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Table · 数据">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{more}"
    )


def _figure(figures: Path, name: str, folder: str, short: bool = False) -> str:
    words = {key: html.escape(value) for key, value in _words(figures, name).items()}
    width, height = _size(figures / f"{name}.png")
    picture = f'<img src="{folder}{name}.png" alt="{words["alt"]}" width="{width}" height="{height}" loading="lazy">'
    said = f'<p class="en" lang="en">{words["caption"]}</p><p class="zh" lang="zh-Hans">{words["caption_zh"]}</p>'
    if short:
        picture = f'<a href="{folder}{name}.html">{picture}</a>'
        return f'<figure class="picture">{picture}<figcaption>{said}</figcaption></figure>'
    files = "".join(f'<a href="{name}.{form}" download>{form.upper()}</a>' for form in ("svg", "png", "csv"))
    return (
        f'<figure class="picture">{picture}<figcaption>{said}'
        f"<p><b>How to read it · 读图.</b> {words['reading']}</p>"
        f"<p><b>What it does not show · 局限.</b> {words['limits']}</p></figcaption></figure>"
        f'<p class="files">{files}</p>'
    )


def _words(figures: Path, name: str) -> dict[str, str]:
    return json.loads((figures / f"{name}.json").read_text(encoding="utf-8"))


def _size(png: Path) -> tuple[int, int]:
    with png.open("rb") as file:
        head = file.read(24)
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _raw(markup: str) -> str:
    return f"````{{raw}} html\n{markup}\n````\n"
