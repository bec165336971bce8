"""Coded texts as pages of a folder: an index, and a page a text. Plain HTML without scripts, to be opened from the disk."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.coding.coded import Coded
from analysis.drawing import page_font, style
from analysis.drawing.picture import framed, size
from analysis.drawing.reader import read_html

MOST_PAGES = 2_000
TABLES = ("layers", "units", "quotations", "statements")
FIGURES = (  # in the order of the notebook; a name that is not here comes last
    *("shares", "compositions", "spread", "shares_by", "sequence", "voices", "mentions", "called_on_for", "statements"),
    *("terms", "terms_by_label", "keywords", "company"),
)
NUMBER = " class='n'"
STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.6 "Study Chinese", system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1A1A1A;
       background: #fff; max-width: 62em; margin: 0 auto; padding: 1em 1.2em 4em; }
a { color: #00588C; } h1 { font-size: 1.5em; line-height: 1.3; } h2 { font-size: 1.2em; margin-top: 2.2em; }
nav { font-size: 90%; } .quiet { color: #5A5A5A; font-size: 90%; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 88%; }
th, td { text-align: left; vertical-align: top; padding: .25em .7em .25em 0; border-bottom: 1px solid #D9D9D9; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1.6em 0; } figure img { max-width: 100%; height: auto; } figcaption { font-size: 90%; }
.frame { overflow-x: auto; }
@media screen and (max-width: 36rem) { figure .frame img { width: var(--drawn); max-width: none; } }
"""


def write_pages(coded: Coded, folder: Path) -> int:
    """Writes a page a text, `texts/1.html` and on, in the order of the coding; gives how many.

    Past 2,000 texts the rest is in the tables only, and the index says so.
    """
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    names = [document.id for document in coded.documents[:MOST_PAGES]]
    for number, one in enumerate(singly(coded), start=1):
        if number > MOST_PAGES:
            break
        text = _text_page(one, number, names)
        (folder / "texts" / f"{number}.html").write_text(text, encoding="utf-8", newline="\n")
    return len(names)


def write_index(folder: Path, documents: pd.DataFrame, summary: pd.DataFrame, left_out: pd.DataFrame) -> Path:
    """Writes index.html from what lies in the folder by now: its figures, tables and texts.

    documents  a row a text in the order of the pages, `doc` first; summary: `figure, value`; left_out: `file, reason, remedy`
    """
    shown = documents.head(MOST_PAGES)
    pages = [f"texts/{number}.html" for number in range(1, len(shown) + 1)]
    more = len(documents) - len(shown)
    parts = [
        "<h1>A discourse analysis of "
        f"{'one text' if len(documents) == 1 else f'{len(documents):,} texts'} · <span lang='zh'>话语分析</span></h1>",
        '<p class="quiet">Everything here was made from the texts by rule and model. How far a coding can be trusted is the '
        "subject of the study's notebook 6; the calculations of this run are in "
        '<a href="8_your_own_texts.ipynb">8_your_own_texts.ipynb</a>.</p>',
        _table(summary),
        f"<h2>The texts</h2>{_table(shown, links=pages)}",
        f'<p class="quiet">{more:,} more texts have no page; they are in the tables.</p>' if more else "",
        _left_out(left_out),
        "<h2>Figures</h2>",
        *_figures(folder / "figures"),
        "<h2>Tables</h2>",
        _files(folder / "tables"),
    ]
    place = folder / "index.html"
    place.write_text(_page("Discourse analysis", "".join(parts)), encoding="utf-8", newline="\n")
    page_font.write(page_font.characters([place, *(folder / "texts").glob("*.html")]), folder / page_font.FILE)
    return place


def singly(coded: Coded) -> Iterator[Coded]:
    """Each document's coding on its own, in the order of the documents."""
    parts = {name: dict(iter(getattr(coded, name).groupby("doc", sort=False))) for name in TABLES}
    none = {name: getattr(coded, name).head(0) for name in TABLES}
    for document in coded.documents:
        own = {name: parts[name].get(document.id, none[name]) for name in TABLES}
        yield Coded([document], **own, model=coded.model)


