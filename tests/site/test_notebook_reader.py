"""The reader as a notebook shows it: in a frame of its own, with nothing beside it."""

import html
import re

import pytest

from analysis import Document, code, read
from analysis.drawing import figures
from analysis.drawing.notebook_reader import reader
from analysis.places import DATA


@pytest.fixture(scope="module")
def essay():
    return code(read(DATA / "page" / "page.txt"))


@pytest.fixture
def framed(tmp_path, opened):
    """A function that shows a reader as a notebook's output would stand in a page, and gives page and frame."""

    def show(made):
        place = tmp_path / "cell.html"
        place.write_text(f"<!DOCTYPE html><title>cell</title>{made._repr_html_()}", encoding="utf-8")
        page = opened(place.as_uri())
        return page, page.frame_locator("iframe")

    return show


def test_marks_lead_within_the_frame_to_units_and_filters(essay, framed):
    page, frame = framed(reader(essay, figures.sequence(essay), figures.shares(essay)))
    frame.locator(".picture svg a[href^='#u-']").nth(30).click()
    frame.locator(".u:target").wait_for()
    assert frame.locator(".u").nth(30).evaluate("unit => unit.matches(':target')")
    frame.locator(".picture svg a[aria-label*='all units: question']").click()
    frame.locator("#f-label-question:checked").wait_for()
    assert frame.locator(".f-count").inner_text() == "2 / 38"
    frame.locator(".picture svg a[aria-label*='all units: claim']").click()
    frame.locator("#f-label-claim:checked").wait_for()
    assert frame.locator(".f-label:checked").count() == 1
    assert page.url.endswith("cell.html")


def test_two_figures_do_not_share_a_name(essay):
    page = reader(essay, figures.sequence(essay), figures.shares(essay)).page
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([a-z]+-[mp][0-9a-f]+)"|url\(#([^)]+)\)', page)) <= {
        pair for name in names for pair in ((name, ""), ("", name))
    }


def test_a_hostile_text_runs_nothing_in_the_frame(framed):
    text = "</script><script>document.title='run'</script>'><img src=x onerror=\"parent.document.title='run'\">要建立制度。"
    page, frame = framed(reader(code(Document("'\"<b>", text))))
    assert frame.locator(".text").inner_text().startswith("</script>")
    assert frame.locator("img").count() == 0
    assert page.title() == "cell"


def test_it_is_the_same_every_time_and_no_burden_to_a_notebook(essay):
    made = [reader(essay, figures.sequence(essay))._repr_html_() for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0].encode()) < 200_000
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html.unescape(made[0]))


def test_the_site_has_the_reader_once(site):
    for path in (site / "notebooks").glob("*.html"):
        assert "srcdoc" not in path.read_text(encoding="utf-8"), path.name
    assert 'href="../essay.html"' in (site / "notebooks" / "2_coding.html").read_text(encoding="utf-8")
