"""Pages of any texts: many, hostile, long, empty."""

import pytest

from analysis import Document, code
from analysis.drawing.page_reader import page_html
from analysis.drawing.site_texts import build_texts

HOSTILE = (
    "<script>document.title='run'</script>我们要建立健全制度。\n"
    "<img src=x onerror=\"document.title='run'\">他说：“</div></section><b>粗</b>”。\n"
    "\u202e反转\u2066&amp;&lt; ' \" ` {{x}} ]]> <!-- \n" + "长" * 300 + "w" * 4000 + "。\n"
)
TITLE = "<img src=x onerror=document.title='run'> \u202e\"'&"


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    documents = [
        Document("../<b>&'\"", HOSTILE, {"title": TITLE}),
        Document("空", ""),
        Document("plain", "群众是真正的英雄。\r\n我们要向群众学习,建立联系群众的制度。"),
    ]
    return build_texts(code(documents), tmp_path_factory.mktemp("texts")).parent, documents


def test_a_hostile_text_is_shown_as_text_and_runs_nothing(texts, opened):
    folder, documents = texts
    page = opened((folder / "index.html").as_uri(), viewport={"width": 390, "height": 800})
    assert TITLE[:20] in page.locator("tbody tr").first.inner_text()
    with page.expect_navigation():
        page.locator("tbody a").first.click()
    assert page.title().startswith("<img src=x")
    assert page.locator("img, .reader script, .reader b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    words = page.evaluate("""() => {
      const copy = document.querySelector('.text').cloneNode(true);
      copy.querySelectorAll('summary, details.n').forEach(node => node.remove());
      return copy.textContent;
    }""")
    assert words == documents[0].text


def test_the_words_of_a_page_keep_their_line_ends(texts, opened):
    folder, documents = texts
    page = opened((folder / "0003.html").as_uri())
    words = page.evaluate("""() => {
      const copy = document.querySelector('.text').cloneNode(true);
      copy.querySelectorAll('details.n').forEach(node => node.remove());
      return copy.textContent;
    }""")
    assert words == documents[2].text


def test_an_empty_text_has_a_page(texts, opened):
    folder, _ = texts
    assert opened((folder / "0002.html").as_uri()).locator("h1").inner_text() == "空"


def test_five_hundred_texts_have_an_index_and_a_page_each(tmp_path):
    batches = (
        code([Document(f"t{n}", f"第{n}篇。我们要建立制度。群众是英雄。") for n in range(at, at + 50)])
        for at in range(0, 500, 50)
    )
    index = build_texts(batches, tmp_path / "texts").read_text(encoding="utf-8")
    assert len(list((tmp_path / "texts").glob("[0-9]*.html"))) == 500
    assert index.count("<tr>") == 501
    assert "第499篇" in (tmp_path / "texts" / "0500.html").read_text(encoding="utf-8")


def test_titles_can_be_sifted(texts, opened):
    folder, _ = texts
    page = opened((folder / "index.html").as_uri())
    page.locator(".sift").fill("plain")
    assert page.locator("tbody tr:visible").count() == 1


def test_a_page_is_the_same_every_time():
    coded = code(Document("a", "他指出:“群众是英雄。”我们要建立制度。"))
    assert page_html(coded) == page_html(coded)