def _text_page(one: Coded, number: int, names: list[str]) -> str:
    document = one.documents[0]
    title = str(document.meta.get("title") or document.id)
    links = ['<a href="../index.html">all texts</a>']
    for at, word in ((number - 1, "←"), (number + 1, "→")):
        if 1 <= at <= len(names):
            links.append(f'<a href="{at}.html">{word} {html.escape(names[at - 1])}</a>')
    known = {key: value for key, value in document.meta.items() if key not in ("title", "text_start") and value != ""}
    about = " · ".join(f"{html.escape(str(key))}: {html.escape(str(value))}" for key, value in known.items())
    body = f"<nav>{' · '.join(links)}</nav><h1 lang='zh'>{html.escape(title)}</h1><p class='quiet'>{about}</p>"
    return _page(title, body + read_html(one), font=f"../{page_font.FILE}")


def _page(title: str, body: str, font: str = page_font.FILE) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">\n'
        f"<title>{html.escape(title)}</title>\n<style>{page_font.rule(font)}{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _table(rows: pd.DataFrame, links: list[str] | None = None) -> str:
    """A table as HTML; `links`, where given, are what the first column leads to."""
    numbers = [pd.api.types.is_numeric_dtype(rows[name]) for name in rows]
    head = "".join(
        f"<th{NUMBER if number else ''}>{html.escape(str(name))}</th>"
        for name, number in zip(rows, numbers, strict=True)
    )
    lines = []
    for at, row in enumerate(rows.itertuples(index=False)):
        made = [_cell(value, number) for value, number in zip(row, numbers, strict=True)]
        if links:
            made[0] = f'<td><a href="{links[at]}">{html.escape(str(row[0]))}</a></td>'
        lines.append(f"<tr>{''.join(made)}</tr>")
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def _cell(value: object, number: bool) -> str:
    if pd.isna(value):
        return "<td></td>"
    if isinstance(value, float):
        return f"<td{NUMBER}>{value:.2f}</td>"
    shown = f"{value:,}" if number else str(value)
    return f"<td{NUMBER if number else ''}>{html.escape(shown)}</td>"


def _left_out(left_out: pd.DataFrame) -> str:
    if left_out.empty:
        return ""
    return (
        f"<h2>Left out</h2><p>{len(left_out)} could not be read or is no text to study; all of them are in "
        f'<a href="tables/left_out.csv">left_out.csv</a>.</p>{_table(left_out.head(50))}'
    )


def _figures(folder: Path) -> Iterator[str]:
    for place in sorted(folder.glob("*.json"), key=_place_of):
        words: Mapping[str, str] = {
            key: html.escape(value) for key, value in json.loads(place.read_text(encoding="utf-8")).items()
        }
        name = html.escape(place.stem)
        drawn = f'<img src="figures/{name}.png" alt="{words["alt"]}" loading="lazy">'
        width = size(place.with_suffix(".png"))[0] * 96 / style.DPI
        yield (
            f"<figure>{framed(drawn, width, words)}<figcaption><b>{words['title']}</b> · "
            f'<span lang="zh">{words["title_zh"]}</span>. {words["caption"]} <i>How to read it.</i> {words["reading"]} '
            f'<i>What it does not show.</i> {words["limits"]} <a href="figures/{name}.svg">SVG</a> · '
            f'<a href="figures/{name}.csv">CSV</a><p lang="zh">{words["caption_zh"]}<i>读图。</i>{words["reading_zh"]}'
            f"<i>局限。</i>{words['limits_zh']}</p></figcaption></figure>"
        )


def _place_of(figure: Path) -> tuple[int, str]:
    """Where a figure comes: shares_by_year where shares_by does."""
    stem = figure.stem
    named = [name for name in FIGURES if stem == name or stem.startswith(f"{name}_")]
    return (FIGURES.index(max(named, key=len)) if named else len(FIGURES)), stem


def _files(folder: Path) -> str:
    names = [html.escape(place.name) for place in sorted(folder.glob("*.csv"))]
    items = "".join(f'<li><a href="tables/{name}">{name}</a></li>' for name in names)
    return f"<ul>{items}</ul>"
