"""The readers' site: the stored notebooks and figures, the essay to read, the codebook and the functions, as HTML.

Sphinx builds it from `site/` and what is prepared here; nothing is fetched while it is built or read.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.coding.coded import Coded, code
from analysis.drawing import page_font, site_figures, site_files, site_functions, site_pages, style
from analysis.drawing.page_reader import page_html, unit_id
from analysis.drawing.site_marks import Places
from analysis.drawing.site_texts import build_texts
from analysis.places import DATA, FIGURES, NOTEBOOKS, ROOT
from analysis.reading import read

SOURCES = ROOT / "site"
# what Sphinx writes for itself and no page needs
LEFT_OUT = (".buildinfo", ".doctrees", "_sources", "objects.inv", "*.map", "webpack-macros.html", "fa-brands-*.woff2")
CONSTRUCTED = '<p>Constructed for this study; not a real text. <span lang="zh">为本研究拟写，并非实有文本。</span></p>'
BUILT = SOURCES / "_build" / "html"


class SiteError(RuntimeError):
    """The site cannot be built as it should be; the message names what is missing and the remedy."""


def build(
    out: Path = BUILT, *, figures: Path = FIGURES, notebooks: Path = NOTEBOOKS, texts: Path = DATA / "specimens"
) -> Path:
    """Builds the whole site into `out` (made anew) and gives that folder back; start with its index.html.

    texts   a folder of other texts, which get a page each under `texts/`

    Needs the extra `site` (sphinx, myst-nb, pydata-sphinx-theme). Every warning is an error. Raises SiteError where a
    figure, a notebook or a link is missing, by its name; what stood in `out` before then stays as it was.
    """
    _check(figures, notebooks)
    coded = code(read(DATA / "page" / "page.txt"))
    verdicts = pd.read_csv(DATA / "canon" / "quotations.csv")
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        sources, made = Path(folder) / "sources", Path(folder) / "html"
        others = [path for path in sorted(texts.iterdir()) if path.is_file() and path.stem != "README"]
        places = Places(coded, {path.stem: f"../texts/{n:04d}.html" for n, path in enumerate(others, start=1)})
        _prepare(sources, coded, places, verdicts, figures, notebooks)
        _sphinx(sources, made)
        site_files.add(figures, made, places)
        build_texts(
            _batches(others),
            made / "texts",
            home="../index.html",
            font=f"../_static/{page_font.FILE}",
            note=CONSTRUCTED,
        )
        page_font.write(page_font.characters(made.rglob("*")), made / "_static" / page_font.FILE)
        shutil.rmtree(out, ignore_errors=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(made, out, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return out


def _batches(paths: list[Path], size: int = 25) -> Iterator[Coded]:
    """The files coded a few at a time, so that a large folder takes no more memory than a small one."""
    for at in range(0, len(paths), size):
        yield code([read(path) for path in paths[at : at + size]])


def _check(figures: Path, notebooks: Path) -> None:
    if not any(notebooks.glob("*.ipynb")):
        raise SiteError(f"no notebook in {notebooks.name}/; restore them from the repository")
    names = {path.stem for path in figures.glob("*") if path.suffix in (".png", ".svg", ".csv", ".json")}
    for name in sorted(names | set(site_figures.FRONT)):
        for suffix in ("json", "png", "svg", "csv"):
            if not (figures / f"{name}.{suffix}").is_file():
                raise SiteError(f"{figures.name}/{name}.{suffix} is missing; `python run.py` draws every figure")


def _prepare(
    sources: Path, coded: Coded, places: Places, verdicts: pd.DataFrame, figures: Path, notebooks: Path
) -> None:
    """All that Sphinx reads: the written pages, and those made from tables, notebooks and docstrings."""
    shutil.copytree(SOURCES, sources, ignore=shutil.ignore_patterns("_build", "*.md", "*.csv", "__pycache__"))
    pages: dict[str, str] = {}
    links = site_pages.Links(notebooks)
    for path in sorted(notebooks.glob("*.ipynb")):
        pages[f"notebooks/{path.name}"] = site_pages.notebook(path, links)
    pages["notebooks/index.md"] = site_pages.notebook_index(sorted(path.stem for path in notebooks.glob("*.ipynb")))
    pages |= site_pages.reference(links)
    pages |= site_functions.function_pages()
    pages |= site_figures.figure_pages(figures, places)
    front = (SOURCES / "index.md").read_text(encoding="utf-8")
    values = site_pages.findings(coded, verdicts) | site_figures.front_figures(figures)
    pages["index.md"] = links.known(site_pages.filled(front, values), pages)
    pages["essay.md"] = (SOURCES / "essay.md").read_text(encoding="utf-8")
    pages["essay.html.part"] = page_html(coded, verdicts=verdicts)
    pages["static/passages.js"] = _passages(coded)
    pages["static/font.css"] = page_font.rule()
    for name, text in pages.items():
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _passages(coded: Coded) -> str:
    """The units as the search page reads them."""
    rows = [
        {"id": unit_id(u.doc, u.start), "label": " ".join(style.LABELS[u.label][1:3]), "words": words}
        for u, words in zip(coded.units.itertuples(), coded.words(coded.units), strict=True)
    ]
    return f"window.PASSAGES = {json.dumps(rows, ensure_ascii=False)};\n"


def _sphinx(sources: Path, made: Path) -> None:
    try:
        import myst_nb  # noqa: F401
        import pydata_sphinx_theme  # noqa: F401
        from sphinx.application import Sphinx
        from sphinx.errors import SphinxError
        from sphinx.util.docutils import docutils_namespace, patch_docutils
    except ModuleNotFoundError as error:
        raise SiteError(f"{error.name} is not installed; `python run.py` installs what the site needs") from None
    said = io.StringIO()
    try:
        with patch_docutils(), docutils_namespace():
            Sphinx(sources, sources, made, made / ".doctrees", "html", status=None, warning=said).build(force_all=True)
    except SphinxError as error:
        raise SiteError(f"the site was not built: {error}\n{_cleaned(said, sources)}") from error
    if warnings := _cleaned(said, sources):
        raise SiteError(f"the site was not built; mend what Sphinx names:\n{warnings}")


def _cleaned(said: io.StringIO, sources: Path) -> str:
    """What Sphinx said, without colours and without the place where the sources were prepared."""
    return re.sub(r"\x1b\[[\d;]*m", "", said.getvalue()).replace(f"{sources}/", "").strip()
