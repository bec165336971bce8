"""The pages of the readers' site that are made from tables, notebooks and docstrings, as Markdown."""

from __future__ import annotations

import csv
import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import yaml

from analysis.coding.coded import Coded
from analysis.places import ROOT

FRAME = '<iframe class="coded-reader"'  # how notebook_reader's page begins
READER = (  # its own colours, since outputs keep a light ground at night
    '<p style="background:#fff"><a href="../essay.html" style="color:#00588C">The essay, unit by unit · 逐句阅读</a></p>'
)
TRUE = ("verbatim", "punctuation only", "variant characters", "truncated")
# where a page of the site comes from, and what it is called
REFERENCE = {
    "codebook": ("data/codebook.md", "Codebook", "编码手册"),
    "dictionary": ("data/README.md", "Data dictionary", "数据字典"),
    "canon": ("data/canon/README.md", "Quotations and verdicts", "引语与出处"),
    "model_card": ("data/models/MODEL_CARD.md", "Model card", "模型卡"),
    "specimens": ("data/specimens/README.md", "Specimens of registers", "语域样本"),
    "glossary": ("site/glossary.csv", "Glossary", "词汇表"),
}


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
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
            if inside not in self.pages:
                return label if label.startswith("`") else f"`{label}`"
            return f"[{label}]({posixpath.relpath(self.pages[inside], posixpath.dirname(page) or '.')}{hash_}{anchor})"

        return re.sub(r"(?<!!)\[([^\]\[]+)\]\(([^)\s]+)\)", one, text)

    @staticmethod
    def known(text: str, pages: Mapping[str, str]) -> str:
        """The front page with links to pages that there are; of others the words stay."""

        def one(match: re.Match) -> str:
            return match.group(0) if match.group(2) in {*pages, "essay.md"} else match.group(1)

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
        "late": _after(coded, "prescription", "邓小平"),
        "unnamed": int(coded.statements["A_start"].isna().sum()),
    }


def _after(coded: Coded, label: str, speaker: str) -> int:
    """How many units of a label come after the first quotation of a speaker."""
    first = coded.quotations.loc[coded.quotations["speaker"] == speaker, "start"].min()
    return int(((coded.units["label"] == label) & (coded.units["start"] > first)).sum())


def notebook(path: Path, links: Links) -> str:
    """A stored notebook for MyST-NB: links as the site needs them, pictures with their alternative text."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    for cell in stored["cells"]:
        if cell["cell_type"] == "markdown":
            page = f"notebooks/{path.name}"
            cell["source"] = links.rewritten("".join(cell["source"]), page, page)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "".join(data.get("text/html", "")).startswith(FRAME):  # the site has the reader itself
                data["text/html"] = READER
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell["metadata"].setdefault("mystnb", {}).setdefault("image", {})["alt"] = alt
    return json.dumps(stored, ensure_ascii=False, indent=1)


def notebook_index(names: Iterable[str]) -> str:
    listed = "\n".join(names)
    return (
        "# Notebooks · 笔记本\n\nThe study itself, as it was run: what is asked, how it is done, what was found, what it does "
        "not show.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )


def reference(links: Links) -> dict[str, str]:
    """Codebook, data dictionary, model card, glossary, and how to cite; a page for each source that there is."""
    pages, rows = {}, []
    for name, (source, *_) in REFERENCE.items():
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


def _glossary(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    parts = ["# Glossary · 词汇表\n\nTerms of the field as this study uses them.\n"]
    for row in rows:
        term, chinese, english_meaning, chinese_meaning = map(markdown, row.values())
        parts.append(f"**{term}** · {chinese}\n: {english_meaning}\n: {chinese_meaning}\n")
    return "\n".join(parts)


def _cite() -> str:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join("{" + author["name"] + "}" for author in cff["authors"])
    year = str(cff["date-released"])[:4]
    return (
        "# How to cite · 引用\n\n"
        f"{cff['authors'][0]['name']}. {year}. *{markdown(cff['title'])}*. Version {cff['version']}.\n\n"
        "```bibtex\n@software{mass_line_rhetoric,\n"
        f"  author  = {{{authors}}},\n  title   = {{{cff['title']}}},\n  year    = {{{year}}},\n"
        f"  version = {{{cff['version']}}},\n  license = {{{cff['license']}}}\n}}\n```\n\n"
        "The code is under the MIT licence. The essay belongs to its author, whom the page does not name. "
        "代码采用 MIT 许可;文章著作权属于其作者。\n"
    )


def markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", text)
