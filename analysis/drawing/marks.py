"""What a mark of a figure stands for, written into its SVG, so that a page can lead from the mark to its passages.

A mark names a row in the words of the figures' tables (`doc` and `start`, or `label`, `speaker`, `token`), never an
address: the same SVG serves the gallery, a paper and the readers' site, and only the site makes links of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

PLACE = ("doc", "start")


def row(**values: object) -> str:
    """A row as Matplotlib's `url` of an artist holds it: `#doc=page&start=133`."""
    return "#" + urlencode({name: str(value) for name, value in values.items()})


def rows(table: pd.DataFrame, columns: Sequence[str] = PLACE) -> list[str]:
    """A mark for each row of a table, for the `urls` of a collection."""
    return [row(**dict(zip(columns, values, strict=True))) for values in table[list(columns)].itertuples(index=False)]


def group(table: pd.DataFrame) -> str:
    """A mark that stands for several rows: their place where they have one, else their speaker, else the first place."""
    first, speakers = table.iloc[0], table["speaker"].unique()
    if len(table.drop_duplicates(list(PLACE))) > 1 and len(speakers) == 1 and speakers[0]:
        return row(speaker=speakers[0])
    return row(doc=first["doc"], start=first["start"])


def band(axes: Axes, y: float, stands_for: str) -> None:
    """An unseen band behind a row of small dots, so that the row can be pointed at."""
    across = axes.get_yaxis_transform()
    axes.add_patch(
        Rectangle((0, y - 0.45), 1, 0.9, transform=across, facecolor="white", linewidth=0, zorder=0, url=stands_for)
    )


def block(axes: Axes, x: float, y: float, width: float, height: float, stands_for: str) -> None:
    """The same behind a block of words; it does not count for the size of the picture."""
    behind = Rectangle((x, y), width, height, facecolor="white", linewidth=0, zorder=0, url=stands_for)
    behind.set_in_layout(False)
    axes.add_patch(behind)


def dots(axes: Axes, x: Iterable[float], y: Iterable[float], size: float, colour: str, alpha: float) -> None:
    """Many small dots as one path of points with round ends: a tenth of a scatter's bytes. size: the diameter, in points."""
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    if not len(points):
        return
    ends = np.repeat(points, 2, axis=0)
    ends[1::2, 0] += 2e-4 * (np.ptp(points[:, 0]) or 1.0)  # a line of no length is not drawn in PNG
    outline = Outline(ends, np.tile([Outline.MOVETO, Outline.LINETO], len(points)))
    look = {"facecolor": "none", "edgecolor": colour, "linewidth": size, "alpha": alpha, "capstyle": "round"}
    axes.add_patch(PathPatch(outline, snap=False, zorder=1, **look))


def kept(svg: str) -> str:
    """Matplotlib's links as plain `<a data-row="…">`, which lead nowhere until a page gives them an address."""
    return re.sub(r'<a xlink:href="#([^"]*)" target="_blank">', r'<a data-row="\1">', svg)
