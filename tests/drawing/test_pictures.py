"""The figures: the same as those stored, the same on every run, with their table and all their words."""

import html
import io
import json
import re
from urllib.parse import parse_qsl

import matplotlib
import pandas as pd
import pytest
from matplotlib.testing.compare import compare_images

from analysis import code, read
from analysis.checking.verification import recorded
from analysis.counting.keyness import keyness
from analysis.counting.tokens import tokens
from analysis.document import Document
from analysis.drawing import citations, contrasts, figures, picture, site_figures, sources, style, terms
from analysis.drawing.site_files import light_svg
from analysis.places import DATA, FIGURES

TERMS = ("群众", "密切", "联系", "真正", "党", "干部", "制度", "机制")


@pytest.fixture(scope="module")
def drawn():
    coded = code(read(DATA / "page" / "page.txt"))
    words = tokens(coded)
    claims, prescriptions = (words[words["label"] == label] for label in ("claim", "prescription"))
    makers = {
        "anatomy": lambda: figures.anatomy(coded.document()),
        "sequence": lambda: figures.sequence(coded),
        "shares": lambda: figures.shares(coded),
        "statements": lambda: figures.statements(coded),
        "speakers": lambda: citations.speakers(coded),
        "mentions": lambda: citations.mentions(coded),
        "reporting_verbs": lambda: citations.reporting_verbs(coded),
        "called_on_for": lambda: citations.called_on_for(coded),
        "against_sources": lambda: sources.against_sources(coded, recorded()),
        "speaker_works": lambda: sources.speaker_works(coded, recorded()),
        "terms": lambda: terms.terms(words),
        "positions": lambda: terms.positions(words, TERMS),
        "keywords": lambda: contrasts.keywords(keyness(words, "wordfreq")),
        "shift": lambda: contrasts.shift(claims, prescriptions, ("claims", "prescriptions")),
        "company": lambda: contrasts.company(words, "群众"),
        "terms_by_label": lambda: contrasts.terms_by_label(words),
    }
    return {name: (make(), make) for name, make in makers.items()}


