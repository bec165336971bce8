"""Any number of coded texts as pages to read: an index, and a page a text. No Sphinx, no network, one text at a time."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.coding.coded import Coded
from analysis.document import Document
from analysis.drawing import page_font, style
from analysis.drawing.page_reader import page_html
from analysis.places import ROOT

STATIC = ROOT / "site" / "static"


def build_texts(
    coded: Coded | Iterable[Coded],
    out: Path,
    verdicts: pd.DataFrame | None = None,
    home: str = "",
    font: str = "",
    note: str = "",
) -> Path:
    """Writes `out`/index.html and `out`/0001.html … , a page a text in the order given; gives the index's path back.

    coded      one coding, or several one after another (a generator that reads and codes in batches keeps the memory
               that of one batch: of what was written only a line for the index stays)
    verdicts   as `page_html` takes them
    home       an address that the index leads back to
    note       what stands under every title, as HTML
    font       the address of a font that has the pages' characters; where none is given, `out` gets one

    A text's page is addressed by its number, never by its name, so that a name may hold anything.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name in ("reader.css", "site.js", "favicon.svg"):
        shutil.copyfile(STATIC / name, out / name)
    sheet = page_font.rule(font or page_font.FILE) + (STATIC / "texts.css").read_text(encoding="utf-8")
    (out / "texts.css").write_text(sheet, encoding="utf-8", newline="\n")
    rows: list[str] = []
    for batch in [coded] if isinstance(coded, Coded) else coded:
        tables = {
            name: dict(list(getattr(batch, name).groupby("doc"))) for name in ("units", "quotations", "statements")
        }
        for document in batch.documents:
            own = {name: table.get(document.id, getattr(batch, name).head(0)) for name, table in tables.items()}
            one = Coded([document], document.layers, **own)
            page = f"{len(rows) + 1:04d}.html"
            title = _title(document)
            _write(
                out / page,
                title,
                _navigation(len(rows)) + f"<h1><bdi>{title}</bdi></h1>{note}" + page_html(one, verdicts=verdicts),
            )
            rows.append(_row(page, title, one))
    labels = "".join(f'<th scope="col">{" ".join(style.LABELS[label][1:3])}</th>' for label in style.LABELS)
    body = (
        (f'<nav aria-label="Home · 首页"><a href="{html.escape(home)}">Home · 首页</a></nav>' if home else "")
        + f"<h1>Texts · 文本</h1>{note}<p>{len(rows):,} texts. {len(rows):,} 篇。</p>"
        '<p><label>Show titles with · 标题含 <input class="sift" type="search"></label></p>'
        '<div class="wide" tabindex="0" role="region" aria-label="Texts · 文本"><table><thead><tr>'
        '<th scope="col">Title · 标题</th><th scope="col">Characters · 字数</th><th scope="col">Units · 单位</th>'
        f'{labels}</tr></thead><tbody class="sifted">{"".join(rows)}</tbody></table></div>'
    )
    _write(out / "index.html", "Texts · 文本", body)
    if not font:
        page_font.write(page_font.characters(out.iterdir()), out / page_font.FILE)
    return out / "index.html"


def _title(document: Document) -> str:
    """A text's title, or its name where it has none, escaped."""
    return html.escape(re.sub(r"\s+", " ", str(document.meta.get("title") or document.id)).strip()[:200])


def _row(page: str, title: str, one: Coded) -> str:
    counts = one.units["label"].value_counts()
    cells = "".join(f"<td>{counts.get(label, 0)}</td>" for label in style.LABELS)
    size = len(one.documents[0])
    return f'<tr><td><a href="{page}"><bdi>{title}</bdi></a></td><td>{size}</td><td>{len(one.units)}</td>{cells}</tr>'


def _navigation(before: int) -> str:
    previous = f'<a href="{before:04d}.html" rel="prev">← {before}</a>' if before else ""
    return f'<nav aria-label="Texts · 文本"><a href="index.html">All texts · 全部文本</a> {previous}</nav>'


def _write(path: Path, title: str, body: str) -> None:
    sheets = "".join(f'<link rel="stylesheet" href="{name}">' for name in ("texts.css", "reader.css"))
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{title}</title><link rel="icon" href="favicon.svg">{sheets}<script src="site.js"></script></head><body>'
        f'<header><button type="button" class="lang-switch" hidden>中文</button></header><main>{body}</main></body></html>\n'
    )
    path.write_text(page, encoding="utf-8", newline="\n", errors="backslashreplace")
