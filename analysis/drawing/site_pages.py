"""The pages of the readers' site that are made from tables, notebooks and docstrings, as Markdown."""

from __future__ import annotations

import bisect
import csv
import html
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import yaml

from analysis.coding.coded import Coded
from analysis.drawing import style
from analysis.drawing.page_reader import layer_id, sequence_html, unit_id
from analysis.places import ROOT

FRONT = ("sequence", "anatomy", "statements")
TRUE = ("verbatim", "punctuation only", "variant characters", "truncated")
MOST_ROWS = 400
# where a page of the site comes from, and what it is called
REFERENCE = {
    "codebook": ("data/codebook.md", "Codebook", "编码手册"),
    "dictionary": ("data/README.md", "Data dictionary", "数据字典"),
    "canon": ("data/canon/README.md", "Quotations and verdicts", "引语与出处"),
    "model_card": ("data/models/MODEL_CARD.md", "Model card", "模型卡"),
    "specimens": ("data/specimens/README.md", "Specimens of registers", "语域样本"),
    "glossary": ("site/glossary.csv", "Glossary", "词汇表"),
}
ROOMS = {
    "reading": "from bytes to documents",
    "coding": "units, quotations, institutional statements",
    "counting": "terms and their uncertainty",
    "checking": "how far to trust it",
    "drawing": "figures and readers",
    "exchange": "other formats",
}
ESSAY = """# The essay, unit by unit · 逐句阅读

::::{container} en
The page as it was scraped. What is not the essay is folded away where it stood; open a fold to see it. Each unit of the essay has its label in the
margin, which is its address too: point at it, or tab to it and use the arrow keys, for the cue, the confidence and the offsets. Quotations are underlined and
followed by speaker and verdict; what was spliced in is struck. What you copy is the text. <a href="files/page.txt" download>The file itself</a>
::::

::::{container} zh
抓取所得的全页。非正文部分就地折叠,可以展开。每个单位的标签在页边,也是它的链接:指向它,或用 Tab 和方向键移到它,可见线索、把握和位置。引语加下划线,后附说话人与核对结论;
嵌入的文字加删除线。复制所得即是原文。<a href="files/page.txt" download>原文件</a>
::::

```{raw} html
:file: essay.html.part
```
"""


class Links:
    """Addresses within the repository turned into addresses within the site; what the site does not hold stays a name."""

    def __init__(self, notebooks: Path) -> None:
        self.pages = {source: f"{name}.md" for name, (source, *_) in REFERENCE.items() if (ROOT / source).is_file()}
        self.pages |= {f"notebooks/{path.name}": f"notebooks/{path.name}" for path in notebooks.glob("*.ipynb")}
        self.pages |= {"figures/README.md": "figures/index.md", "README.md": "index.md"}

    def rewritten(self, text: str, source: str, page: str) -> str:
        """The Markdown of `source` (its path in the repository) with its links as the site's `page` needs them."""

        def one(match: re.Match) -> str:
            label, target = match.groups()
            path, hash_, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target) or not path:
                return match.group(0)
            inside = os.path.normpath(os.path.join(os.path.dirname(source), path)).replace(os.sep, "/")
            if inside not in self.pages:
                return label if label.startswith("`") else f"`{label}`"
            return f"[{label}]({os.path.relpath(self.pages[inside], os.path.dirname(page) or '.')}{hash_}{anchor})"

        return re.sub(r"(?<!!)\[([^\]\[]+)\]\(([^)\s]+)\)", one, text)

    @staticmethod
    def known(text: str, pages: Mapping[str, str]) -> str:
        """The front page with links to pages that there are; of others the words stay."""

        def one(match: re.Match) -> str:
            return match.group(0) if match.group(2) in {*pages, "essay.md", "index.md"} else match.group(1)

        return re.sub(r"(?<!!)\[([^\]\[]+)\]\(([^)\s:]+)\)", one, text)


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with each {{name}} replaced. Raises KeyError with the name that has no value."""
    return re.sub(r"\{\{([\w:]+)\}\}", lambda match: str(values[match.group(1)]), text)


def findings(coded: Coded, verdicts: pd.DataFrame) -> dict[str, object]:
    """The numbers of the front page, each counted from the coding or the checked quotations."""
    document = coded.document()
    size = document.layers.assign(n=[sum(not c.isspace() for c in words) for words in document.words(document.layers)])
    page = sum(not c.isspace() for c in document.text)
    own = coded.quotations[coded.quotations["kind"] != "mention"]
    labels = coded.units["label"].value_counts()
    return {
        "essay_share": f"{size.loc[size['layer'] == 'essay', 'n'].sum() / page:.0%}",
        "injected": int((size["layer"] == "injected").sum()),
        "units": len(coded.units),
        "claims": labels.get("claim", 0),
        "prescriptions": labels.get("prescription", 0),
        "quotations": len(own),
        "speakers": own["speaker"].nunique(),
        "untrue": int((~verdicts["verdict"].isin(TRUE)).sum()),
        "statements": len(coded.statements),
        "unnamed": int(coded.statements["A_start"].isna().sum()),
    }


def front_figures(figures: Path) -> dict[str, str]:
    return {f"figure:{name}": _raw(_figure(figures, name, "figures/", short=True)) for name in FRONT}


def notebook(path: Path, links: Links) -> str:
    """A stored notebook for MyST-NB: links as the site needs them, pictures with their alternative text."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    for cell in stored["cells"]:
        if cell["cell_type"] == "markdown":
            page = f"notebooks/{path.name}"
            cell["source"] = links.rewritten("".join(cell["source"]), page, page)
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell["metadata"].setdefault("mystnb", {}).setdefault("image", {})["alt"] = alt
    return json.dumps(stored, ensure_ascii=False, indent=1)


