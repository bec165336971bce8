"""The pictures of the site: their characters as text, as wide as they were drawn."""

import re

import pytest

from analysis.drawing.site_marks import worded
from analysis.places import FIGURES


@pytest.mark.parametrize("name", ["shares", "sequence"])
def test_a_line_of_a_picture_keeps_the_width_it_was_drawn_with(name):
    """A line that is squeezed or stretched has its characters over one another or apart."""
    drawn = (FIGURES / f"{name}.svg").read_text(encoding="utf-8")
    lines = re.findall(r'font-size: ([\d.]+)px"[^>]*textLength="([\d.]+)">([^<]*)<', worded(drawn))
    ends_in_per_cent = [line for line in lines if re.fullmatch(r"\d0%", line[2])]
    assert lines
    if name == "shares":
        assert ends_in_per_cent
    for size, width, _ in ends_in_per_cent:  # two digits of 0.555 and a sign of 0.921 of the font's size
        assert float(width) / float(size) == pytest.approx(2 * 0.555 + 0.921, abs=0.03)
    for size, width, said in lines:
        assert float(width) / float(size) / len(said) > 0.2
