"""Fonts, colours and sizes, the same in every figure, reader and page."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.colors import to_rgb

# Okabe and Ito's eight colours (2008), told apart in every common form of colour-blindness; each has a letter beside
# it, so that no figure depends on colour alone.
LABELS = {
    "claim": ("论", "claim", "论断", "#0072B2"),
    "evidence": ("证", "evidence", "事实与例证", "#56B4E9"),
    "quotation": ("引", "quotation", "引语", "#D55E00"),
    "question": ("问", "question", "设问", "#CC79A7"),
    "exhortation": ("劝", "exhortation", "劝导", "#E69F00"),
    "prescription": ("制", "prescription", "制度主张", "#009E73"),
    "heading": ("题", "heading", "标题", "#BBBBBB"),
}
LAYERS = {
    "title": ("title", "标题", "#000000"),
    "teaser": ("teaser", "摘要", "#CC79A7"),
    "essay": ("essay", "正文", "#0072B2"),
    "injected": ("injected", "混入", "#D55E00"),
    "keyword": ("keyword", "嵌入词", "#D55E00"),
    "heading": ("heading", "小标题", "#E69F00"),
    "navigation": ("navigation", "导航", "#999999"),
    "related": ("related", "相关推荐", "#56B4E9"),
    "footer": ("footer", "页脚", "#999999"),
}
SPEAKERS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LINES = ("-", (0, (5, 1.2)), (0, (1.6, 1)), (0, (5, 1, 1, 1)), (0, (9, 1.5)), (0, (3, 3)), (0, (1, 2)))
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "+++", "ooo")
INK, SOFT, FAINT = "#1A1A1A", "#5A5A5A", "#D9D9D9"
WIDTH = 8.0  # inches; a column of text on a page
DPI = 144
SYSTEM_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)


class FontError(RuntimeError):
    """No font with Chinese characters was found; the message says how to get one."""


@cache
def chinese_font() -> str:
    """The family name of a font that draws Chinese: Noto Sans SC as installed with the study, else one of the system's.

    Raises FontError where there is none, rather than draw boxes.
    """
    try:
        path = Path(str(resources.files("pylopdf_fonts_zh_cn"))) / "NotoSansSC-Regular.otf"
        font_manager.fontManager.addfont(path)
    except (ModuleNotFoundError, OSError):
        known = set(font_manager.fontManager.get_font_names())
        for family in SYSTEM_FONTS:
            if family in known:
                return family
        raise FontError(
            "no font with Chinese characters: `python run.py` installs one (pylopdf-fonts-zh-cn), or install "
            f"one of {', '.join(SYSTEM_FONTS)} and delete matplotlib's font cache"
        ) from None
    return font_manager.FontProperties(fname=path).get_name()


def rc() -> dict:
    """Matplotlib's settings for the study's figures; the same bytes for the same figure on every run."""
    return {
        **matplotlib.rcParamsDefault,
        "backend": "agg",
        "font.family": [chinese_font(), "DejaVu Sans"],
        "font.size": 9.5,
        "axes.titlesize": 11.5,
        "axes.titlelocation": "left",
        "axes.titlepad": 10,
        "axes.labelsize": 9,
        "axes.labelcolor": SOFT,
        "axes.edgecolor": SOFT,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "xtick.color": SOFT,
        "ytick.color": INK,
        "xtick.labelcolor": INK,
        "text.color": INK,
        "hatch.linewidth": 0.6,
        "hatch.color": "white",
        "legend.frameon": False,
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
        "svg.fonttype": "path",
        "svg.hashsalt": "mass-line-rhetoric",
    }


def ink_on(colour: str | tuple[float, ...]) -> str:
    """Black or white, whichever has more contrast on the colour (WCAG 2.2): of LABELS and SPEAKERS, white only on the
    dark blue and on black."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def columns_of(text: str) -> int:
    """Its width in half-width columns: a full-width character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def wrap(text: str, columns: int, lines: int | None = None) -> str:
    """The text broken into lines of so many half-width columns; past `lines` lines it ends in an ellipsis."""
    made, line, width = [], "", 0
    for character in text:
        wide = columns_of(character)
        if width + wide > columns and line and character not in "，。、；：！？,.;:!?”’」』）)":
            made.append(line)
            line, width = "", 0
        line, width = line + character, width + wide
    made.append(line)
    if lines and len(made) > lines:
        made = [*made[: lines - 1], made[lines - 1][:-1] + "…"]
    return "\n".join(made)
