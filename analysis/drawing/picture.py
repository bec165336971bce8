"""What a figure function gives: the picture, the table behind it, and the words that go with it."""

from __future__ import annotations

import functools
import html
import io
import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from analysis.drawing import marks, style
from analysis.places import FIGURES

ROWS = 40  # of a figure's table that are shown in a notebook


@dataclass(frozen=True)
class Words:
    """What stands beside a figure.

    title     its name
    caption   what it shows, with its n
    reading   how to read it
    limits    what it does not show
    alt       the picture in words, for those who cannot see it

    Each has its like in Chinese, `title_zh` and so on.
    """

    title: str
    title_zh: str
    caption: str
    caption_zh: str
    reading: str
    reading_zh: str
    limits: str
    limits_zh: str
    alt: str
    alt_zh: str


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure as PNG and SVG bytes, the table it was drawn from (each row with document and offsets where it has a
    passage), and its words. Shown in Jupyter as the picture with its caption and, to be unfolded, its table."""

    name: str
    png: bytes = field(repr=False)
    svg: bytes = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    words: Words

    def save(self, folder: Path = FIGURES) -> Picture:
        """Writes NAME.png, NAME.svg, NAME.csv and NAME.json (the words) into the folder, and gives the picture back."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}.png").write_bytes(self.png)
        (folder / f"{self.name}.svg").write_bytes(self.svg)
        csv = self.table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
        (folder / f"{self.name}.csv").write_text(csv, encoding="utf-8", newline="\n")
        words = json.dumps(vars(self.words), ensure_ascii=False, indent=1) + "\n"
        (folder / f"{self.name}.json").write_text(words, encoding="utf-8", newline="\n")
        return self

    def caption_html(self) -> str:
        """The words as HTML, everything escaped."""
        w = {key: html.escape(value) for key, value in vars(self.words).items()}
        return (
            f'<p><b>{w["title"]}</b> · <span lang="zh">{w["title_zh"]}</span>. {w["caption"]} '
            f'<span lang="zh">{w["caption_zh"]}</span></p>'
            f"<p><i>How to read it.</i> {w['reading']} <i>What it does not show.</i> {w['limits']}</p>"
            f'<p lang="zh"><i>读图。</i>{w["reading_zh"]}<i>局限。</i>{w["limits_zh"]}</p>'
        )

    def table_html(self) -> str:
        """The table behind the figure, to be unfolded; of a long one the first ROWS rows, the whole is in NAME.csv."""
        shown = self.table.head(ROWS)
        part = "" if len(shown) == len(self.table) else f", the first {ROWS} here, all in {self.name}.csv"
        rows = shown.to_html(index=False, border=0, na_rep="", float_format="{:.4g}".format)
        what = f'The table behind the figure: {len(self.table)} rows{part} · <span lang="zh">图所据的表</span>'
        return f"<details><summary>{what}</summary>{rows}</details>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        image = {"image/png": self.png, "text/plain": f"[{self.words.alt}]"}
        display(image, raw=True, metadata={"image/png": {"alt": self.words.alt}})
        below = self.caption_html() + self.table_html()
        display({"text/html": below, "text/plain": self.words.caption}, raw=True)


def picture(build: Callable[..., tuple[Figure, pd.DataFrame, Words]]) -> Callable[..., Picture]:
    """Makes a function that draws (figure, table, words) into one that gives a Picture named after it."""

    @functools.wraps(build)
    def drawn(*args: object, **kwargs: object) -> Picture:
        if args and isinstance(units := getattr(args[0], "units", None), pd.DataFrame) and units.empty:
            raise ValueError(
                f"{build.__name__} has nothing to draw: no unit was coded; code a text that has Chinese words in it"
            )
        with matplotlib.rc_context(style.rc()), warnings.catch_warnings():
            warnings.filterwarnings("error", message="Glyph .* missing", category=UserWarning)
            figure, table, words = build(*args, **kwargs)
            png = _render(figure, "png", {"Software": None})
            svg = _render(figure, "svg", {"Date": None, "Creator": None, "Title": words.title})
        return Picture(build.__name__, png, _described(svg, words), table, words)

    return drawn


def _render(figure: Figure, form: str, metadata: dict) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, metadata=metadata, bbox_inches="tight", pad_inches=0.15, facecolor="white")
    return buffer.getvalue()


def _described(svg: bytes, words: Words) -> bytes:
    """The SVG with its title and description where screen readers look for them."""
    said = f"<title>{html.escape(words.title)}</title>\n <desc>{html.escape(words.alt)} {html.escape(words.alt_zh)}</desc>\n"
    text = svg.decode("utf-8")
    text = re.sub(r"(<svg [^>]*)>", lambda m: f'{m.group(1)} role="img">\n {said}', text, count=1)
    return "\n".join(line.rstrip() for line in marks.kept(text).split("\n")).encode("utf-8")


def framed(drawn: str, width: float, words: Mapping[str, str]) -> str:
    """A figure's picture on a page, in a frame of its own: where the page is narrow, as on a phone, the picture keeps the
    width at which its type can be read, and the frame scrolls beneath a caption that does not.

    drawn   its markup; width: how wide it was drawn, in CSS pixels; words: the figure's words, escaped
    """
    name = f"{words['title']} · {words['title_zh']}"
    return f'<div class="frame" style="--drawn: {width:.0f}px" tabindex="0" role="region" aria-label="{name}">{drawn}</div>'


def size(png: Path) -> tuple[int, int]:
    """Width and height of a PNG, in its pixels; a CSS pixel has DPI / 96 of them."""
    with png.open("rb") as file:
        head = file.read(24)
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def gallery(folder: Path = FIGURES) -> str:
    """figures/README.md: every saved figure with its picture, captions and files, in the order of their names."""
    parts = ["# Figures\n\nEach is drawn by one function from the table beside it; `python run.py` remakes them all.\n"]
    for path in sorted(folder.glob("*.json")):
        name, w = path.stem, json.loads(path.read_text(encoding="utf-8"))
        parts.append(
            f"## {w['title']} · {w['title_zh']}\n\n![{w['alt']}]({name}.png)\n\n{w['caption']}\n\n{w['caption_zh']}\n\n"
            f"*How to read it.* {w['reading']}\n\n*What it does not show.* {w['limits']}\n\n"
            f"*读图。* {w['reading_zh']}\n\n*局限。* {w['limits_zh']}\n\n"
            f"[PNG]({name}.png) · [SVG]({name}.svg) · [CSV]({name}.csv)\n"
        )
    return "\n".join(parts)