def notebook_index(names: Iterable[str]) -> str:
    listed = "\n".join(names)
    return (
        "# Notebooks · 笔记本\n\nThe study itself, as it was run: what is asked, how it is done, what was found, what it does not show.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )


def reference(links: Links) -> dict[str, str]:
    """Codebook, data dictionary, model card, glossary, and how to cite; a page for each source that there is."""
    pages, rows = {}, []
    for name, (source, english, chinese) in REFERENCE.items():
        path = ROOT / source
        if not path.is_file():
            continue
        if path.suffix == ".csv":
            text = _glossary(path)
        else:
            text = links.rewritten(path.read_text(encoding="utf-8"), source, f"{name}.md")
        pages[f"{name}.md"] = text
        rows.append(name)
    listed = "\n".join(f"{' · '.join(REFERENCE[name][1:])} <{name}>" for name in rows)
    pages["guide.md"] = f"# Reference · 参考\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    pages["cite.md"] = _cite()
    return pages


def functions() -> dict[str, str]:
    """A page for each room of the package, from its modules' docstrings."""
    pages = {}
    for room, about in ROOMS.items():
        folder = ROOT / "analysis" / room
        names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
        parts = [f"# analysis.{room}: {about}\n"]
        parts += [f"## {name}\n\n```{{eval-rst}}\n.. automodule:: analysis.{room}.{name}\n```\n" for name in names]
        pages[f"api/{room}.md"] = "\n".join(parts)
    listed = "\n".join(ROOMS)
    pages["api/index.md"] = (
        "# Functions · 函数\n\nWhat the notebooks call. `from analysis import read, code` is enough to begin.\n\n"
        "```{eval-rst}\n.. automodule:: analysis.document\n```\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )
    return pages


def figure_pages(figures: Path, coded: Coded) -> dict[str, str]:
    """A page a figure, and the gallery of all."""
    names = sorted(path.stem for path in figures.glob("*.json"))
    places, pages, cards = _Places(coded), {}, []
    for name in names:
        words = _words(figures, name)
        strip = ""
        if name == "sequence":
            strip = sequence_html(coded.document(), coded.units, "../essay.html")
        pages[f"figures/{name}.md"] = f"# {_markdown(words['title'])} · {_markdown(words['title_zh'])}\n\n" + _raw(
            _figure(figures, name, "") + strip + _table(figures / f"{name}.csv", places)
        )
        title = f"<span>{html.escape(words['title'])} · {html.escape(words['title_zh'])}</span>"
        cards.append(f'<a href="{name}.html"><img src="{name}.png" alt="" loading="lazy">{title}</a>')
    listed = "\n".join(names)
    pages["figures/index.md"] = (
        "# Figures · 图\n\nEach is drawn by one function from a table that can be downloaded beside it; where a row of the table has a place in the essay, "
        "it leads there.\n\n"
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
        self.layers = set(layers["start"])
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
            return f"../essay.html#{layer_id(self.doc, int(start))}" if int(start) in self.layers else "../essay.html"
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
    for row in rows[:MOST_ROWS]:
        cells = [html.escape(value or "") for value in row.values()]
        address = places.of(row)
        if address:
            cells[0] = f'<a href="{html.escape(address)}">{cells[0] or "…"}</a>'
        body.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    more = f"<p>{len(rows) - MOST_ROWS:,} more rows are in the CSV.</p>" if len(rows) > MOST_ROWS else ""
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


def _glossary(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    parts = ["# Glossary · 词汇表\n\nTerms of the field as this study uses them.\n"]
    for row in rows:
        term, chinese, english_meaning, chinese_meaning = map(_markdown, row.values())
        parts.append(f"**{term}** · {chinese}\n: {english_meaning}\n: {chinese_meaning}\n")
    return "\n".join(parts)


def _cite() -> str:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join("{" + author["name"] + "}" for author in cff["authors"])
    year = str(cff["date-released"])[:4]
    return (
        "# How to cite · 引用\n\n"
        f"{cff['authors'][0]['name']}. {year}. *{_markdown(cff['title'])}*. Version {cff['version']}.\n\n"
        "```bibtex\n@software{mass_line_rhetoric,\n"
        f"  author  = {{{authors}}},\n  title   = {{{cff['title']}}},\n  year    = {{{year}}},\n"
        f"  version = {{{cff['version']}}},\n  license = {{{cff['license']}}}\n}}\n```\n\n"
        "The code is under the MIT licence. The essay belongs to its author, whom the page does not name. 代码采用 MIT 许可;文章著作权属于其作者。\n"
    )


def _raw(markup: str) -> str:
    return f"````{{raw}} html\n{markup}\n````\n"


def _markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", text)