NAMES = [
    "anatomy",
    "sequence",
    "shares",
    "statements",
    "speakers",
    "mentions",
    "reporting_verbs",
    "called_on_for",
    "against_sources",
    "speaker_works",
    "terms",
    "positions",
    "keywords",
    "shift",
    "company",
    "terms_by_label",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_the_one_stored(drawn, name, tmp_path):
    picture, _ = drawn[name]
    made = tmp_path / f"{name}.png"
    made.write_bytes(picture.png)
    assert compare_images(str(FIGURES / f"{name}.png"), str(made), tol=1) is None


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028"])
def test_the_sequence_has_a_row_a_paragraph_whatever_ends_it(end):
    text = "我们要修路。路修好了吗？\n要建立健全联系群众制度。\n\n大家满意。"
    paragraphs = [
        figures.units_by_paragraph(coded, coded.document())["paragraph"].tolist()
        for coded in (code(Document("a", words)) for words in (text, text.replace("\n", end)))
    ]
    assert paragraphs == [[1, 1, 2, 3]] * 2


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_drawn_the_same_twice(drawn, name):
    picture, make = drawn[name]
    again = make()
    assert (again.png, again.svg, again.words) == (picture.png, picture.svg, picture.words)
    pd.testing.assert_frame_equal(again.table, picture.table)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_it_shows_and_what_not(drawn, name):
    picture, _ = drawn[name]
    assert all(vars(picture.words).values())
    assert re.search(r"\d", picture.words.caption), "a caption gives its n"
    for said in ("title", "caption", "reading", "limits", "alt"):
        assert re.search(r"[一-鿿]", getattr(picture.words, f"{said}_zh")), said
    assert len(picture.words.alt) > 20
    svg = picture.svg.decode("utf-8")
    assert "<title>" in svg
    assert "<desc>" in svg
    assert "<dc:date>" not in svg


def test_every_unit_s_label_can_be_told_by_its_letter():
    coded = code(read(DATA / "page" / "page.txt"))
    with matplotlib.rc_context(style.rc()):
        figure, _, _ = terms.positions.__wrapped__(tokens(coded), TERMS)
    letters = [text.get_text() for text in figure.axes[0].texts if len(text.get_text()) == 1]
    labels = coded.units["label"]
    runs = labels[labels != labels.shift()]
    for label, letters_needed in runs.value_counts().items():
        assert letters.count(style.LABELS[label][0]) >= letters_needed, label


def test_panels_say_of_how_many_tokens_they_are():
    words = tokens(code(read(DATA / "page" / "page.txt")))
    claims, prescriptions = (words[words["label"] == label] for label in ("claim", "prescription"))
    with matplotlib.rc_context(style.rc()):
        shifted, _, _ = contrasts.shift.__wrapped__(claims, prescriptions, ("claims", "prescriptions"))
        panels, table, _ = contrasts.terms_by_label.__wrapped__(words)
        around, _, _ = contrasts.company.__wrapped__(words, "群众")
    assert re.findall(r"n = (\d+)", shifted.axes[0].get_xlabel()) == ["369", "195"]
    titles = " ".join(axes.get_title(loc="left") for axes in panels.axes)
    assert re.findall(r"n = (\d+)", titles) == table.drop_duplicates("label")["tokens"].astype(str).tolist()
    assert all(axes.get_xlabel() for axes in panels.axes[1:4]), "an axis that has no panel below it says its unit"
    assert "群众\nn = 74" in [text.get_text() for text in around.axes[0].texts]


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.png")), ids=lambda path: path.stem)
def test_on_a_page_a_picture_scrolls_in_its_frame_and_its_caption_does_not(path):
    page = site_figures._figure(FIGURES, path.stem, "figures/")
    frame, after = re.search(r'<div class="frame"([^>]*)>.*?</div>(.*)', page, flags=re.DOTALL).groups()
    width = picture.size(path)[0] * 96 / style.DPI
    assert f"--drawn: {width:.0f}px" in frame
    assert 'tabindex="0"' in frame
    assert after.startswith("<figcaption>")


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.json")), ids=lambda path: path.stem)
def test_every_stored_figure_is_explained_in_both_languages(path):
    words = json.loads(path.read_text(encoding="utf-8"))
    for said in ("title", "caption", "reading", "limits", "alt"):
        assert re.search(r"[a-z]{3}", words[said]), said
        chinese = len(re.findall(r"[一-鿿]", words[f"{said}_zh"]))
        assert chinese >= (2 if said == "title" else 8), said


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_in_the_picture_names_a_row_and_no_address(drawn, name):
    picture, _ = drawn[name]
    svg = picture.svg.decode("utf-8")
    rows = [dict(parse_qsl(html.unescape(row))) for row in re.findall(r'<a data-row="([^"]*)"', svg)]
    assert rows
    assert svg.count("<a ") == len(rows), "the picture links nowhere by itself"
    starts = set(picture.table["start"].astype(str)) if {"doc", "start"} <= set(picture.table) else set()
    for row in rows:
        known = {column: set(picture.table[column].astype(str)) for column in row if column in picture.table}
        if name in ("positions", "statements"):  # there the mark is the unit around the row
            assert row["doc"] == "page"
        elif "start" in row:
            assert row["start"] in starts
        else:
            assert all(row[column] in values for column, values in known.items())


@pytest.mark.parametrize("name", NAMES)
def test_the_table_beside_a_figure_is_the_one_drawn_from(drawn, name, tmp_path):
    picture, _ = drawn[name]
    picture.save(tmp_path)
    assert (tmp_path / f"{name}.csv").read_bytes() == (FIGURES / f"{name}.csv").read_bytes()
    table = pd.read_csv(io.BytesIO((tmp_path / f"{name}.csv").read_bytes()))
    assert len(table) == len(picture.table)
    if {"doc", "start", "end"} <= set(table.columns):
        text = (DATA / "page" / "page.txt").read_text(encoding="utf-8")
        assert ((table["start"] >= 0) & (table["start"] < table["end"]) & (table["end"] <= len(text))).all()


def test_a_light_svg_loses_no_dot_and_no_outline():
    drawn = (FIGURES / "place.svg").read_text(encoding="utf-8")
    light = light_svg(drawn)
    assert len(light) < len(drawn) / 2
    moves = [sum(len(re.findall("M", path)) for path in re.findall(r' d="([^"]*)"', svg)) for svg in (drawn, light)]
    assert moves[0] == moves[1]
    fine, coarse = (
        [
            [int(n) for n in re.findall(r"-?\d+", path)]
            for path in re.findall(rf'<path id="{glyph}[^"]*" d="([^"]*)"', svg)
        ]
        for svg, glyph in ((drawn, "NotoSansSC"), (light, "n"))
    )
    assert len(fine) == len(coarse) > 0
    for whole, rounded in zip(fine, coarse, strict=True):
        assert all(abs(a - 16 * b) <= 8 for a, b in zip(whole, rounded, strict=True))
