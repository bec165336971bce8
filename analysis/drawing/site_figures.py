"""The readers' site's figures: a page each, its marks and its table leading to passages, and the gallery."""

from __future__ import annotations

import csv
import html
import json
from pathlib import Path

from analysis.drawing import style
from analysis.drawing.page_folds import both
from analysis.drawing.picture import framed, size
from analysis.drawing.site_files import light_svg
from analysis.drawing.site_marks import Places, inline_svg, linked_svg, worded
from analysis.drawing.site_pages import markdown

FRONT = ("sequence", "anatomy", "statements")
MOST_ROWS, MOST_PLACELESS = 400, 80


def front_figures(figures: Path) -> dict[str, str]:
    return {f"figure:{name}": _raw(_figure(figures, name, "figures/")) for name in FRONT}


def figure_pages(figures: Path, places: Places) -> dict[str, str]:
    """A page a figure, and the gallery of all."""
    names = sorted(path.stem for path in figures.glob("*.json"))
    pages, cards = {}, []
    for name in names:
        words = _words(figures, name)
        pages[f"figures/{name}.md"] = f"# {markdown(words['title'])} · {markdown(words['title_zh'])}\n\n" + _raw(
            _figure(figures, name, "", places) + _table(figures / f"{name}.csv", places)
        )
        title = f"<span>{html.escape(words['title'])} · {html.escape(words['title_zh'])}</span>"
        cards.append(f'<a href="{name}.html"><img src="{name}.png" alt="" loading="lazy">{title}</a>')
    listed = "\n".join(names)
    pages["figures/index.md"] = (
        "# Figures · 图\n\n{.en}\nEach is drawn by one function from a table that can be downloaded beside it. Where a mark or a "
        "row has a place in the essay, it leads there.\n\n"
        "{.zh}\n每幅图由一个函数据一张可下载的表绘成；图中的标记或表中的行若在文中有位置，即链接到该处。\n\n"
        + _raw(f'<div class="gallery">{"".join(cards)}</div>')
        + f"\n```{{toctree}}\n:hidden:\n:maxdepth: 1\n\n{listed}\n```\n"
    )
    return pages


def _table(path: Path, places: Places) -> str:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    body = []
    most = MOST_ROWS if any(map(places.of, rows)) else MOST_PLACELESS
    for row in rows[:most]:
        cells = [html.escape(value or "") for value in row.values()]
        place = places.of(row)
        if place:
            cells[0] = f'<a href="{html.escape(place[0])}">{cells[0] or "…"}</a>'
        body.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    left = len(rows) - most
    more = f"<p>{both(f'{left:,} more rows are in the CSV.', f'其余{left:,}行见CSV文件。')}</p>" if left > 0 else ""
    told = both("A row that has a place in the essay leads there.", "有位置的行链接到原文。")
    return (
        f"<h2>The table behind it · 数据</h2><p>{told}</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Table · 数据">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{more}"
    )


def _figure(figures: Path, name: str, folder: str, places: Places | None = None) -> str:
    words = {key: html.escape(value) for key, value in _words(figures, name).items()}
    width, height = size(figures / f"{name}.png")
    picture = (
        f'<img src="{folder}{name}.png" alt="{words["alt"]}" data-alt="{words["alt"]}" data-alt-zh="{words["alt_zh"]}" '
        f'width="{width}" height="{height}" loading="lazy">'
    )
    said = _both(words["caption"], words["caption_zh"])
    if places is None:
        picture = framed(f'<a href="{folder}{name}.html">{picture}</a>', width * 96 / style.DPI, words)
        return f'<figure class="picture">{picture}<figcaption>{said}</figcaption></figure>'
    files = "".join(f'<a href="{name}.{form}" download>{form.upper()}</a>' for form in ("svg", "png", "csv"))
    drawn = linked_svg((figures / f"{name}.svg").read_text(encoding="utf-8"), places)
    if "<a xlink:href" in drawn:
        picture = inline_svg(light_svg(worded(drawn)), words)
        said += _both("The marks lead to their passages.", "图中的标记链接到原文。")
    picture = framed(picture, width * 96 / style.DPI, words)
    said += _both(f"<b>How to read it.</b> {words['reading']}", f"<b>读图。</b>{words['reading_zh']}")
    said += _both(f"<b>What it does not show.</b> {words['limits']}", f"<b>局限。</b>{words['limits_zh']}")
    return f'<figure class="picture">{picture}<figcaption>{said}</figcaption></figure><p class="files">{files}</p>'


def _both(english: str, chinese: str) -> str:
    return f'<p class="en" lang="en">{english}</p><p class="zh" lang="zh-Hans">{chinese}</p>'


def _words(figures: Path, name: str) -> dict[str, str]:
    return json.loads((figures / f"{name}.json").read_text(encoding="utf-8"))


def _raw(markup: str) -> str:
    return f"````{{raw}} html\n{markup}\n````\n"
