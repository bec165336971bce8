"""The files to download beside the site's pages, made light enough for the whole to be mailed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

from PIL import Image

from analysis.drawing.site_marks import Places, linked_svg
from analysis.places import DATA


def add(figures: Path, made: Path, places: Places) -> None:
    """Puts the figures' files and the page's text into the built site; a picture that two pages show is stored once.

    PNG get a palette of 256 colours; SVG lose what no screen shows and get links to the reader. `figures/` keeps them as
    drawn.
    """
    (made / "files").mkdir(exist_ok=True)
    shutil.copyfile(DATA / "page" / "page.txt", made / "files" / "page.txt")
    for form in ("png", "csv"):
        for path in sorted(figures.glob(f"*.{form}")):
            shutil.copyfile(path, made / "figures" / path.name)
    for path in sorted(figures.glob("*.svg")):
        light = light_svg(linked_svg(path.read_text(encoding="utf-8"), places))
        (made / "figures" / path.name).write_text(light, encoding="utf-8", newline="\n")
    _share_pictures(made)
    for picture in sorted([*(made / "figures").glob("*.png"), *(made / "_images").glob("*.png")]):
        with Image.open(picture) as drawn:
            few = drawn.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(picture, "PNG", optimize=True)


def light_svg(drawn: str) -> str:
    """An SVG of Matplotlib's without comments and indentation, to a tenth of a point and outlines of characters to a 400th
    of their size, its common styles as classes."""
    drawn = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\b(?:d|x|y)="[^"]*"|translate\([^)]*\)', _rounded, drawn)
    drawn = re.sub(r"\n\s*", "\n", drawn)
    drawn = re.sub(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)(?=M)", _dot, drawn)
    # glyphs by short names, each at its x; groups lose the names that nothing refers to
    drawn = re.sub(r'((?:id="|href="#))(?:NotoSansSC-Regular|NotoSansSC)-', r"\1n", drawn)
    drawn = re.sub(r'((?:id="|href="#))DejaVuSans-', r"\1d", drawn)
    drawn = re.sub(r'(<use xlink:href="#[nd][0-9a-f]+") transform="translate\((\S+) 0\)"', r'\1 x="\2"', drawn)
    drawn = re.sub(r'(<path id="[nd][0-9a-f]+" d=")([^"]*)(" transform="scale\()0\.015625\)"', _coarser, drawn)
    drawn = re.sub(r'<g id="[^"]*">', "<g>", drawn)
    common = [style for style, count in Counter(re.findall(r' style="([^"]*)"', drawn)).most_common(60) if count > 9]
    for number, style in enumerate(common):
        drawn = drawn.replace(f' style="{style}"', f' class="s{number}"')
    rules = "".join(f".s{number}{{{style}}}" for number, style in enumerate(common))
    return re.sub(r"(</desc>|<svg [^>]*>(?!\s*<title>))", rf"\1<style>{rules}</style>", drawn, count=1)


def _rounded(numbers: re.Match) -> str:
    """Coordinates to a tenth, and no blanks around a path's letters."""
    tenths = re.sub(r"(\.[1-9])\d+|\.0\d*", r"\1", numbers.group())
    return re.sub(r"\s*([MLCQz])\s*", r"\1", tenths)


def _dot(line: re.Match) -> str:
    """A line of no length, which is how many small dots are drawn, in half as many characters; any other as it is."""
    x, y, to_x, to_y = line.groups()
    return f"M{x} {y}h.1" if y == to_y and abs(float(to_x) - float(x)) < 0.15 else line.group()


def _coarser(outline: re.Match) -> str:
    """A character's outline in steps of 16 of its units: what a screen shows is the same, with a digit less a number."""
    before, path, after = outline.groups()
    return f'{before}{re.sub(r"-?[0-9]+", lambda n: str(round(int(n.group()) / 16)), path)}{after}0.25)"'


def _share_pictures(made: Path) -> None:
    """A notebook's picture that is a figure of the gallery too is stored once."""
    known = {path.read_bytes(): path.name for path in sorted((made / "figures").glob("*.png"))}
    for picture in sorted((made / "_images").glob("*.png")):
        name = known.get(picture.read_bytes())
        if name is None:
            continue
        for page in sorted((made / "notebooks").glob("*.html")):
            text = page.read_text(encoding="utf-8")
            if picture.name in text:
                text = text.replace(f"../_images/{picture.name}", f"../figures/{name}")
                page.write_text(text, encoding="utf-8", newline="\n")
        picture.unlink()
