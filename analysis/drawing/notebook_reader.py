"""The site's reader in a notebook: the text with its filters, beneath figures whose marks lead into it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import pandas as pd

from analysis.coding.coded import Coded
from analysis.drawing.page_reader import page_html
from analysis.drawing.picture import Picture, framed
from analysis.drawing.site_files import light_svg
from analysis.drawing.site_marks import Places, inline_svg, linked_svg, worded
from analysis.drawing.site_pages import FRAME
from analysis.drawing.site_texts import STATIC

BELOW = (
    '<p style="color:#5A5A5A;font-size:90%">Above stands the text with filters, once the notebook was run here or is trusted. '
    '<span lang="zh">运行或信任本笔记本后，上方为可筛选的全文。</span></p>'
)
STYLE = """
body { max-width: none; } .lang-switch { position: fixed; right: 0.6rem; top: 0.6rem; z-index: 9; }
.picture { margin: 0 0 1rem; } .picture svg { max-width: 50rem; }
.u, details.layer { scroll-margin-top: 1rem; }
"""


@dataclass(frozen=True)
class Reader:
    """A page that Jupyter shows in a frame of its own; it needs nothing beside it, neither files nor a network."""

    page: str = field(repr=False)
    units: int

    def _repr_html_(self) -> str:
        page = self.page.replace("&", "&amp;").replace("'", "&#39;")
        title = "The text, unit by unit · 逐句阅读"
        look = "width:100%;height:48rem;border:1px solid #ccc"
        return f'{FRAME} title="{title}" style="{look}" srcdoc=\'{page}\'></iframe>{BELOW}'


def reader(coded: Coded, *pictures: Picture, doc: str | None = None, verdicts: pd.DataFrame | None = None) -> Reader:
    """One coded document (the first, where there are several) to be read in a notebook, with filters, deep links and both
    languages as on the site. Raises KeyError where there is none of that name.

    pictures   figures of this coding, shown above the text; their marks lead to the passages they stand for
    verdicts   as `page_reader.page_html` takes them
    """
    if strange := next((one for one in pictures if not isinstance(one, Picture)), None):
        raise TypeError(f"{strange!r} is no picture; a document is named with doc=")
    document = coded.document(doc or next((document.id for document in coded.documents), None))
    tables = (getattr(coded, name) for name in ("layers", "units", "quotations", "statements"))
    one = Coded([document], *(table[table["doc"] == document.id] for table in tables))
    places = Places(one, page="")
    figures = "".join(f'<figure class="picture">{_drawn(picture, places)}</figure>' for picture in pictures)
    sheets = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("texts.css", "reader.css"))
    sheets = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL) + STYLE
    script = (STATIC / "site.js").read_text(encoding="utf-8")
    page = (  # its base is the frame's own, or a link to a place in it would lead out of it
        '<!DOCTYPE html><html lang="en"><head><base href="about:srcdoc"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(document.id)}</title><style>{sheets}</style><script>{script}</script></head><body>"
        f'<button type="button" class="lang-switch" hidden>中文</button><main>{figures}{page_html(one, verdicts=verdicts)}'
        "</main></body></html>"
    )
    return Reader(page, len(one.units))


def _drawn(picture: Picture, places: Places) -> str:
    words = {name: html.escape(said) for name, said in vars(picture.words).items()}
    svg = inline_svg(light_svg(worded(linked_svg(picture.svg.decode("utf-8"), places))), words)
    svg = svg.replace('<a href="?', '<a href="#?')  # a frame has no address of its own, only places within it
    svg = re.sub(r'\b(id="|href="#|url\(#)(?=[mphnd][0-9a-f]+["\)])', rf"\1{picture.name}-", svg)
    return framed(svg, float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1)) * 96 / 72, words)
