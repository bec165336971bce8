import colorsys

import matplotlib
import pytest
from matplotlib import font_manager
from matplotlib.colors import to_hex

from analysis.drawing import style
from analysis.places import DATA


def test_every_character_of_the_page_can_be_drawn():
    family = style.chinese_font()
    path = font_manager.findfont(font_manager.FontProperties(family=family), fallback_to_default=False)
    drawable = set(font_manager.get_font(path).get_charmap())
    page = (DATA / "page" / "page.txt").read_text(encoding="utf-8")
    assert not {c for c in page if not c.isspace() and ord(c) not in drawable}


def test_without_any_chinese_font_the_remedy_is_said(monkeypatch):
    def missing(_):
        raise ModuleNotFoundError

    monkeypatch.setattr(style.resources, "files", missing)
    monkeypatch.setattr(font_manager.fontManager, "get_font_names", list)
    with pytest.raises(style.FontError, match=r"`python run.py` installs one"):
        style.chinese_font.__wrapped__()


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", sorted({row[3] for row in style.LABELS.values()}))
def test_letters_on_a_colour_have_the_contrast_of_wcag_aa(colour):
    text = {"white": 1.0, "black": 0.0}[style.ink_on(colour)]
    light, dark = sorted((luminance(colour), text), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("name", ["Blues", "PuOr_r"])
def test_numbers_on_a_shaded_cell_have_the_contrast_of_wcag_aa(name):
    for value in range(256):
        shade = to_hex(matplotlib.colormaps[name](value))
        text = {"white": 1.0, "black": 0.0}[style.ink_on(shade)]
        light, dark = sorted((luminance(shade), text), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, shade


def test_no_two_labels_share_colour_or_letter():
    hues = {
        colorsys.rgb_to_hls(*(int(row[3][i : i + 2], 16) / 255 for i in (1, 3, 5))) for row in style.LABELS.values()
    }
    assert len(hues) == len(style.LABELS)
    assert len({row[0] for row in style.LABELS.values()}) == len(style.LABELS)


def test_wrapping_counts_full_width_and_keeps_closing_marks_with_their_line():
    assert style.wrap("党的群众路线", 6) == "党的群\n众路线"
    assert style.wrap("党的群。众", 6) == "党的群。\n众"
    assert style.wrap("党的群众路线", 4, lines=2) == "党的\n群…"
    assert style.wrap("", 4) == ""
